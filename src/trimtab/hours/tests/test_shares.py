"""The share of hours for customers: by hand, and for any hours."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.hours.models import Category
from trimtab.hours.shares import CUSTOMER, Portion, portion_of, slope_of, sum_of, usual_of

WEEK = {"preparation": 240, "meeting": 360, "follow_up": 180, "internal": 900, "reporting": 480, "travel": 540}
MINUTES = st.dictionaries(st.sampled_from(["", *Category.values]), st.integers(1, 3_000))
PARTS = st.tuples(st.integers(0, 100), st.integers(1, 3_000))
PORTIONS = st.lists(PARTS.map(lambda one: Portion(one[0] * one[1] // 100, one[1])), min_size=8, max_size=20)


def test_f24_share_of_a_week_by_hand() -> None:
    """F24: preparing 4 h, with customers 6 h, following up 3 h, of 45 h: 28.9 %."""
    found = portion_of(WEEK)

    assert (found.customer, found.known) == (13 * 60, 45 * 60)
    assert found.share == pytest.approx(0.289, abs=0.0005)


def test_hours_that_nobody_classified_widen_what_is_told() -> None:
    """13 of 45, and 5 more: between 13 ÷ 50 and 18 ÷ 50."""
    found = portion_of(WEEK | {"": 300})

    assert found.share == pytest.approx(13 / 45)
    assert (found.low, found.high) == pytest.approx((0.26, 0.36))


def test_finding_new_customers_counts_only_where_asked() -> None:
    week = WEEK | {"prospecting": 60}

    assert portion_of(week).customer == 13 * 60
    assert portion_of(week, with_prospecting=True).customer == 14 * 60


def test_no_hours_have_no_share() -> None:
    assert portion_of({}).share is None
    assert usual_of([]).share is None
    assert slope_of([]) is None


def test_what_counts_as_time_for_customers_is_among_the_categories() -> None:
    assert set(Category.values) > CUSTOMER


@given(MINUTES)
def test_share_is_a_share_and_categories_sum(minutes: dict[str, int]) -> None:
    found = portion_of(minutes)

    assert found.all == sum(minutes.values())
    assert 0 <= found.customer <= found.known
    if found.share is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.share <= found.high <= 1


@given(st.lists(MINUTES, max_size=6))
def test_weeks_together_are_one_long_week(weeks: list[dict[str, int]]) -> None:
    together: dict[str, int] = {}
    for week in weeks:
        for category, spent in week.items():
            together[category] = together.get(category, 0) + spent

    assert sum_of(map(portion_of, weeks)) == portion_of(together)


@given(PORTIONS)
def test_interval_holds_the_share_and_order_does_not_matter(portions: list[Portion]) -> None:
    found = usual_of(portions)

    assert found.low is not None
    assert found.high is not None
    assert found.share is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert usual_of(portions[::-1]).low == pytest.approx(found.low)


def test_interval_by_hand() -> None:
    """Four weeks of 10 and four of 20 of 40 hours: 37.5 %, each week 5 h off: 2.365 × √(8/7 × 8 × 25) ÷ 320."""
    weeks = [Portion(10 * 60, 40 * 60), Portion(20 * 60, 40 * 60)] * 4

    found = usual_of(weeks)

    assert found.share == pytest.approx(0.375)
    assert found.low == pytest.approx(0.375 - 2.365 * (8 / 7 * 8 * 25) ** 0.5 / 320)


def test_too_few_weeks_have_no_interval_and_no_trend() -> None:
    weeks = [Portion(10, 40)] * 7

    assert usual_of(weeks).low is None
    assert usual_of(weeks).missing == 1
    assert slope_of(weeks) is None


def test_trend_is_told_where_the_weeks_say_it() -> None:
    rising = [Portion(100 + 20 * place, 1_000) for place in range(10)]
    unsteady = [replace(one, customer=500 if place % 2 else 100) for place, one in enumerate(rising)]

    rises, cannot_tell = slope_of(rising), slope_of(unsteady)

    assert rises is not None
    assert cannot_tell is not None
    assert (rises.direction, cannot_tell.direction) == (1, 0)
    assert rises.each_week == pytest.approx(0.02)
