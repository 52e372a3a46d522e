"""How good probabilities were: ranking, log loss, Brier score, calibration, each with an interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trimtab.insight.models.flat_table import Floats

LEAST = 1e-6  # a probability of exactly 0 or 1 that is wrong would cost infinitely much
BINS = 15
DRAWS = 200


@dataclass(frozen=True)
class Measure:
    """A measure with its 95 % interval from redrawn rows; None where it is not defined (one outcome only)."""

    value: float | None
    low: float | None
    high: float | None


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
    """Expected calibration error: 15 groups of equal size by probability, mean |share − mean probability| by size."""
    order = np.argsort(probabilities, kind="stable")
    groups = [group for group in np.array_split(order, BINS) if group.size]
    gaps = [abs(outcomes[group].mean() - probabilities[group].mean()) * group.size for group in groups]
    return float(sum(gaps) / outcomes.size)


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
