"""The floor and what is made of it, and the worth of what people say."""

import numpy as np
import pytest

from trimtab.insight.forecast.floor import floor_of, skill
from trimtab.insight.forecast.judgement import Judgement, judge
from trimtab.insight.results import NotEnoughData


@pytest.mark.parametrize(
    ("wins", "variation", "error"), [(5, 1.0, 0.48), (10, 1.7, 0.45), (95, 1.7, 0.16), (400, 0.6, 0.047)]
)
def test_floor_is_that_of_the_published_simulation(wins: float, variation: float, error: float) -> None:
    assert floor_of(wins, variation) == pytest.approx(error, abs=0.006)


def test_floor_falls_with_wins_and_rises_with_their_variation() -> None:
    floors = [floor_of(wins, 1.0) or 0 for wins in (1, 3, 5, 8, 20, 24.9, 25, 60)]

    assert floors == sorted(floors, reverse=True)
    assert (floor_of(40, 0.5) or 0) < (floor_of(40, 2.0) or 0)


def test_less_than_one_undecided_win_has_no_floor() -> None:
    assert floor_of(0.5, 1.0) is None


def test_skill_is_clipped_and_unknown_where_there_is_nothing_to_gain() -> None:
    assert skill(0.10, 0.20, 0.05) == pytest.approx(2 / 3)
    assert (skill(0.01, 0.20, 0.05), skill(0.40, 0.20, 0.05)) == (1.0, 0.0)
    assert skill(0.10, 0.04, 0.05) is None


def test_bias_of_a_person_is_drawn_towards_none() -> None:
    came = np.array([100.0, 100.0, 100.0, 100.0])

    found = judge(came * 1.4, came * 1.1, came)

    assert isinstance(found, Judgement)
    assert found.bias == pytest.approx(0.2)  # 40 % too high over four periods, with the weight of four of none
    assert found.bias_low == found.bias_high == pytest.approx(0.2)  # the same in each period: redraws change nothing
    assert found.added == pytest.approx(-0.3)
    assert found.added_low <= found.added <= found.added_high


def test_bias_by_hand_has_the_interval_of_its_periods() -> None:
    # Said 150, 90, 90 where 100, 100, 100 came: 30 of 300 too high, with the weight of 3 periods against 4 of none.
    found = judge(np.array([150.0, 90.0, 90.0]), np.full(3, 120.0), np.full(3, 100.0))

    assert isinstance(found, Judgement)
    assert found.bias == pytest.approx(30 / 300 * 3 / 7)
    assert found.bias_low < 0 < found.bias_high  # two low periods of three: nothing beyond chance
    assert found.own == pytest.approx(70 / 300)
    assert found.computed == pytest.approx(60 / 300)


def test_periods_without_a_win_say_nothing_of_a_person() -> None:
    assert judge(np.full(3, 5.0), np.full(3, 5.0), np.zeros(3)) == NotEnoughData(0, 1, "wins in the ended periods")


def test_two_periods_say_nothing_of_a_person_yet() -> None:
    two = np.array([100.0, 100.0])

    assert judge(two, two, two) == NotEnoughData(n=2, needs=3, of="ended periods with a submission")
