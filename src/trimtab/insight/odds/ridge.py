"""Logistic regression that is held back towards what was thought before the data, and says how sure it is."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, logit

from trimtab.insight.models.flat_table import Floats

STEPS = 30
ENOUGH = 1e-7
WIDE = 0.02  # inverse variance of what is thought of the level before the data: hardly anything


class Ridge:
    """Weighted logistic regression with normal priors, fitted by Newton's method (iteratively weighted squares).

    Args:
        spread: prior standard deviation of a coefficient whose column has a spread of one; one for all or one each.
        middles: prior means of the coefficients; zero by default.
    """

    def __init__(self, *, spread: float | Floats = 0.5, middles: Floats | None = None) -> None:
        self.spread, self.middles = spread, middles

    def fit(self, matrix: Floats, outcomes: Floats, weights: Floats) -> Self:
        """Learn from rows; a weight says how many cases a row stands for."""
        full = np.column_stack([np.ones(matrix.shape[0]), matrix])
        middles = np.zeros(matrix.shape[1]) if self.middles is None else self.middles
        share = (float(weights @ outcomes) + 1) / (float(weights.sum()) + 2)
        prior = np.concatenate([[logit(share)], middles])
        spreads = np.broadcast_to(np.asarray(self.spread, dtype=np.float64), matrix.shape[1])
        precision = np.concatenate([[WIDE], spreads**-2])

        def cost(at: Floats) -> float:
            summed = full @ at
            off = at - prior
            return float(weights @ (np.logaddexp(0, summed) - outcomes * summed) + precision @ off**2 / 2)

        found = np.concatenate([prior[:1], middles])
        reached = cost(found)
        for _step in range(STEPS):
            told = expit(full @ found)
            slope = full.T @ (weights * (outcomes - told)) - precision * (found - prior)
            bend = (full * (weights * told * (1 - told))[:, None]).T @ full + np.diag(precision)
            moved = cho_solve(cho_factor(bend), slope)
            # Far from the end a whole step may lead away from it: half of it, or half of that.
            while (now := cost(found + moved)) > reached and np.abs(moved).max() > ENOUGH:
                moved = moved / 2
            found, gain, reached = found + moved, reached - now, now
            if gain < ENOUGH * weights.sum():
                break
        self.level_, self.coefficients_ = float(found[0]), found[1:]
        self.covariance_ = cho_solve(cho_factor(bend), np.eye(bend.shape[0]))
        return self

    def log_odds(self, matrix: Floats) -> Floats:
        """The log-odds of each row."""
        told: Floats = self.level_ + matrix @ self.coefficients_
        return told

    def errors(self, matrix: Floats) -> Floats:
        """The standard error of each row's log-odds, from the curvature at the fit (Laplace)."""
        full = np.column_stack([np.ones(matrix.shape[0]), matrix])
        errors: Floats = np.sqrt(np.maximum(0, np.einsum("ij,ij->i", full @ self.covariance_, full)))
        return errors
