"""What is learned in the order of time: trusted as far as later cases bore it out."""

import numpy as np
import pytest

from tests.models.worlds import world
from trimtab.insight.models.drifting import Steady, Step
from trimtab.insight.models.ladder import Ladder
from trimtab.insight.models.measures import log_loss
from trimtab.insight.models.members import NaiveBayes, RidgeLogistic

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
STEPS = (Step(5, "rates", NaiveBayes), Step(20, "regression", RidgeLogistic))


def test_what_later_cases_bore_out_is_trusted() -> None:
    table, outcomes, _truth = world(600, seed=1)

    steady = Steady(STEPS).fit(table, outcomes)

    assert steady.trust_ > 0.6
    assert steady.has_signal_


def test_where_nothing_is_to_be_learned_the_share_of_the_past_is_told() -> None:
    table, outcomes, _truth = world(600, seed=2, strength=0.0)
    later, seen, _of_later = world(3_000, seed=3, strength=0.0)

    steady = Steady(STEPS).fit(table, outcomes)

    assert not steady.has_signal_
    assert log_loss(seen, steady.predict_proba(later)) < log_loss(seen, np.full(3_000, outcomes.mean())) + 0.005


def test_where_times_turn_the_newest_cases_are_listened_to() -> None:
    table, outcomes, _truth = world(1_200, seed=4)
    turned = np.where(np.arange(1_200) < 700, outcomes, 1 - outcomes)
    later, seen, _of_later = world(2_000, seed=5)

    steady = Steady(STEPS).fit(table, turned)

    assert steady.newest_ > 0.5
    assert log_loss(1 - seen, steady.predict_proba(later)) < log_loss(1 - seen, np.full(2_000, turned.mean()))


def test_five_wins_are_too_few_to_be_trusted_and_are_answered() -> None:
    table, _outcomes, _truth = world(40, seed=6)
    outcomes = np.zeros(40)
    outcomes[35:] = 1

    told = Ladder(is_ordered=True).fit(table, outcomes).predict_proba(table)

    assert np.ptp(told) == 0
    assert 0.05 < told[0] < 0.5
