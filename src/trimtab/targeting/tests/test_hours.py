"""Spreading hours: by hand, and against every other way to spread them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.targeting.hours import realised_by, spread_hours

WORTHS = st.lists(st.floats(0, 1e6), min_size=1, max_size=8)


def test_hours_by_hand() -> None:
    """400 and 100 to realise, half at 40 hours, 120 hours: the first gets 40 × log2(4) = 80 hours more."""
    found = spread_hours([400, 100], hours=120, half_hours=40)

    assert found.hours == pytest.approx((100, 20))


def test_small_account_gets_nothing_while_the_next_hour_is_worth_more_elsewhere() -> None:
    found = spread_hours([1000, 10], hours=80, half_hours=40)

    assert found.hours == pytest.approx((80, 0))


def test_nothing_to_realise_takes_no_hours() -> None:
    assert spread_hours([0, 0], hours=40, half_hours=40).hours == (0, 0)
    assert spread_hours([], hours=40, half_hours=40).hours == ()


@given(WORTHS, st.floats(0, 500))
def test_all_hours_are_spent_where_there_is_something_to_realise(worths: list[float], hours: float) -> None:
    found = spread_hours(worths, hours=hours, half_hours=40)

    assert all(one >= 0 for one in found.hours)
    assert sum(found.hours) == pytest.approx(hours if any(worths) else 0, abs=1e-6)


@given(WORTHS, st.floats(1, 500), st.data())
def test_no_other_spread_realises_more(worths: list[float], hours: float, data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.floats(0.001, 1), min_size=len(worths), max_size=len(worths)))
    other = [hours * part / sum(parts) for part in parts]

    found = spread_hours(worths, hours=hours, half_hours=40)

    assert found.total >= sum(map(realised_by, worths, other, [40.0] * len(worths))) - 1e-6


@given(WORTHS, st.floats(1, 500))
def test_every_account_that_gets_hours_has_the_same_return_on_its_last(worths: list[float], hours: float) -> None:
    found = spread_hours(worths, hours=hours, half_hours=40)
    last = [
        worth - realised_by(worth, spent, 40) for worth, spent in zip(worths, found.hours, strict=True) if spent > 1e-6
    ]

    assert last == pytest.approx([last[0]] * len(last), rel=1e-6) if last else not any(worths)
