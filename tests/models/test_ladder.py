"""What the ladder promises: honest from the first case, never much worse than the base rate, better as it learns."""

import numpy as np
import pytest

from tests.models.worlds import world
from trimtab.insight.models.ladder import Ladder
from trimtab.insight.models.measures import calibration_error, log_loss

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_first_case_gives_a_probability_far_from_certain() -> None:
    table, outcomes, _truth = world(1, seed=1)

    told = Ladder().fit(table, outcomes).predict_proba(table)

    assert 0.3 < told[0] < 0.7


def test_all_lost_is_not_taken_for_never() -> None:
    table, _outcomes, _truth = world(50, seed=1)

    told = Ladder().fit(table, np.zeros(50)).predict_proba(table)

    assert np.allclose(told, 1 / 52)


def test_three_hundred_cases_tell_more_than_the_base_rate_and_are_calibrated() -> None:
    table, outcomes, _truth = world(300, seed=3)
    later, seen, _of_later = world(3_000, seed=4)

    told = Ladder().fit(table, outcomes).predict_proba(later)

    assert log_loss(seen, told) < log_loss(seen, np.full(3_000, outcomes.mean())) - 0.03
    assert calibration_error(seen, told) < 0.06


@pytest.mark.slow
def test_two_thousand_cases_come_close_to_the_truth() -> None:
    table, outcomes, _truth = world(2_000, seed=5)
    later, seen, truth = world(4_000, seed=6)

    ladder = Ladder().fit(table, outcomes)
    told = ladder.predict_proba(later)

    assert ladder.has_signal_
    assert log_loss(seen, told) < log_loss(seen, truth) + 0.01
    assert calibration_error(seen, told) < 0.025


def test_where_nothing_is_to_be_learned_it_stays_at_the_base_rate() -> None:
    table, outcomes, _truth = world(400, seed=7, strength=0.0)
    later, seen, _of_later = world(3_000, seed=8, strength=0.0)

    ladder = Ladder().fit(table, outcomes)
    told = ladder.predict_proba(later)

    assert not ladder.has_signal_
    assert log_loss(seen, told) < log_loss(seen, np.full(3_000, outcomes.mean())) + 0.005


def test_a_word_and_a_number_never_seen_before_are_answered() -> None:
    table, outcomes, _truth = world(200, seed=9)
    stranger, _seen, _of_stranger = world(3, seed=10)
    stranger.columns[0].take(np.arange(3))
    stranger.numbers[0].values[:] = 1e12

    told = Ladder().fit(table, outcomes).predict_proba(stranger)

    assert np.all((told > 0) & (told < 1))


def test_the_same_cases_give_the_same_probabilities() -> None:
    table, outcomes, _truth = world(300, seed=11)

    first, second = (Ladder().fit(table, outcomes).predict_proba(table) for _turn in range(2))

    assert np.array_equal(first, second)
