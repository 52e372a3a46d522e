"""Shares and their differences with intervals. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, sqrt

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


def chance_of(two: Two) -> float:
    """How often chance alone would part two groups as far as this: Fisher's exact test, on both sides (Fisher 1935).

    By hand: 3 of 4 against 1 of 4: of the 70 ways to share four out, 16 lie so and 1 farther, on each side: 34/70.
    """
    hits, n = two.yes_a + two.yes_b, two.all_a + two.all_b
    ways = [
        _log_ways(two.all_a, one) + _log_ways(two.all_b, hits - one) - _log_ways(n, hits)
        for one in range(max(0, hits - two.all_b), min(two.all_a, hits) + 1)
    ]
    seen = ways[two.yes_a - max(0, hits - two.all_b)]
    return min(1.0, sum(exp(one) for one in ways if one <= seen + 1e-7))


def _log_ways(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def discoveries(chances: Sequence[float], *, share: float) -> list[bool]:
    """Which of many looks say something, if at most that share of them may be wrong (Benjamini and Hochberg 1995).

    By hand: 0.01, 0.02, 0.03, 0.5 with a share of 0.05: the third is below 3/4 × 0.05, so the first three stand.
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    most = max(
        (rank for rank, place in enumerate(order, 1) if chances[place] <= share * rank / len(chances)), default=0
    )
    stand = set(order[:most])
    return [place in stand for place in range(len(chances))]


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
    def is_enough(self) -> bool:
        """Whether there are enough cases to tell."""
        return self.n >= LEAST

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
