"""The estimator against a reference, a randomised experiment, and what can be worked out by hand."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trimtab.insight.causes.effects import clustered_error, estimate, within_sellers, worth_of
from trimtab.insight.causes.learning import Foretold, folds_by, foretell
from trimtab.insight.causes.tests.reference import EFFECT, ERROR, OUTCOME_SQUARED, WEIGHT_SQUARED, reference_trial
from trimtab.insight.causes.trial import Trial


def test_effect_and_error_are_those_of_doubleml() -> None:
    found = estimate(reference_trial(), seed=1)

    assert found.effect == pytest.approx(EFFECT, abs=0.003)
    assert found.error == pytest.approx(ERROR, rel=0.03)


def test_what_hidden_causes_are_measured_by_is_that_of_doubleml() -> None:
    found = estimate(reference_trial(), seed=1, is_plain=True)

    assert found.outcome_spread**2 == pytest.approx(OUTCOME_SQUARED, rel=0.01)
    assert found.weight_spread**2 == pytest.approx(WEIGHT_SQUARED, rel=0.03)


def test_without_the_common_cause_the_effect_is_wrong() -> None:
    found = estimate(reference_trial().without_facts((0,)), seed=1, is_plain=True)

    assert found.effect > EFFECT + 2 * ERROR


def test_same_trial_and_seed_give_the_same_effect() -> None:
    first, second = (estimate(reference_trial(), seed=3, is_plain=True) for _turn in range(2))

    assert (first.effect, first.error) == (second.effect, second.error)


def test_a_randomised_experiment_needs_no_adjustment(shared_experiment: Trial) -> None:
    treated, outcome = shared_experiment.treated == 1, shared_experiment.outcome

    found = estimate(shared_experiment, seed=1)

    plain = outcome[treated].mean() - outcome[~treated].mean()
    error = np.sqrt(outcome[treated].var() / treated.sum() + outcome[~treated].var() / (~treated).sum())
    assert found.effect == pytest.approx(plain, abs=error / 2)
    assert found.error == pytest.approx(error, rel=0.05)
    assert found.overlap.kept == shared_experiment.size


@pytest.fixture
def shared_experiment() -> Trial:
    """Hillstrom's mail experiment: a mail or none, and whether the customer visited; every fourth of the customers."""
    path = Path(__file__).resolve().parents[6] / "shared" / "data" / "hillstrom_email" / "hillstrom_data.csv"
    if not path.exists():
        pytest.skip("the shared data are not there")
    with path.open(newline="") as file:
        rows = [row for number, row in enumerate(csv.DictReader(file)) if number % 4 == 0]
    each = np.arange(len(rows))
    facts = [[float(row[name]) for name in ("recency", "history", "mens", "womens", "newbie")] for row in rows]
    return Trial(
        treated=np.array([row["segment"] != "No E-Mail" for row in rows], dtype=float),
        outcome=np.array([float(row["visit"]) for row in rows]),
        known=np.array(facts),
        groups={},
        account=each,
        seller=each,
        team=each % 3,
        landmark=np.zeros(len(rows), dtype=np.int64),
    )


def test_deals_that_are_copies_of_each_other_say_nothing_more() -> None:
    residual, account = np.random.default_rng(1).normal(size=200), np.arange(200)
    copied = np.repeat(residual, 5)

    once = clustered_error(residual, account, account)
    five_times = clustered_error(copied, np.repeat(account, 5), np.repeat(account, 5))

    assert five_times == pytest.approx(once)


def test_error_of_deals_that_share_nothing_is_the_usual_one() -> None:
    residual = np.array([1.0, -1.0, 2.0, -2.0])

    error = clustered_error(residual, np.arange(4), np.arange(4))

    assert error == pytest.approx(np.sqrt(10 * 4 / 3) / 4)


def test_ten_with_the_lever_are_worth_forty_however_many_go_without() -> None:
    weight, treated = np.ones(1_000_010), np.r_[np.ones(10), np.zeros(1_000_000)]

    assert worth_of(weight, treated) == pytest.approx(40, rel=1e-4)


def test_all_deals_of_an_account_are_in_one_fold() -> None:
    account = np.repeat(np.arange(50), 7)

    folds = folds_by(account, seed=1)

    assert all(np.unique(folds[account == one]).size == 1 for one in range(50))


def test_what_differs_between_sellers_is_no_effect_within_them() -> None:
    trial = seller_trial()
    told = Foretold(np.full(trial.size, 0.5), np.full(trial.size, 0.4), np.full(trial.size, 0.4))

    found = within_sellers(trial, told)

    assert found is not None
    assert abs(found[0]) < 3 * found[1]
    assert abs(estimate(trial, seed=1, is_plain=True).effect) > 0.1


def seller_trial() -> Trial:
    """Good sellers win more and pull the lever more; the lever does nothing. Nothing is known beforehand."""
    chance, n = np.random.default_rng(5), 4_000
    seller = np.arange(n) % 40
    skill = chance.normal(0, 0.15, 40)[seller]
    treated = (chance.random(n) < 0.5 + skill).astype(float)
    outcome = (chance.random(n) < 0.4 + 2 * skill).astype(float)
    base = reference_trial()
    return replace(base, treated=treated, outcome=outcome, known=np.zeros((n, 1)), groups={}, seller=seller)


def test_an_outcome_that_never_comes_is_foretold_as_never() -> None:
    told = foretell(reference_trial().with_outcome(np.zeros(4_000)), seed=1)

    assert told.with_lever.max() < 0.05


def test_gaps_in_what_is_adjusted_for_are_refused() -> None:
    with pytest.raises(ValueError, match="no gaps"):
        replace(reference_trial(), known=np.full((4_000, 1), np.nan))
    with pytest.raises(ValueError, match="one row"):
        replace(reference_trial(), treated=np.zeros(3))
