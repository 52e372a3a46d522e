"""The fiscal quarters around a stretch of time, for features that speak of how near a quarter's end is."""

from datetime import date, timedelta

from trimtab.core.calendars import FiscalCalendar, Period

YEARS_BACK = 4


def quarter_ends(calendar: FiscalCalendar, day: date) -> list[date]:
    """Last days of the quarters from four years before a day to two after it."""
    quarter = calendar.containing(day - timedelta(days=366 * YEARS_BACK), "quarter")
    ends = [quarter.end]
    while ends[-1] < day + timedelta(days=740):
        quarter = calendar.following(quarter)
        ends.append(quarter.end)
    return ends


def this_and_next(calendar: FiscalCalendar, day: date) -> tuple[Period, Period]:
    """The quarter that contains a day, and the one after."""
    now = calendar.containing(day, "quarter")
    return now, calendar.following(now)
