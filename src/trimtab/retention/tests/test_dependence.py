"""Concentration and replacement by hand (fixtures F22 and F23), and by what must hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.retention.dependence import Pace, herfindahl, months_to_replace, needed_pipeline, status_of


def pace(first_deals: int = 18, mean: float = 40_000, cycle: float = 0) -> Pace:
    return Pace(first_deals, mean, 12, cycle, 0.25)


def test_f22_four_shares_and_the_largest_is_red() -> None:
    assert herfindahl([40, 25, 20, 15]) == pytest.approx(0.285)
    assert status_of(0.40, pipeline=0, needed=1_600_000, is_at_risk=False) == "red"


def test_f23_months_to_replace() -> None:
    assert months_to_replace(480_000, pace()) == pytest.approx(8.0)


def test_one_cycle_passes_before_the_first_replacement() -> None:
    assert months_to_replace(480_000, pace(cycle=365 / 4)) == pytest.approx(11.0)


def test_of_few_first_deals_no_time_is_told() -> None:
    assert months_to_replace(480_000, pace(first_deals=4)) is None


def test_the_pipeline_counts_by_the_win_rate() -> None:
    assert (needed_pipeline(100_000, 0.25), needed_pipeline(100_000, None)) == (400_000, None)
    assert status_of(0.30, pipeline=400_000, needed=400_000, is_at_risk=False) == "amber"
    assert status_of(0.30, pipeline=399_999, needed=400_000, is_at_risk=False) == "red"


def test_a_small_customer_at_risk_without_cover_is_red() -> None:
    assert status_of(0.01, pipeline=0, needed=10_000, is_at_risk=True) == "red"
    assert status_of(0.01, pipeline=0, needed=None, is_at_risk=False) == "green"
    assert status_of(0.15, pipeline=0, needed=None, is_at_risk=False) == "amber"


def test_of_nothing_there_is_no_index() -> None:
    assert herfindahl([]) is None


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=20))
def test_the_index_lies_between_equal_parts_and_one(amounts: list[float]) -> None:
    index = herfindahl(amounts)

    assert index is not None
    assert 1 / len(amounts) - 1e-9 <= index <= 1 + 1e-9
