"""How good probabilities were: ranking, log loss, Brier score, calibration, each with an interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trimtab.insight.models.flat_table import Floats, Integers

LEAST = 1e-6  # a probability of exactly 0 or 1 that is wrong would cost infinitely much
BINS = 15
DRAWS = 200


@dataclass(frozen=True)
class Measure:
    """A measure with its 95 % interval and standard error from redrawn rows; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None
    error: float | None = None


def area_under_curve(outcomes: Floats, probabilities: Floats) -> float:
    """The chance that a case with the outcome is ranked above one without; ties count half. NaN with one kind only."""
    positive = outcomes == 1
    many, few = int(positive.sum()), int((~positive).sum())
    if not many or not few:
        return float("nan")
    _values, first, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[first]
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * few))


def log_loss(outcomes: Floats, probabilities: Floats) -> float:
    """Mean of −log of the probability that was given to what happened."""
    return float(losses(outcomes, probabilities).mean())


def losses(outcomes: Floats, probabilities: Floats) -> Floats:
    """The log loss of each case."""
    kept = np.clip(probabilities, LEAST, 1 - LEAST)
    return -(outcomes * np.log(kept) + (1 - outcomes) * np.log1p(-kept))


def brier(outcomes: Floats, probabilities: Floats) -> float:
    """Mean squared difference between probability and outcome."""
    return float(np.mean((outcomes - probabilities) ** 2))


def calibration_error(outcomes: Floats, probabilities: Floats) -> float:
    """Expected calibration error: 15 bins of equal width, mean |share − mean probability| by size."""
    return _gap(np.minimum((probabilities * BINS).astype(np.int64), BINS - 1), outcomes, probabilities)


def calibration_error_of_groups(outcomes: Floats, probabilities: Floats) -> float:
    """The same in 15 groups of equal size by probability; cases with one probability stay in one group.

    Groups of equal size look at each part of the cases alike, and in a small set find chance everywhere: with 40 cases
    a group about .06 of perfect probabilities.
    """
    _values, tied, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    groups = np.minimum(middle * BINS / outcomes.size, BINS - 1).astype(np.int64)[tied]
    return _gap(groups, outcomes, probabilities)


def _gap(groups: Integers, outcomes: Floats, probabilities: Floats) -> float:
    return float(np.abs(np.bincount(groups, weights=outcomes - probabilities)).sum()) / outcomes.size


def measured(
    of: Callable[[Floats, Floats], float], outcomes: Floats, probabilities: Floats, *, generator: np.random.Generator
) -> Measure:
    """A measure with its interval, from rows redrawn with replacement."""
    value = of(outcomes, probabilities)
    if np.isnan(value):
        return Measure(None, None, None)
    drawn = []
    for _draw in range(DRAWS):
        rows = generator.integers(0, outcomes.size, outcomes.size)
        drawn.append(of(outcomes[rows], probabilities[rows]))
    kept = np.array(drawn)[~np.isnan(drawn)]
    low, high = np.quantile(kept, (0.025, 0.975)) if kept.size else (value, value)
    return Measure(value, float(low), float(high))
