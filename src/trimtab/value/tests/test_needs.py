"""How compelling a need is: by hand, and by what must always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.value.needs import Judged, nearness, score

TODAY = date(2026, 11, 20)
SOON = TODAY + timedelta(100)


def share(consequence: int = 3, act_by: date | None = SOON, felt: str = "key", cost: int = 2, risk: int = 1) -> float:
    return score(Judged(consequence, act_by, felt, cost, risk), today=TODAY).share


def test_a_strong_pull_against_some_hold_by_hand() -> None:
    # pull ¾, hold 3/8: 0.75 × 0.75 ÷ 1.125
    assert share() == pytest.approx(0.5)


def test_a_strong_pull_that_nothing_holds_back_is_whole() -> None:
    assert share(4, cost=0, risk=0) == 1.0


def test_without_a_day_little_presses() -> None:
    assert share(act_by=None) == pytest.approx(0.1875**2 / (0.1875 + 0.375))


def test_a_day_gone_by_presses_no_more_than_none() -> None:
    assert share(act_by=TODAY - timedelta(1)) == share(act_by=None)


def test_the_further_the_day_the_less_it_presses_by_hand() -> None:
    assert nearness(TODAY + timedelta(180), today=TODAY) == 1.0
    assert nearness(TODAY + timedelta(360), today=TODAY) == pytest.approx(0.75)
    assert nearness(TODAY + timedelta(900), today=TODAY) == 0.5


def test_nothing_happens_means_no_need() -> None:
    assert share(0, cost=0, risk=0) == 0.0
    assert score(Judged(0, SOON, "key", 0, 0), today=TODAY).level == "none"


LEVELS = st.integers(0, 4)


@given(LEVELS, LEVELS, LEVELS, st.sampled_from(["key", "named", "nobody"]), st.integers(-10, 900))
def test_a_need_is_a_share_that_grows_with_the_pull_and_shrinks_with_the_hold(
    consequence: int, cost: int, risk: int, felt: str, days: int
) -> None:
    day = TODAY + timedelta(days)
    found = share(consequence, day, felt, cost, risk)

    assert 0 <= found <= 1
    assert share(min(consequence + 1, 4), day, felt, cost, risk) >= found
    assert share(consequence, day, felt, min(cost + 1, 4), risk) <= found
    assert share(consequence, day, "key", cost, risk) >= found
