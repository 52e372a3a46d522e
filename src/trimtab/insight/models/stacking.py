"""Several estimators as one: a weighted sum of their log-odds, the weights learned on cases that none of them saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.model_selection import StratifiedKFold

from trimtab.insight.models.flat_table import FlatTable, Floats
from trimtab.insight.models.members import BaseRate, Member

Make = Callable[[], Member]
FOLDS = 5
LARGE = 15_000  # cases from which three folds weigh the members as surely as five
APART = 0.05  # log loss a case that weights cost which lie one apart
CLEARLY = 2.0  # standard errors by which the sum must beat the base rate to be called a signal


class Stack:
    """The members' log-odds, each weighed by what it adds. Where they add little, all weights go towards zero.

    Args:
        members: what makes each; at least one.
    """

    def __init__(self, members: Sequence[Make], *, seed: int = 0) -> None:
        self.members, self.seed = tuple(members), seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        """Learn from cases and their outcomes (1 or 0); both kinds must be there, five of each."""
        told = self._unseen(table, outcomes)
        self.base_ = BaseRate().fit(table, outcomes).log_odds_
        self.weights_, self.level_ = _weights(told - self.base_, outcomes, self.base_)
        summed = self.base_ + self.level_ + (told - self.base_) @ self.weights_
        self.gain_, self.error_ = _gain(outcomes, summed)
        self.has_signal_ = self.gain_ > CLEARLY * self.error_
        self.fitted_ = [make().fit(table, outcomes) for make in self.members]
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        """The log-odds of each case; the base rate where the sum did worse than it on cases it had not seen."""
        if self.gain_ <= 0:
            return np.full(table.size, self.base_)
        told = np.column_stack([member.log_odds(table) for member in self.fitted_])
        return self.base_ + self.level_ + (told - self.base_) @ self.weights_

    def predict_proba(self, table: FlatTable) -> Floats:
        """The probability of the outcome for each case."""
        probabilities: Floats = expit(self.log_odds(table))
        return probabilities

    def _unseen(self, table: FlatTable, outcomes: Floats) -> Floats:
        """The members' log-odds for each case, from members that did not learn from it."""
        told = np.empty((table.size, len(self.members)))
        folds = FOLDS if outcomes.size < LARGE else 3
        splitter = StratifiedKFold(folds, shuffle=True, random_state=self.seed)
        for learn, test in splitter.split(np.zeros(outcomes.size), outcomes):
            part, held_out = table.take(learn), table.take(test)
            fitted = [make().fit(part, outcomes[learn]) for make in self.members]
            told[test] = np.column_stack([member.log_odds(held_out) for member in fitted])
        return told


def _weights(lifts: Floats, outcomes: Floats, base: float) -> tuple[Floats, float]:
    """Weights ≥ 0 of the members' lifts over the base, and the level, by penalised likelihood.

    How far the weights lie apart is held back, not how large they are together: on drifting data the plain mean holds
    better than weights fitted to the past, and where nothing is to be learned all of them can go to zero.
    """
    count = lifts.shape[1]
    held = APART * outcomes.size

    def cost(values: Floats) -> tuple[float, Floats]:
        level, weights = values[0], values[1:]
        summed = base + level + lifts @ weights
        off = weights - weights.mean()
        wrong = expit(summed) - outcomes
        lost = float(np.sum(np.logaddexp(0, summed) - outcomes * summed) + held * np.sum(off**2))
        return lost, np.concatenate([[wrong.sum()], lifts.T @ wrong + 2 * held * off])

    start = np.concatenate([[0.0], np.full(count, 1 / count)])
    limits = [(None, None), *[(0.0, None)] * count]
    found = minimize(cost, start, jac=True, bounds=limits, method="L-BFGS-B").x
    return found[1:], float(found[0])


def _gain(outcomes: Floats, summed: Floats) -> tuple[float, float]:
    """By how much the log loss of the base rate is beaten on unseen cases, and the standard error of that."""
    own = np.logaddexp(0, summed) - outcomes * summed
    # The rate of these very cases: beating an outdated rate is no sign of knowing one case from another.
    rate = float(logit(np.clip(outcomes.mean(), 1e-4, 1 - 1e-4)))
    better = np.logaddexp(0, rate) - outcomes * rate - own
    return float(better.mean()), float(better.std() / np.sqrt(better.size))
