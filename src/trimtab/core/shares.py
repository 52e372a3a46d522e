"""Shares and their differences with intervals. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # 95 %
LEAST = 8  # cases of a `Share`; below, nothing is told


@dataclass(frozen=True)
class Two:
    """Two groups of cases: how many had the outcome, of how many."""

    yes_a: int
    all_a: int
    yes_b: int
    all_b: int


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927)."""
    share = successes / trials
    width = Z * sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials))
    centre, scale = share + Z * Z / (2 * trials), 1 + Z * Z / trials
    # None and all of them are the ends themselves, which the formula misses by a rounding.
    return 0.0 if successes <= 0 else (centre - width) / scale, 1.0 if successes >= trials else (centre + width) / scale


def difference(hits: int, n: int, other_hits: int, other_n: int) -> tuple[float, float, float]:
    """One share minus another, with its 95 % interval (Newcombe 1998, method 10)."""
    first, second = hits / n, other_hits / other_n
    (low_1, high_1), (low_2, high_2) = wilson(hits, n), wilson(other_hits, other_n)
    between = first - second
    return (
        between,
        between - sqrt((first - low_1) ** 2 + (high_2 - second) ** 2),
        between + sqrt((high_1 - first) ** 2 + (second - low_2) ** 2),
    )


def difference_within(strata: Sequence[Two]) -> tuple[float, float, float] | None:
    """The same within strata (Mantel and Haenszel, variance of Sato 1989); None where no stratum has both groups.

    A stratum without one of the groups says nothing of the difference and drops out.
    """
    both = [(one, one.all_a + one.all_b) for one in strata if one.all_a and one.all_b]
    weight = sum(one.all_a * one.all_b / every for one, every in both)
    if not weight:
        return None
    value = sum((one.yes_a * one.all_b - one.yes_b * one.all_a) / every for one, every in both) / weight
    p = sum(
        (one.all_a**2 * one.yes_b - one.all_b**2 * one.yes_a + one.all_a * one.all_b * (one.all_b - one.all_a) / 2)
        / every**2
        for one, every in both
    )
    q = sum(
        (one.yes_a * (one.all_b - one.yes_b) + one.yes_b * (one.all_a - one.yes_a)) / (2 * every) for one, every in both
    )
    half = Z * sqrt(max(0.0, value * p + q)) / weight
    return value, value - half, value + half


@dataclass(frozen=True)
class Share:
    """So many of so many, with the score interval (Wilson 1927) in which the share lies in 95 of 100 such cases.

    By hand: 6 of 10: the middle is (6 + 1.92) / (10 + 3.84) = 0.572, and it lies between 0.31 and 0.83.
    """

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share; None where there are too few cases to tell."""
        return self.hits / self.n if self.n >= LEAST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between what and what it lies; None where there are too few cases."""
        return wilson(self.hits, self.n) if self.n >= LEAST else None

    @property
    def missing(self) -> int:
        """How many more cases it needs."""
        return max(LEAST - self.n, 0)

    @property
    def low(self) -> float | None:
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        return self.interval[1] if self.interval else None
