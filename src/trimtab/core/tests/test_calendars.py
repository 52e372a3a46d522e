"""Fiscal periods: every day belongs to exactly one, and they are where the organisation put them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.core.calendars import FiscalCalendar, Pattern, Unit, UnknownPeriod

calendars = st.builds(
    FiscalCalendar,
    start_month=st.integers(1, 12),
    pattern=st.sampled_from(["months", "445"]),
    week_start=st.integers(0, 6),
)
days = st.dates(date(1990, 1, 1), date(2150, 1, 1))
units = st.sampled_from(["year", "quarter", "month"])


def test_quarter_of_a_year_that_starts_in_february() -> None:
    calendar = FiscalCalendar(start_month=2)

    quarter = calendar.containing(date(2026, 11, 20), "quarter")

    assert (quarter.key, quarter.start, quarter.end) == ("FY2027-Q4", date(2026, 11, 1), date(2027, 1, 31))


def test_months_of_445_have_four_four_and_five_weeks() -> None:
    calendar = FiscalCalendar(start_month=2, pattern="445")

    lengths = [calendar.month(2026, number).days for number in range(1, 13)]

    assert lengths == [28, 28, 35] * 4


def test_a_year_of_53_weeks_has_its_extra_week_at_the_end() -> None:
    calendar = FiscalCalendar(start_month=1, pattern="445")

    long_year = next(year for year in range(2020, 2030) if calendar.year(year).days == 371)

    assert calendar.month(long_year, 12).days == 42


@given(calendar=calendars, day=days, unit=units)
def test_every_day_is_in_exactly_one_period(calendar: FiscalCalendar, day: date, unit: Unit) -> None:
    period = calendar.containing(day, unit)

    assert day in period
    assert calendar.following(period).start == period.end + timedelta(days=1)
    assert calendar.previous(calendar.following(period)) == period


@given(calendar=calendars, day=days, unit=units)
def test_a_period_is_found_again_by_its_key(calendar: FiscalCalendar, day: date, unit: Unit) -> None:
    period = calendar.containing(day, unit)

    assert calendar.named(period.key) == period


@given(year=st.integers(1995, 2140), start_month=st.integers(1, 12), pattern=st.sampled_from(["months", "445"]))
def test_four_quarters_make_a_year(year: int, start_month: int, pattern: Pattern) -> None:
    calendar = FiscalCalendar(start_month, pattern)

    quarters = [calendar.quarter(year, number) for number in (1, 2, 3, 4)]

    assert sum(quarter.days for quarter in quarters) == calendar.year(year).days
    assert quarters[0].start == calendar.year(year).start


@pytest.mark.parametrize(
    "key", ["", "Q4", "FY26", "FY2026-Q5", "FY2026-M13", "FY2026-X1", "2026-Q1", "FY2026-Q", "FY2026-M"]
)
def test_a_key_that_names_no_period_is_refused(key: str) -> None:
    with pytest.raises(UnknownPeriod, match="FY2026-Q4"):
        FiscalCalendar().named(key)


def test_the_same_quarter_a_year_before() -> None:
    calendar = FiscalCalendar()

    assert calendar.year_before(calendar.named("FY2026-Q1")).key == "FY2025-Q1"


def test_days_begin_at_midnight_of_the_organisation() -> None:
    day = FiscalCalendar().named("FY2026-M07")

    start, end = day.instants(ZoneInfo("Europe/Berlin"))

    assert (start.isoformat(), end.isoformat()) == ("2026-06-30T22:00:00+00:00", "2026-07-31T22:00:00+00:00")
