"""How the ladder is judged: on which cases, against whom, and with which intervals."""

import numpy as np
import pytest

from tests.models.worlds import world
from trimtab.insight.models.evaluation import BASE, LADDER, Evaluation, evaluate
from trimtab.insight.models.flat_table import words
from trimtab.insight.models.leaks import alone
from trimtab.insight.models.measures import calibration_error_of_groups
from trimtab.insight.models.protocols import LARGEST, protocol_for, rolling
from trimtab.insight.models.redrawn import judged
from trimtab.insight.results import NotEnoughData

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_newest_three_tenths_are_tested_from_three_origins_and_never_learned_from() -> None:
    folds = rolling(np.tile([0.0, 1.0], 50))

    assert [fold.learn.size for fold in folds] == [70, 80, 90]
    assert np.concatenate([fold.test for fold in folds]).tolist() == list(range(70, 100))
    assert all(fold.learn.max() < fold.test.min() for fold in folds)


def test_outcome_that_was_never_seen_before_the_first_origin_gives_folds_instead() -> None:
    table, _outcomes, _truth = world(100, seed=1)
    late = np.zeros(100)
    late[90:] = 1

    protocol = protocol_for(table, late, is_ordered=True)

    assert (protocol.name, protocol.learned_once.size) == ("stratified folds", 0)


def test_lesson_of_many_cases_is_drawn_from_them_and_all_are_tested() -> None:
    table, outcomes, _truth = world(90_000, seed=1)

    protocol = protocol_for(table, outcomes, is_ordered=False)

    assert max(fold.learn.size for fold in protocol.folds) == LARGEST
    assert protocol.tested.size == 90_000


def test_nineteen_cases_are_too_few() -> None:
    table, outcomes, _truth = world(19, seed=1)

    assert isinstance(evaluate(table, outcomes, is_ordered=False), NotEnoughData)


def test_evaluation_in_time_tells_both_protocols_and_every_rival() -> None:
    table, outcomes, _truth = world(240, seed=2)
    heard: list[int] = []

    found = evaluate(table, outcomes, is_ordered=True, tell=lambda done, _total: heard.append(done))

    assert isinstance(found, Evaluation)
    assert [one.name for one in found.judged][:2] == [LADDER, BASE]
    assert [one.name for one in found.learned_once] == [one.name for one in found.judged]
    assert found.tested == 72
    assert heard == list(range(1, 22))
    assert found.over_best.low < found.over_best.value < found.over_best.high


def test_intervals_hold_their_values_and_a_constant_ranks_nothing() -> None:
    outcomes = np.tile([1.0, 0.0, 0.0], 100)

    one = judged("base", outcomes, np.full(300, 1 / 3), seed=1)

    assert one.area.value == 0.5
    for measure in (one.log_loss, one.brier, one.calibration):
        assert measure.value is not None
        assert measure.low is not None
        assert measure.high is not None
        assert measure.low <= measure.value <= measure.high


def test_interval_narrows_with_the_root_of_the_cases() -> None:
    chance = np.random.default_rng(3)
    told = chance.random(6_400)
    outcomes = (chance.random(6_400) < told).astype(float)

    few, many = (judged("", outcomes[:size], told[:size], seed=1).brier.error or 0 for size in (400, 6_400))

    assert few / many == pytest.approx(4, rel=0.25)


def test_equal_probabilities_stand_in_one_group_whatever_their_order() -> None:
    outcomes = np.concatenate([np.ones(100), np.zeros(100)])

    assert calibration_error_of_groups(outcomes, np.full(200, 0.5)) == 0


def test_word_that_never_changes_is_no_leak() -> None:
    column = words("country", ["FI"] * 60)

    assert alone(column, np.tile([0.0, 1.0, 0.0], 20)) == 0.5
