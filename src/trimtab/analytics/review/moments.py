"""The instants at which a review looks: of its period, of the earlier ones, of the change it explains."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trimtab.analytics.definitions import AS_SHIPPED, Definitions
from trimtab.core.calendars import FiscalCalendar, Period
from trimtab.core.models import Organisation

A_WEEK = timedelta(days=7)
TICK = timedelta(microseconds=1)  # the last instant of a period is this before the next one begins


@dataclass(frozen=True)
class Moments:
    """Instants are aware; days are in the organisation's zone.

    as_of: of a period that is over its last instant, whenever it is asked for: it is read as it was known then.
    since, until: between which the waterfall explains the change. earlier: older first, only those with history.
    compared: the earlier period the levers are compared with. definitions: the rules in force.
    """

    period: Period
    zone: ZoneInfo
    as_of: datetime
    since: datetime
    until: datetime
    earlier: tuple[Period, ...]
    compared: Period
    definitions: Definitions = AS_SHIPPED

    @property
    def today(self) -> date:
        return self.as_of.astimezone(self.zone).date()

    @property
    def window_months(self) -> int:
        """The window of the rates, in months."""
        return self.definitions.window_months

    @property
    def start(self) -> datetime:
        return self.period.instants(self.zone)[0]

    @property
    def end(self) -> datetime:
        return self.period.instants(self.zone)[1]

    @property
    def is_past(self) -> bool:
        return self.end <= self.as_of + TICK

    @property
    def elapsed(self) -> timedelta:
        """How much of the period has passed: nothing of a future one, all of a past one."""
        return self.end - self.start if self.is_past else max(self.as_of - self.start, timedelta())

    def span(self) -> dict[str, object]:
        """Start and end of the period, and the instant."""
        return {"start": self.start, "end": self.end, "as_of": self.as_of}

    def due(self) -> dict[str, object]:
        """The days on which something due in the period may close."""
        return {"due_from": self.period.start, "due_until": self.period.end}

    def back_then(self) -> dict[str, object]:
        """The compared period, for as long as this one has run; as known then at its end."""
        start, end = self.compared.instants(self.zone)
        stop = min(end, start + self.elapsed) if not self.is_past else end
        return {"start": start, "end": stop, "as_of": self.as_of}

    def before(self) -> dict[str, object]:
        """Starts, ends and the point reached, of each earlier period."""
        spans = [period.instants(self.zone) for period in self.earlier]
        return {
            "starts": [start for start, _end in spans],
            "ends": [end for _start, end in spans],
            "looked_at": [min(start + self.elapsed, end) for start, end in spans],
        }

    def last_year(self, *, begin: datetime | None = None) -> dict[str, object]:
        """The window of the rates, twelve months as shipped: they need many cases.

        Args:
            begin: when the records begin, for what is counted by day: a day before them sold nothing.
        """
        start = self.as_of - timedelta(days=self.definitions.window_days)
        return {"start": max(start, begin or start), "end": self.as_of, "as_of": self.as_of}


def moments_of(
    period: Period,
    *,
    organisation: Organisation,
    as_of: datetime,
    first_month: str | None,
    since: date | None = None,
    until: date | None = None,
    compare: str = "year",
    definitions: Definitions = AS_SHIPPED,
) -> Moments:
    """The moments of a review.

    Args:
        as_of: until when the facts are known; a period that ended before is looked at from its last instant.
        first_month: the month of the first opportunity, as 2024-03; earlier periods before it are left out.
        since, until: days, for the waterfall; default, and where they lie behind the moment: the last seven days.
        compare: year (the same period of the year before) or previous.
        definitions: how far back rates count, and how many periods before are looked at.
    """
    calendar, zone = organisation.calendar, organisation.zone
    as_of = min(as_of, period.instants(zone)[1] - TICK)
    today = as_of.astimezone(zone).date()
    if since is not None and since > today:
        since = until = None
    last = _midnight((until or today) + timedelta(days=1), zone)
    return Moments(
        period=period,
        zone=zone,
        as_of=as_of,
        since=_midnight(since or today - A_WEEK, zone),
        until=min(last, as_of),
        earlier=_earlier(period, calendar, first_month, definitions.earlier_periods),
        compared=calendar.previous(period) if compare == "previous" else calendar.year_before(period),
        definitions=definitions,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _earlier(period: Period, calendar: FiscalCalendar, first_month: str | None, number: int) -> tuple[Period, ...]:
    if first_month is None:
        return ()
    first = date(int(first_month[:4]), int(first_month[5:7]), 1)
    periods = [calendar.previous(period, count=count) for count in range(number, 0, -1)]
    return tuple(earlier for earlier in periods if earlier.start >= first)
