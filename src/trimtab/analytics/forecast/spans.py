"""Fiscal periods as spans of seconds, and the earlier ones that a forecast may learn from."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trimtab.core.calendars import FiscalCalendar, Period, unit_of
from trimtab.insight.forecast import Span, Window

# Twelve years of quarters: no fit looks at more than the last sixteen spans.
SPANS = 48


def span_of(period: Period, zone: ZoneInfo) -> Span:
    """The period from its first midnight to the midnight after its last day, there."""
    start, end = period.instants(zone)
    return Span(int(start.timestamp()), int(end.timestamp()))


def window_of(period: Period, zone: ZoneInfo, *, as_of: datetime) -> Window:
    """The period as seen from an instant."""
    return Window(int(as_of.timestamp()), span_of(period, zone))


def like_spans(period: Period, calendar: FiscalCalendar, zone: ZoneInfo, *, as_of: datetime) -> tuple[Span, ...]:
    """Spans like the period, the oldest first, which may still run.

    Quarters are like quarters. A month is like the months at the same place of their quarters, since quarters end with
    a rush. A year is like every four quarters in a row: so that three years of records hold more than three of them.
    """
    today = as_of.astimezone(zone).date()
    unit = unit_of(period)
    first = min(period.start, today)
    if unit == "month":
        place = _place(calendar, period)
        month = calendar.containing(first, "month")
        while _place(calendar, month) != place:
            month = calendar.previous(month)
        return tuple(span_of(calendar.previous(month, count=3 * back), zone) for back in reversed(range(SPANS)))
    quarter = calendar.containing(first, "quarter")
    quarters = [span_of(one, zone) for one in _back(calendar, quarter, SPANS + 3)]
    if unit == "quarter":
        return tuple(quarters)
    return tuple(Span(quarters[row].start, quarters[row + 3].end) for row in range(len(quarters) - 3))


def period_as_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant that a day (its end) or a moment names.

    Raises:
        ValueError: neither an ISO day nor an ISO moment.
    """
    if "T" in text or " " in text:
        given = datetime.fromisoformat(text)
        return (given if given.tzinfo else given.replace(tzinfo=zone)).astimezone(UTC)
    day = date.fromisoformat(text) + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC) - timedelta(seconds=1)


def _back(calendar: FiscalCalendar, period: Period, count: int) -> list[Period]:
    """So many periods up to one, the oldest first."""
    found = [period]
    while len(found) < count:
        found.append(calendar.previous(found[-1]))
    return found[::-1]


def _place(calendar: FiscalCalendar, month: Period) -> int:
    """Which month of its quarter: 0, 1 or 2."""
    return (int(month.key.rpartition("M")[2]) - 1) % 3
