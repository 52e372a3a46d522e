"""Changes of the record that look like changes of the business: recognised by marks that they leave in the counts."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TIMES_USUAL = 4.0
SPREADS_ABOVE = 6.0
SILENT_WEEKS = 3
LOUD_MEAN = 5.0
NORMAL_SPREAD = 1.4826  # of a median absolute deviation


def clean_up_weeks(counts: Floats) -> list[int]:
    """Weeks in which many times the usual number was closed: somebody swept out dead deals.

    >>> import numpy as np
    >>> clean_up_weeks(np.array([10.0, 12, 9, 11, 95, 10, 8]))
    [4]
    """
    known = counts[counts > 0]
    if known.size < SILENT_WEEKS:
        return []
    usual = float(np.median(known))
    spread = float(np.median(np.abs(known - usual))) * NORMAL_SPREAD
    least = max(TIMES_USUAL * usual, usual + SPREADS_ABOVE * spread)
    return [int(week) for week in np.flatnonzero(counts >= least)]


def recording_breaks(counts: Floats) -> list[int]:
    """First weeks in which something that was recorded every week stops, or that never was begins.

    >>> import numpy as np
    >>> recording_breaks(np.array([9.0] * 8 + [0.0] * 4))
    [8]
    """
    breaks = []
    for week in range(SILENT_WEEKS, counts.size - SILENT_WEEKS + 1):
        before, after = counts[max(0, week - 8) : week], counts[week : week + 8]
        stops = before.mean() >= LOUD_MEAN and bool(before.all()) and not after.any()
        starts = after.mean() >= LOUD_MEAN and bool(after.all()) and not before.any()
        if (stops or starts) and min(before.size, after.size) >= SILENT_WEEKS:
            breaks.append(week)
    return breaks
