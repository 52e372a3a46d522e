"""How many deals one can carry, and what an hour came with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.hours.capacity import Capacity, per_deal_of, worth_of

WEEK = date(2026, 11, 9)
HOURS = st.floats(0.5, 80)
CAPACITIES = st.builds(
    Capacity, hours=HOURS, share=st.floats(0.01, 1), per_deal=st.floats(0.1, 20), open_deals=st.integers(0, 200)
)


def test_capacity_by_hand() -> None:
    """45 h × 13/45 = 13 h; 13 ÷ 1.5 = 8.67 deals; 11 open ones take 16.5 h: 127 %; 10 would be 115 %."""
    found = Capacity(hours=45, share=13 / 45, per_deal=1.5, open_deals=11)

    assert found.available == pytest.approx(13)
    assert found.carried == 8
    assert found.load == pytest.approx(1.269, abs=0.001)
    assert (found.is_too_much, found.too_many) == (True, 1)
    assert found.hours_short == pytest.approx(16.5 / 1.2 - 13)


def test_load_of_120_percent_is_not_too_much() -> None:
    found = Capacity(hours=10, share=1, per_deal=1, open_deals=12)

    assert (found.is_too_much, found.too_many) == (False, 0)
    assert found.hours_short == pytest.approx(0)


def test_no_hours_for_customers_have_no_load() -> None:
    assert Capacity(hours=40, share=0, per_deal=1, open_deals=3).load is None


@given(CAPACITIES)
def test_advice_mends_the_overload(found: Capacity) -> None:
    fewer = Capacity(found.hours, found.share, found.per_deal, found.open_deals - found.too_many)

    assert not fewer.is_too_much
    assert (found.too_many > 0) == found.is_too_much
    assert found.carried * found.per_deal <= found.available + 1e-6


def test_what_a_deal_takes_needs_eight_weeks_of_deals() -> None:
    seven = {(deal, WEEK): 90 for deal in range(7)}

    assert per_deal_of(seven).hours is None
    assert per_deal_of(seven).missing == 1
    assert per_deal_of({**seven, (7, WEEK): 90}).hours == 1.5


def test_worth_by_hand() -> None:
    """8 deals of 26,000 in a year whose weeks have 10 h with customers: 208,000 ÷ 520 h = 400 an hour."""
    found = worth_of([26_000.0] * 8, weeks=26, customer_hours=260)

    assert found.per_hour == pytest.approx(400)
    assert found.low == pytest.approx((208_000 - 1.96 * 26_000 * 8**0.5) / 520, rel=0.001)


@pytest.mark.parametrize(("wins", "weeks", "hours"), [(7, 52, 500), (8, 25, 500), (8, 52, 0)])
def test_too_little_is_not_worth_a_figure(wins: int, weeks: int, hours: float) -> None:
    assert worth_of([1_000.0] * wins, weeks=weeks, customer_hours=hours).per_hour is None
