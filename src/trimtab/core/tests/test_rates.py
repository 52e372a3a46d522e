"""Exchange rates: what holds on a day, and what a closed period freezes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from trimtab.core.calendars import FiscalCalendar
from trimtab.core.models import Event, ExchangeRate, Organisation
from trimtab.core.money import Money
from trimtab.core.rates import (
    ClosedPeriod,
    Rates,
    close_period,
    load_rates,
    rate_on,
    remove_rate,
    reopen_period,
    set_rate,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Q3 = FiscalCalendar().quarter(2026, 3)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def dollar(day: date, rate: str) -> ExchangeRate:
    return set_rate("USD", from_on=day, rate=Decimal(rate), by=None, now=NOW)


@pytest.mark.django_db
def test_a_rate_holds_until_the_next_one_and_the_first_also_before() -> None:
    dollar(date(2026, 1, 1), "0.90")
    dollar(date(2026, 7, 1), "0.80")

    found = [rate_on("USD", day) for day in (date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))]

    assert found == [Decimal("0.90"), Decimal("0.90"), Decimal("0.80"), Decimal("0.80")]


@pytest.mark.django_db
def test_a_currency_without_a_rate_has_none_and_our_own_is_one() -> None:
    assert rate_on("CHF", date(2026, 1, 1)) is None
    assert rate_on("EUR", date(2026, 1, 1)) == 1


@pytest.mark.django_db
def test_setting_a_rate_restates_and_is_recorded() -> None:
    epoch = Organisation.get().epoch

    dollar(date(2026, 1, 1), "0.90")
    dollar(date(2026, 1, 1), "0.95")

    assert Organisation.get().epoch == epoch + 2
    last = Event.objects.order_by("pk").last()
    assert last is not None
    assert (last.verb, last.before, last.after["rate"]) == ("rate.set", {"rate": "0.90000000"}, "0.95")


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 9, 30), date(2026, 5, 1), date(2025, 1, 1)])
def test_a_rate_that_would_hold_in_a_closed_period_is_refused(day: date) -> None:
    dollar(date(2025, 6, 1), "0.90") if day.year == 2026 else dollar(date(2026, 8, 1), "0.90")
    close_period(Q3, by=None, now=NOW)
    epoch = Organisation.get().epoch

    with pytest.raises(ClosedPeriod, match="frozen"):
        dollar(day, "0.70")

    assert Organisation.get().epoch == epoch


@pytest.mark.django_db
def test_rates_around_a_closed_period_stay_free() -> None:
    for day in (date(2026, 1, 1), date(2026, 6, 1)):
        dollar(day, "0.90")
    close_period(Q3, by=None, now=NOW)

    dollar(date(2026, 3, 1), "0.85")
    dollar(date(2026, 10, 1), "0.80")

    assert rate_on("USD", date(2026, 8, 1)) == Decimal("0.90")


@pytest.mark.django_db
def test_a_frozen_rate_cannot_be_removed_until_the_period_is_reopened() -> None:
    dollar(date(2026, 1, 1), "0.80")
    row = dollar(date(2026, 6, 1), "0.90")
    closing = close_period(Q3, by=None, now=NOW)

    with pytest.raises(ClosedPeriod):
        remove_rate(row, by=None, now=NOW)
    reopen_period(closing, by=None, now=NOW)
    remove_rate(row, by=None, now=NOW)

    assert rate_on("USD", date(2026, 8, 1)) == Decimal("0.80")


@pytest.mark.django_db
def test_closing_a_period_twice_closes_it_once() -> None:
    assert close_period(Q3, by=None, now=NOW) == close_period(Q3, by=None, now=NOW)
    assert Event.objects.filter(verb="period.closed").count() == 1


@pytest.mark.django_db
def test_a_new_currency_may_start_although_periods_are_closed() -> None:
    close_period(Q3, by=None, now=NOW)

    assert dollar(date(2026, 11, 1), "0.9").rate == Decimal("0.9")


@pytest.mark.django_db
@pytest.mark.parametrize(("currency", "rate"), [("EUR", "1.1"), ("usd", "1.1"), ("USD", "0"), ("USD", "-1")])
def test_a_rate_that_means_nothing_is_refused(currency: str, rate: str) -> None:
    with pytest.raises(ValidationError):
        set_rate(currency, from_on=date(2026, 1, 1), rate=Decimal(rate), by=None, now=NOW)

    assert not ExchangeRate.objects.exists()


@pytest.mark.django_db
def test_totals_convert_each_amount_at_its_day() -> None:
    dollar(date(2026, 1, 1), "0.90")
    dollar(date(2026, 7, 1), "0.80")
    rates = load_rates(currency="EUR")
    amounts = [(Money(Decimal(100), "USD"), date(2026, 2, 1)), (Money(Decimal(100), "USD"), date(2026, 8, 1))]

    assert rates.total(amounts) == Money(Decimal("170.00"), "EUR")
    assert rates.total([*amounts, (Money(Decimal(1), "CHF"), date(2026, 8, 1))]) is None


@given(st.dictionaries(DAYS, st.decimals("0.01", "100", places=4), min_size=1, max_size=8), DAYS)
def test_the_rate_of_a_day_is_the_last_one_begun(found: dict[date, Decimal], day: date) -> None:
    days = tuple(sorted(found))
    rates = Rates("EUR", {"USD": days}, {"USD": tuple(found[one] for one in days)})
    begun = [one for one in days if one <= day]

    assert rates.on("USD", day) == found[max(begun) if begun else days[0]]
