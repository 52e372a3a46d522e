"""Cards on companies whose truth is known: what holds up, what does not, and when nothing is told."""

from dataclasses import replace

import numpy as np
import pytest

from trimtab.insight.causes.effects import estimate
from trimtab.insight.causes.judging import Grade, Judgement, Raw, Refusal, judge
from trimtab.insight.causes.refuting import Attempt, refute
from trimtab.insight.causes.tests.reference import reference_trial
from trimtab.insight.causes.tests.world import CausalWorld, Lever, causal_world
from trimtab.insight.causes.trial import Trial


@pytest.fixture(scope="module")
def null_world() -> CausalWorld:
    """Contacts do nothing; whoever wants it brings colleagues along all the same."""
    return causal_world(10_003, lever=Lever().times(0), sellers=40, replays=1)


@pytest.fixture(scope="module")
def null_card(null_world: CausalWorld) -> Judgement:
    card = judge(null_world.trial, seed=1)
    assert isinstance(card, Judgement)
    return card


def test_a_lever_that_does_nothing_is_not_claimed(null_card: Judgement) -> None:
    assert null_card.grade is Grade.ASSOCIATION
    assert null_card.reasons
    assert not null_card.is_claimed


def test_adjusting_removes_three_quarters_of_the_usual_mistake(null_world: CausalWorld, null_card: Judgement) -> None:
    assert null_world.raw.difference is not None
    assert abs(null_card.effect) < null_world.raw.difference / 4


def test_range_under_hidden_causes_holds_the_truth(null_world: CausalWorld, null_card: Judgement) -> None:
    truth = float(null_world.truth[null_card.kept].mean())

    assert truth == 0
    assert null_card.bound.low <= truth <= null_card.bound.high


def test_a_real_cause_with_all_that_moves_it_known_is_graded_c() -> None:
    card = judge(reference_trial(), seed=1)

    assert isinstance(card, Judgement)
    assert (card.grade, card.reasons) == (Grade.ADJUSTED, ())
    assert (card.survived, card.made) == (4, 4)


def test_same_trial_gives_the_same_card() -> None:
    trial = reference_trial().where(np.arange(4_000) < 1_200)

    first, second = judge(trial, seed=1), judge(trial, seed=1)

    assert isinstance(first, Judgement)
    assert first == second


def test_an_effect_against_what_was_expected_is_an_association() -> None:
    card = judge(reference_trial(), seed=1, is_feared=True)

    assert isinstance(card, Judgement)
    assert (card.grade, card.reasons) == (Grade.ASSOCIATION, ("against expectation",))


@pytest.mark.parametrize("deals", [0, 1, 30, 399])
def test_too_few_deals_are_an_answer(deals: int) -> None:
    card = judge(few(deals), seed=1)

    assert isinstance(card, Refusal)
    assert card.needs == 200


def few(deals: int) -> Trial:
    """So many deals, twenty or fewer of them with the lever."""
    trial = reference_trial().where(np.arange(4_000) < deals)
    return trial.with_treated((np.arange(deals) < 20).astype(float))


def test_all_lost_is_no_comparison() -> None:
    card = judge(reference_trial().with_outcome(np.zeros(4_000)), seed=1)

    assert isinstance(card, Refusal)


def test_a_lever_that_everybody_pulls_cannot_be_judged() -> None:
    card = judge(reference_trial().with_treated(np.ones(4_000)), seed=1)

    assert isinstance(card, Refusal)


def test_a_lever_that_the_facts_decide_leaves_nothing_alike() -> None:
    trial = reference_trial()

    card = judge(trial.with_treated((trial.known[:, 1] > 0).astype(float)), seed=1)

    assert isinstance(card, Refusal)
    assert card.overlap.worth < 200


def test_sellers_whose_other_deals_differ_too_refute_a_lever() -> None:
    trial = reference_trial()
    elsewhere = 0.2 + 0.2 * trial.treated + np.random.default_rng(1).normal(0, 0.05, 4_000)

    found = attempts(replace(trial, elsewhere=elsewhere))

    assert found["deals elsewhere"].survived is False


def test_an_outcome_before_the_lever_that_differs_refutes_it() -> None:
    trial = reference_trial()

    found = attempts(replace(trial, before=trial.treated))

    assert found["outcome before"].survived is False


def test_a_single_team_that_makes_the_whole_effect_refutes_it() -> None:
    trial = reference_trial()
    only = np.where(trial.team == 0, trial.treated, 1 - trial.treated)

    found = attempts(trial.with_outcome(np.where(trial.team <= 1, only, trial.outcome * 0)))

    assert found["leave one team out"].survived is not None


def test_early_and_late_deals_that_contradict_each_other_refute_it() -> None:
    trial = replace(reference_trial(), landmark=np.arange(4_000) % 2)
    outcome = np.where(trial.landmark == 0, trial.treated, 1 - trial.treated)

    found = attempts(trial.with_outcome(outcome))

    assert found["other landmarks"].survived is False


def attempts(trial: Trial) -> dict[str, Attempt]:
    effect = estimate(trial, seed=1, is_plain=True)
    return {one.name: one for one in refute(trial, effect, seed=1)}


def test_the_usual_comparison_of_nothing_is_unknown() -> None:
    assert Raw(0, 0, 10, 3).difference is None
    assert Raw(10, 5, 10, 3).difference == pytest.approx(0.2)
