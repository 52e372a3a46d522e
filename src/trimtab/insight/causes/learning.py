"""What the facts known at the start foretell: the chance of the lever, and the outcome with it and without.

Each row is foretold by models that saw none of its account (cross-fitting). A ridge logistic and boosted trees are
mixed by how well each foretold rows that it had not seen; few rows leave the trees out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge

from trimtab.insight.causes.trial import Flags, Floats, Integers, Trial

FOLDS = 5
TREES_FROM = 1_500  # rows; below, trees foretell worse than the ridge in every world that was tried
NEVER, ALWAYS = 0.01, 0.99  # a foretold chance is never certain
MIXES = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class Foretold:
    """For each row: the chance of the lever, and the outcome with the lever and without."""

    chance: Floats
    with_lever: Floats
    without: Floats

    def as_was(self, treated: Floats) -> Floats:
        """The outcome foretold for what was done."""
        return np.where(treated == 1, self.with_lever, self.without)


Fitted = Callable[[Floats], Floats]
Learn = Callable[[Floats, Floats, int], Fitted]


def foretell(trial: Trial, *, seed: int, is_plain: bool = False) -> Foretold:
    """Foretell each row from the other accounts.

    Args:
        seed: of the folds and the trees.
        is_plain: by the ridge alone; for refutations, of which there are many.
    """
    folds = folds_by(trial.account, seed=seed)
    learners = [ridge] if is_plain or trial.size < TREES_FROM else [ridge, trees]
    facts = scaled(trial.known)
    chance = _mixed([_across(facts, trial.treated, folds, learn, seed) for learn in learners], trial.treated)
    told = [_both(facts, trial, folds, learn, seed) for learn in learners]
    mix = _mix([np.where(trial.treated == 1, done, undone) for done, undone in told], trial.outcome)
    with_lever = _combined([done for done, _undone in told], mix)
    without = _combined([undone for _done, undone in told], mix)
    return Foretold(chance, with_lever, without)


def folds_by(account: Integers, *, seed: int) -> Integers:
    """A fold for each row: all rows of an account are in one."""
    names, places = np.unique(account, return_inverse=True)
    dealt = np.random.default_rng(seed).permutation(names.size) % FOLDS
    return np.asarray(dealt[places], dtype=np.int64)


def scaled(known: Floats) -> Floats:
    """Columns with mean 0 and deviation 1; a column without variation becomes 0."""
    spread = known.std(axis=0)
    return np.asarray((known - known.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def ridge(facts: Floats, outcome: Floats, seed: int) -> Fitted:
    """A logistic regression that is held back; a linear one where the outcome is a share."""
    if not _is_yes_or_no(outcome):
        line = Ridge(alpha=10.0).fit(facts, outcome)
        return lambda rows: np.asarray(line.predict(rows))
    if outcome.min() == outcome.max():
        return lambda rows: np.full(rows.shape[0], outcome[0])
    curve = LogisticRegression(C=0.1, max_iter=300).fit(facts, outcome)
    return lambda rows: np.asarray(expit(curve.decision_function(rows)))


def trees(facts: Floats, outcome: Floats, seed: int) -> Fitted:
    """Small boosted trees."""
    options = {"learning_rate": 0.06, "max_iter": 120, "max_leaf_nodes": 8, "min_samples_leaf": 40}
    if not _is_yes_or_no(outcome):
        shares = HistGradientBoostingRegressor(l2_regularization=5.0, random_state=seed, **options).fit(facts, outcome)
        return lambda rows: np.asarray(shares.predict(rows))
    if outcome.min() == outcome.max():
        return lambda rows: np.full(rows.shape[0], outcome[0])
    grown = HistGradientBoostingClassifier(l2_regularization=5.0, random_state=seed, **options).fit(facts, outcome)
    return lambda rows: np.asarray(grown.predict_proba(rows)[:, 1])


def _is_yes_or_no(outcome: Floats) -> bool:
    return bool(np.isin(outcome, (0.0, 1.0)).all())


def _across(facts: Floats, outcome: Floats, folds: Integers, learn: Learn, seed: int) -> Floats:
    told = np.empty(outcome.size)
    for fold in range(FOLDS):
        held: Flags = folds == fold
        if held.any():
            told[held] = learn(facts[~held], outcome[~held], seed)(facts[held])
    return told


def _both(facts: Floats, trial: Trial, folds: Integers, learn: Learn, seed: int) -> tuple[Floats, Floats]:
    """The outcome with and without the lever; the ridge may give each fact another weight where it was pulled."""
    done, undone = np.empty(trial.size), np.empty(trial.size)
    for fold in range(FOLDS):
        held: Flags = folds == fold
        if held.any():
            told = learn(_beside(facts[~held], trial.treated[~held]), trial.outcome[~held], seed)
            ones, noughts = np.ones(int(held.sum())), np.zeros(int(held.sum()))
            done[held], undone[held] = told(_beside(facts[held], ones)), told(_beside(facts[held], noughts))
    return done, undone


def _beside(facts: Floats, treated: Floats) -> Floats:
    side = treated[:, None] - 0.5
    return np.hstack([facts, 4 * side, facts * side])


def _mixed(told: list[Floats], outcome: Floats) -> Floats:
    return _combined(told, _mix(told, outcome))


def _mix(told: list[Floats], outcome: Floats) -> float:
    """The weight of the second learner that foretold best what was held back."""
    if len(told) == 1:
        return 0.0
    if not _is_yes_or_no(outcome):
        return float(MIXES[np.argmin([np.mean((_combined(told, mix) - outcome) ** 2) for mix in MIXES])])
    return float(MIXES[np.argmin([_loss(_combined(told, mix), outcome) for mix in MIXES])])


def _combined(told: list[Floats], mix: float) -> Floats:
    if len(told) == 1:
        return np.asarray(np.clip(told[0], NEVER, ALWAYS))
    first, second = (logit(np.clip(one, NEVER, ALWAYS)) for one in told)
    return np.asarray(expit((1 - mix) * first + mix * second))


def _loss(told: Floats, outcome: Floats) -> float:
    return -float(np.mean(outcome * np.log(told) + (1 - outcome) * np.log(1 - told)))
