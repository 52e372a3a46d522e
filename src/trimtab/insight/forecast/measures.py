"""How good forecasts were: error, bias, and how the stated ranges held."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from trimtab.insight.forecast.book import Floats

LEVEL = 0.90


@dataclass(frozen=True)
class Share:
    """A share of cases with its exact binomial interval (90 %)."""

    value: float
    low: float
    high: float
    n: int


def wape(said: Floats, actual: Floats) -> float | None:
    """Sum of absolute errors over the sum of what came; None where nothing came."""
    total = float(np.abs(actual).sum())
    return float(np.abs(said - actual).sum()) / total if total > 0 else None


def bias(said: Floats, actual: Floats) -> float | None:
    """Sum of errors over the sum of what came: above 0 too much was said."""
    total = float(np.abs(actual).sum())
    return float((said - actual).sum()) / total if total > 0 else None


def pinball(quantiles: Floats, actual: Floats, *, level: float) -> float | None:
    """Mean pinball loss of a quantile over the mean of what came."""
    total = float(np.abs(actual).mean()) if len(actual) else 0.0
    missed = actual - quantiles
    loss = np.maximum(level * missed, (level - 1) * missed)
    return float(loss.mean()) / total if total > 0 else None


def crps(paths: Floats, actual: float) -> float:
    """Continuous ranked probability score of drawn paths, in their own unit."""
    ordered = np.sort(paths)
    n = len(ordered)
    spread = float((ordered * (2 * np.arange(1, n + 1) - n - 1)).sum()) / n**2
    return float(np.abs(ordered - actual).mean()) - spread


def covered(low: Floats, high: Floats, actual: Floats) -> Share | None:
    """How often what came lay within the stated range."""
    return share(int(((actual >= low) & (actual <= high)).sum()), len(actual)) if len(actual) else None


def share(k: int, n: int) -> Share:
    """k of n with the exact binomial interval (Clopper-Pearson)."""
    rest = (1 - LEVEL) / 2
    low = float(stats.beta.ppf(rest, k, n - k + 1)) if k else 0.0
    high = float(stats.beta.ppf(1 - rest, k + 1, n - k)) if k < n else 1.0
    return Share(k / n, low, high, n)


def diebold_mariano(one: Floats, other: Floats, *, lags: int = 0) -> float | None:
    """Two-sided p of equal mean losses (Newey-West variance, small-sample t); None below four pairs.

    Args:
        one, other: losses of the same cases in order of time.
        lags: how far losses may depend on earlier ones.
    """
    gained = one - other
    n = len(gained)
    if n < 4:
        return None
    centred = gained - gained.mean()
    variance = float((centred**2).mean())
    for lag in range(1, min(lags, n - 1) + 1):
        variance += 2 * (1 - lag / (lags + 1)) * float((centred[lag:] * centred[:-lag]).sum()) / n
    if variance <= 0:
        return 1.0 if abs(float(gained.mean())) < 1e-12 else 0.0
    statistic = float(gained.mean()) / np.sqrt(variance / (n - 1))
    return float(2 * stats.t.sf(abs(statistic), n - 1))


def differs(one: Floats, other: Floats) -> bool:
    """Whether two methods can be told apart at the 10 % level."""
    p = diebold_mariano(one, other)
    return p is not None and p < 1 - LEVEL


def mean_of(values: Sequence[float | None]) -> float | None:
    """The mean of what is known."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
