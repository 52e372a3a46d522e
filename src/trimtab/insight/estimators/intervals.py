"""Intervals that need no model."""

from math import ceil, floor, sqrt

from scipy.stats import chi2

Z_95 = 1.959963984540054  # the 97.5 % point of the standard normal


class NotFitted(AttributeError):
    """A learned attribute was read before `fit`."""


def wilson(successes: float, trials: float, *, z: float = Z_95) -> tuple[float, float] | None:
    """Score interval of a share (Wilson 1927), None without trials.

    Args:
        successes: 0 to trials.
        trials: number of independent observations.
        z: normal quantile; 1.96 gives 95 %.
    """
    if trials <= 0:
        return None
    share = successes / trials
    width = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    centre = share + z * z / (2 * trials)
    scale = 1 + z * z / trials
    return max(0.0, (centre - width) / scale), min(1.0, (centre + width) / scale)


def median_interval(count: int, *, z: float = Z_95) -> tuple[int, int] | None:
    """Ranks (from 1) of the sorted observations that bound the median, by the binomial's normal approximation.

    None below 6 observations: then no pair of order statistics reaches 95 %.
    """
    if count < 6:
        return None
    half = z * sqrt(count) / 2
    return max(1, floor(count / 2 - half)), min(count, ceil(count / 2 + half) + 1)


def poisson_interval(count: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of an expected count (Garwood 1936).

    >>> [round(end, 2) for end in poisson_interval(0)]
    [0.0, 3.69]
    """
    tail = (1 - confidence) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(1 - tail, 2 * count + 2)) / 2
