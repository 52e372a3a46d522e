"""Periods and the fiscal calendar: quarters and months of a year that starts when the organisation says.

Two patterns: calendar months, and 4-4-5 (quarters of 13 weeks whose months have 4, 4 and 5 weeks; the year ends on
the last given weekday of the month before the start month, so that some years have 53 weeks, in the last month).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Pattern = Literal["months", "445"]
Unit = Literal["year", "quarter", "month"]


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included. `key` is what stands in a URL: FY2026, FY2026-Q4, FY2026-M11."""

    key: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and (excluded) end as instants in UTC, for a day that begins at midnight in `zone`."""
        begin = datetime.combine(self.start, time(), zone)
        end = datetime.combine(self.end + timedelta(days=1), time(), zone)
        return begin.astimezone(UTC), end.astimezone(UTC)


class UnknownPeriod(ValueError):
    """A key that names no fiscal period."""


@dataclass(frozen=True)
class FiscalCalendar:
    """An organisation's fiscal year.

    Args:
        start_month: 1 to 12; the year that starts in this month is named after the calendar year in which it ends
            (a start in January: the same year).
        pattern: "months" or "445".
        week_start: 0 Monday to 6 Sunday; 4-4-5 weeks start on it.
    """

    start_month: int = 1
    pattern: Pattern = "months"
    week_start: int = 0

    def year_start(self, year: int) -> date:
        """First day of fiscal year `year`."""
        calendar_year = year if self.start_month == 1 else year - 1
        first = date(calendar_year, self.start_month, 1)
        if self.pattern == "months":
            return first
        # The start of the week nearest to the first: no year strays more than three days from its month.
        back = (first.weekday() - self.week_start) % 7
        return first - timedelta(days=back) if back <= 3 else first + timedelta(days=7 - back)

    def year(self, year: int) -> Period:
        """Fiscal year `year`."""
        return Period(f"FY{year}", self.year_start(year), self.year_start(year + 1) - timedelta(days=1))

    def month(self, year: int, number: int) -> Period:
        """Fiscal month `number` (1 to 12) of fiscal year `year`."""
        start = self._month_start(year, number)
        end = self._month_start(year, number + 1) if number < 12 else self.year_start(year + 1)
        return Period(f"FY{year}-M{number:02d}", start, end - timedelta(days=1))

    def quarter(self, year: int, number: int) -> Period:
        """Fiscal quarter `number` (1 to 4) of fiscal year `year`."""
        first, last = self.month(year, 3 * number - 2), self.month(year, 3 * number)
        return Period(f"FY{year}-Q{number}", first.start, last.end)

    def containing(self, day: date, unit: Unit) -> Period:
        """The fiscal period of that unit which contains `day`."""
        year = next(year for year in (day.year + 1, day.year, day.year - 1) if self.year_start(year) <= day)
        if unit == "year":
            return self.year(year)
        make, count = (self.quarter, 4) if unit == "quarter" else (self.month, 12)
        return next(period for number in range(1, count + 1) if day in (period := make(year, number)))

    def previous(self, period: Period, *, count: int = 1) -> Period:
        """The period of the same unit, `count` before."""
        unit = unit_of(period)
        for _ in range(count):
            period = self.containing(period.start - timedelta(days=1), unit)
        return period

    def following(self, period: Period) -> Period:
        """The next period of the same unit."""
        return self.containing(period.end + timedelta(days=1), unit_of(period))

    def year_before(self, period: Period) -> Period:
        """The same period of the fiscal year before."""
        year, _, part = period.key.removeprefix("FY").partition("-")
        return self.named(f"FY{int(year) - 1}" + (f"-{part}" if part else ""))

    def named(self, key: str) -> Period:
        """The period with that key.

        Raises:
            UnknownPeriod: the key is not of the form FY2026, FY2026-Q4 or FY2026-M11.
        """
        year, _, part = key.removeprefix("FY").partition("-")
        if not (
            key.startswith("FY") and year.isascii() and year.isdigit() and len(year) == 4 and 1900 < int(year) < 2200
        ):
            raise UnknownPeriod(f"A period is written FY2026, FY2026-Q4 or FY2026-M11. Got {key!r}.")
        if not part:
            return self.year(int(year))
        if part[0] == "Q" and part[1:] in {"1", "2", "3", "4"}:
            return self.quarter(int(year), int(part[1:]))
        if part[0] == "M" and len(part) <= 3 and part.isascii() and part[1:].isdigit() and 1 <= int(part[1:]) <= 12:
            return self.month(int(year), int(part[1:]))
        raise UnknownPeriod(f"A period is written FY2026, FY2026-Q4 or FY2026-M11. Got {key!r}.")

    def _month_start(self, year: int, number: int) -> date:
        start = self.year_start(year)
        if self.pattern == "445":
            quarter, month = divmod(number - 1, 3)
            return start + timedelta(weeks=13 * quarter + 4 * month)
        month0 = self.start_month - 1 + number - 1
        calendar_year = (year if self.start_month == 1 else year - 1) + month0 // 12
        return date(calendar_year, month0 % 12 + 1, 1)


def unit_of(period: Period) -> Unit:
    """Whether the period is a year, a quarter or a month."""
    _, _, part = period.key.partition("-")
    return "year" if not part else "quarter" if part[0] == "Q" else "month"
