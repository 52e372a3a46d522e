"""How a weekly figure varies by chance: shares, counts, sums of money, and means of logarithms.

All four are exponential dispersion families, so one log-likelihood ratio, one fit and one simulation serve them:
    LLR of a week = (total x (theta1 - theta0) - exposure x (kappa1 - kappa0)) / dispersion
with the mean of one unit of exposure moved on the link scale (log-odds, logarithm, or identity).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]
LIMIT = 30.0  # of the link: beyond, a share is 0 or 1 to every digit
SMALLEST = 1e-12


@dataclass(frozen=True)
class Family:
    """One family. shift: the design shift on the link scale, the change that the chart is tuned to find soonest.

    mean: link to mean. link: its inverse. theta, kappa: of the mean. variance: of one unit, over the dispersion.
    slope: d mean / d link, of the mean. least_dispersion: chance alone never gives less than this; 0: it is estimated.
    """

    name: str
    shift: float
    mean: Curve
    link: Curve
    theta: Curve
    kappa: Curve
    variance: Curve
    slope: Curve
    least_dispersion: float

    def log_ratio(self, total: Floats, exposure: Floats, at: Floats, *, shift: float, dispersion: float) -> Floats:
        """Log-likelihood ratio of each week: the link moved by `shift`, against the link `at`."""
        before, after = self.mean(at), self.mean(at + shift)
        by_total = total * (self.theta(after) - self.theta(before))
        return np.asarray((by_total - exposure * (self.kappa(after) - self.kappa(before))) / dispersion, dtype=float)

    def information(self, exposure: Floats, at: Floats, *, dispersion: float) -> Floats:
        """Fisher information about the link in each week."""
        mean = self.mean(at)
        return np.asarray(exposure * self.slope(mean) ** 2 / (self.variance(mean) * dispersion), dtype=float)

    def draw(self, exposure: Floats, at: Floats, *, dispersion: float, generator: np.random.Generator) -> Floats:
        """Totals of weeks by chance. exposure and at have the shape of the answer."""
        mean = self.mean(at)
        if self.name == "mean":
            return np.asarray(exposure * mean + np.sqrt(exposure * dispersion) * generator.standard_normal(mean.shape))
        if self.name == "money":
            return _money(exposure, mean, dispersion=dispersion, generator=generator)
        extra = max(dispersion - 1, 0.0)
        if extra > 0:  # what chance alone does not explain moves the link from week to week
            information = np.maximum(self.information(exposure, at, dispersion=1.0), SMALLEST)
            at = at + np.sqrt(np.minimum(extra / information, 1.0)) * generator.standard_normal(mean.shape)
            mean = self.mean(at)
        if self.name == "share":
            return np.asarray(generator.binomial(exposure.astype(np.int64), mean), dtype=float)
        return np.asarray(generator.poisson(exposure * mean), dtype=float)


def _money(exposure: Floats, mean: Floats, *, dispersion: float, generator: np.random.Generator) -> Floats:
    """Compound Poisson of gammas with variance dispersion x mean^1.5, power 1.5 (Jorgensen 1987)."""
    count = generator.poisson(exposure * np.sqrt(mean) * 2 / dispersion)
    scale = dispersion * np.sqrt(mean) / 2
    return np.asarray(generator.gamma(np.maximum(count, SMALLEST), scale) * (count > 0), dtype=float)


def _logistic(link: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(link, -LIMIT, LIMIT))), dtype=float)


def _odds(mean: Floats) -> Floats:
    inside = np.clip(mean, SMALLEST, 1 - SMALLEST)
    return np.asarray(np.log(inside / (1 - inside)), dtype=float)


def _exp(link: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(link, -LIMIT, LIMIT)), dtype=float)


def _log(mean: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(mean, SMALLEST)), dtype=float)


def _same(value: Floats) -> Floats:
    return np.asarray(value, dtype=float)


def _one(value: Floats) -> Floats:
    return np.ones_like(np.asarray(value, dtype=float))


SHARE = Family(
    "share", 0.39, _logistic, _odds, _odds, lambda mean: -np.log1p(-np.minimum(mean, 1 - SMALLEST)),
    lambda mean: np.maximum(mean * (1 - mean), SMALLEST), lambda mean: np.maximum(mean * (1 - mean), SMALLEST), 1.0,
)  # fmt: skip
COUNT = Family("count", 0.22, _exp, _log, _log, _same, _same, _same, 1.0)
MONEY = Family(
    "money", 0.30, _exp, _log, lambda mean: -2 / np.sqrt(mean), lambda mean: 2 * np.sqrt(mean),
    lambda mean: mean**1.5, _same, 0.0,
)  # fmt: skip
MEAN = Family("mean", 0.22, _same, _same, _same, lambda mean: mean**2 / 2, _one, _one, 0.0)
FAMILIES = {family.name: family for family in (SHARE, COUNT, MONEY, MEAN)}
