"""Whether a split is fair: the chance to reach a target must not hang on the territory one was given."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.targets.productivity import Floats

SLOPE_LIMIT, SPREAD_LIMIT = 0.10, 0.15
LEAST_PEOPLE = 8
REDRAWS = 500


@dataclass(frozen=True)
class Slope:
    """Standardised slope of the chance on one thing, with the interval of 9 in 10 cases."""

    of: str
    slope: float
    low: float
    high: float

    @property
    def is_fair(self) -> bool:
        """Whether it is within the limit, or not to be told from it."""
        return abs(self.slope) < SLOPE_LIMIT or self.low < 0 < self.high


@dataclass(frozen=True)
class Fairness:
    """Slopes on what nobody earned, the spread of chances, and how unequal the targets are (Gini, 0 to 1)."""

    slopes: tuple[Slope, ...]
    spread: float
    gini: float
    n: int

    @property
    def is_fair(self) -> bool:
        """Whether all slopes and the spread of chances hold."""
        return all(slope.is_fair for slope in self.slopes) and self.spread < SPREAD_LIMIT


def judge_fairness(
    chance: Floats, targets: Floats, given: dict[str, Floats], *, reliability: dict[str, float] | None = None, seed: int
) -> Fairness | None:
    """Judge chances against what people were given.

    Args:
        chance: of each person to reach the target.
        targets: theirs.
        given: name → value of each person, such as potential (as its logarithm) or tenure.
        reliability: name → the share of its variance that is no error of estimation; a slope on a noisy value is too
            flat by this factor and is divided by it.

    Returns:
        None below LEAST_PEOPLE people: then nothing can be said.
    """
    n = len(chance)
    if n < LEAST_PEOPLE:
        return None
    rng = np.random.default_rng(seed)
    chosen = [rng.integers(0, n, n) for _ in range(REDRAWS)]
    trusted = reliability or {}
    slopes = tuple(_slope(name, chance, values, chosen, trusted.get(name, 1.0)) for name, values in given.items())
    mean = float(chance.mean())
    return Fairness(slopes, float(chance.std() / mean) if mean > 0 else 0.0, gini(targets), n)


def _slope(name: str, chance: Floats, values: Floats, chosen: list[np.ndarray], reliability: float) -> Slope:
    factor = 1 / np.sqrt(max(reliability, 0.1))
    redrawn = [_standardised(values[rows], chance[rows]) for rows in chosen]
    low, high = np.quantile(redrawn, (0.05, 0.95))
    slope = _standardised(values, chance)
    return Slope(name, *(float(np.clip(one * factor, -1, 1)) for one in (slope, low, high)))


def _standardised(x: Floats, y: Floats) -> float:
    if x.std() < 1e-12 or y.std() < 1e-12:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


def gini(values: Floats) -> float:
    """0 where all are equal, near 1 where one has everything."""
    total = float(values.sum())
    if total <= 0:
        return 0.0
    ranked = np.sort(values)
    n = len(ranked)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ranked / (n * total))
