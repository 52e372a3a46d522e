"""Hours of work between two instants: Monday to Friday, nine to five, where the lead was to be answered."""

import numpy as np

from trimtab.insight.trends.past import DAY, WEEK, Floats

FIRST_HOUR, LAST_HOUR = 9, 17
A_DAY = LAST_HOUR - FIRST_HOUR
A_WEEK = 5 * A_DAY
MONDAY = 4 * DAY  # 1970-01-01 was a Thursday


def working_hours(start: Floats, end: Floats) -> Floats:
    """Hours of work from start to end, both in seconds of the local clock; nothing where the end lies before."""
    return np.maximum(_since_monday(end) - _since_monday(start), 0.0)


def _since_monday(at: Floats) -> Floats:
    """Hours of work since the first Monday of 1970."""
    weeks = np.floor((at - MONDAY) / WEEK)
    days = (at - MONDAY - weeks * WEEK) / DAY
    whole = np.floor(days)
    today = np.clip((days - whole) * 24 - FIRST_HOUR, 0, A_DAY)
    worked = np.where(whole < 5, whole * A_DAY + today, A_WEEK)
    return np.asarray(weeks * A_WEEK + worked)
