"""The members put together: a weighted sum of their log-odds, weights learned on looks that none of them had seen."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from trimtab.insight.models.flat_table import Floats

APART = 0.05  # log loss a case that weights cost which lie one from the plain mean
SHIFT = 5.0  # cases against which a shift of the level has to speak


class Stack:
    """Weights ≥ 0 held towards the plain mean: on drifting data that does better than weights fitted to the past."""

    def fit(self, told: Floats, ahead: Floats, outcomes: Floats, weights: Floats) -> Self:
        """Learn from out-of-time log-odds.

        Args:
            told: one column a member.
            ahead: logarithm of the horizon, 0 at 30 days; the level may drift with it.
            weights: the cases that each row stands for.
        """
        count = told.shape[1]
        held = APART * float(weights.sum())

        def cost(values: Floats) -> tuple[float, Floats]:
            summed = values[0] + values[1] * ahead + told @ values[2:]
            off = values[2:] - 1 / count
            wrong = weights * (expit(summed) - outcomes)
            lost = float(weights @ (np.logaddexp(0, summed) - outcomes * summed) + held * np.sum(off**2))
            lost += SHIFT * float(values[0] ** 2 + values[1] ** 2)
            slope = [wrong.sum() + 2 * SHIFT * values[0], wrong @ ahead + 2 * SHIFT * values[1]]
            return lost, np.concatenate([slope, told.T @ wrong + 2 * held * off])

        limits = [(None, None), (None, None), *[(0.0, None)] * count]
        start = np.concatenate([[0.0, 0.0], np.full(count, 1 / count)])
        found = minimize(cost, start, jac=True, bounds=limits, method="L-BFGS-B").x
        self.level_, self.drift_, self.weights_ = float(found[0]), float(found[1]), found[2:]
        return self

    def evenly(self, count: int) -> Self:
        """The plain mean, where nothing could be held out to learn weights from."""
        self.level_, self.drift_, self.weights_ = 0.0, 0.0, np.full(count, 1 / count)
        return self

    def log_odds(self, told: Floats, ahead: Floats) -> Floats:
        summed: Floats = self.level_ + self.drift_ * ahead + told @ self.weights_
        return summed
