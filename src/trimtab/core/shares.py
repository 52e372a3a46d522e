"""Shares and their differences with intervals. Pure."""

from math import sqrt

Z = 1.959963984540054  # 95 %


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927)."""
    share = successes / trials
    width = Z * sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials))
    centre, scale = share + Z * Z / (2 * trials), 1 + Z * Z / trials
    return max(0.0, (centre - width) / scale), min(1.0, (centre + width) / scale)


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
