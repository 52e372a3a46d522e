"""So that of those told 30 %, 30 % are won: by how much is known, and with the room that exchangeable cases leave."""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from trimtab.insight.models.flat_table import Floats
from trimtab.insight.models.measures import losses
from trimtab.insight.odds.ridge import Ridge

FEW, MANY = 300, 2_000  # decided deals from which beta calibration, and isotonic regression, can be learned
KINDS = ("none", "level", "beta", "isotonic")
POINTS = 101


class Calibration:
    """None or a level below 300 deals, a beta curve to 2,000, isotonic regression above; kept only where it helps.

    Learned on one half of the newest looks and tried on the other, and the other way round, before on all of them.
    """

    def fit(self, told: Floats, outcomes: Floats, weights: Floats, deals: np.ndarray, *, decided: int) -> Self:
        """Learn from out-of-time log-odds of the newest looks.

        Args:
            deals: whose row it is: both halves hold whole deals.
            decided: deals whose end is known; says what may be learned.
        """
        self.kind_, self.curve_ = "none", None
        half = (deals * 2654435761) % 2**32 < 2**31
        if decided < 50 or not _has_both(outcomes[half]) or not _has_both(outcomes[~half]):
            return self
        kind = "level" if decided < FEW else "beta" if decided < MANY else "isotonic"
        crossed = np.empty_like(told)
        for learn in (half, ~half):
            curve = _curve(kind, told[learn], outcomes[learn], weights[learn])
            crossed[~learn] = curve(told[~learn])
        gain = weights @ (losses(outcomes, expit(told)) - losses(outcomes, crossed)) / weights.sum()
        if gain > 0:
            self.kind_, self.curve_ = kind, _curve(kind, told, outcomes, weights)
        return self

    def probabilities(self, log_odds: Floats) -> Floats:
        """Probabilities from log-odds."""
        if self.curve_ is None:
            plain: Floats = expit(log_odds)
            return plain
        return self.curve_(log_odds)


class _Beta:
    """log p, log(1 - p) and a level (Kull and others 2017), slopes not below zero, held towards changing nothing."""

    def __init__(self, told: Floats, outcomes: Floats, weights: Floats, *, is_level_only: bool) -> None:
        self.is_level_only = is_level_only
        matrix = self._matrix(told)
        # Both slopes at one and the level at zero leave probabilities as they are.
        self.ridge = Ridge(spread=1e-4 if is_level_only else 0.3, middles=np.ones(2))
        self.ridge.fit(matrix, outcomes, weights)
        self.ridge.coefficients_ = np.maximum(0, self.ridge.coefficients_)

    def __call__(self, told: Floats) -> Floats:
        probabilities: Floats = expit(self.ridge.log_odds(self._matrix(told)))
        return probabilities

    def _matrix(self, told: Floats) -> Floats:
        return np.column_stack([-np.logaddexp(0, -told), np.logaddexp(0, told)])


class _Isotonic:
    """Steps that only rise, between 0.5 % and 99.5 %, mixed by a third with a beta curve so that order is kept."""

    def __init__(self, told: Floats, outcomes: Floats, weights: Floats) -> None:
        steps = IsotonicRegression(y_min=0.005, y_max=0.995, out_of_bounds="clip")
        self.steps = steps.fit(told, outcomes, sample_weight=weights)
        self.curve = _Beta(told, outcomes, weights, is_level_only=False)

    def __call__(self, told: Floats) -> Floats:
        mixed: Floats = (2 * self.steps.predict(told) + self.curve(told)) / 3
        return mixed


def _curve(kind: str, told: Floats, outcomes: Floats, weights: Floats) -> _Beta | _Isotonic:
    if kind == "isotonic":
        return _Isotonic(told, outcomes, weights)
    return _Beta(told, outcomes, weights, is_level_only=kind == "level")


def _has_both(outcomes: Floats) -> bool:
    return bool(outcomes.size and 0 < outcomes.sum() < outcomes.size)


class VennAbers:
    """For a told value, what isotonic regression would say if the case were lost, and if it were won (Vovk 2014).

    The gap between the two is the room that the cases leave. Kept at some values and drawn out between them.
    """

    def fit(self, told: Floats, outcomes: Floats, weights: Floats) -> Self:
        self.points_ = np.unique(np.quantile(told, np.linspace(0, 1, POINTS)))
        self.ends_ = np.array(
            [[self._with(point, end, told, outcomes, weights) for point in self.points_] for end in (0.0, 1.0)]
        )
        return self

    def limits(self, told: Floats) -> tuple[Floats, Floats]:
        """The lower and the upper of the two for each value."""
        low, high = (np.interp(told, self.points_, each) for each in self.ends_)
        return np.minimum(low, high), np.maximum(low, high)

    @staticmethod
    def _with(point: float, end: float, told: Floats, outcomes: Floats, weights: Floats) -> float:
        steps = IsotonicRegression(out_of_bounds="clip")
        steps.fit(np.append(told, point), np.append(outcomes, end), sample_weight=np.append(weights, 1.0))
        return float(steps.predict([point])[0])
