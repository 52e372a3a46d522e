"""A total beside what market, people and demand support."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.targets.productivity import Floats

LOW, HIGH = 0.1, 0.9
# A total in round numbers may lie so far above the middle case without anything to close.
ROUNDING = 0.01


@dataclass(frozen=True)
class Range:
    """What one side supports: median, the range of 8 in 10 cases, and the chance that it reaches the total."""

    low: float
    median: float
    high: float
    chance: float


@dataclass(frozen=True)
class Reconciliation:
    """A total beside each side, and the side that binds.

    gap: how much the total lies above the median of the binding side; 0 where it does not.
    """

    total: float
    sides: dict[str, Range]
    binding: str
    gap: float

    @property
    def chance(self) -> float:
        """The chance of the binding side: the others cannot make up for it."""
        return self.sides[self.binding].chance


def range_of(draws: Floats, *, total: float) -> Range:
    """Quantiles of the draws, and the share of them that reaches the total."""
    low, median, high = (float(value) for value in np.quantile(draws, (LOW, 0.5, HIGH)))
    return Range(low, median, high, float(np.mean(draws >= total)))


def reconcile(total: float, sides: dict[str, Floats]) -> Reconciliation:
    """Compare a total with draws of each side.

    Args:
        total: the target, in the reporting currency.
        sides: name (market, capacity, demand) → draws; a side of which nothing is known is left out.

    Raises:
        ValueError: no side is given.
    """
    if not sides:
        raise ValueError("`sides` must hold at least one of market, capacity, demand. Got none.")
    ranges = {name: range_of(draws, total=total) for name, draws in sides.items()}
    binding = min(ranges, key=lambda name: (ranges[name].chance, ranges[name].median))
    gap = total - ranges[binding].median
    return Reconciliation(total, ranges, binding, gap if gap > ROUNDING * total else 0.0)
