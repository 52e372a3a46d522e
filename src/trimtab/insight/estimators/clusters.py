"""Uncertainty where observations come in clusters (the opportunities of one account are not independent)."""

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.insight.estimators.intervals import Z_95

Floats = NDArray[np.float64]


def ratio_interval(numerators: ArrayLike, denominators: ArrayLike, *, z: float = Z_95) -> tuple[float, float] | None:
    """Interval of sum(numerators) / sum(denominators), a share between 0 and 1, over clusters.

    The variance is the linearised one of a ratio estimator (Cochran 1977, 6.3), mapped through the logit so that the
    interval stays inside 0 and 1. None below two clusters, or where the share is 0 or 1.

    Args:
        numerators: one sum per cluster, e.g. won value per account.
        denominators: one sum per cluster, e.g. closed value per account.
    """
    top, bottom = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    clusters, total = top.size, float(bottom.sum())
    share = float(top.sum()) / total if total > 0 else 0.0
    if clusters < 2 or not 0 < share < 1:
        return None
    residual = top - share * bottom
    error = sqrt(float(residual @ residual) * clusters / (clusters - 1)) / total
    width = z * error / (share * (1 - share))
    odds = np.log(share / (1 - share))
    return tuple(float(1 / (1 + np.exp(-(odds + side * width)))) for side in (-1, 1))  # type: ignore[return-value]


def bootstrap_by_cluster(
    sums: ArrayLike, statistic: Callable[[Floats], Floats], *, draws: int, generator: np.random.Generator
) -> Floats:
    """Redraw whole clusters with replacement and recompute a statistic of their sums.

    Args:
        sums: one row a cluster, one column a summed quantity.
        statistic: from summed quantities, shape (draws, columns), to shape (draws, ...).
        draws: number of redraws.
        generator: the only source of chance.

    Returns:
        The statistic of each draw, first axis draws.
    """
    table = np.atleast_2d(np.asarray(sums, dtype=float))
    clusters = table.shape[0]
    # In blocks, so that 500 draws of 50,000 accounts hold 20 MB and not 200.
    block = max(1, min(draws, 2_500_000 // max(clusters, 1)))
    drawn = [_draw(table, draws=min(block, draws - start), generator=generator) for start in range(0, draws, block)]
    return statistic(np.concatenate(drawn))


def _draw(table: Floats, *, draws: int, generator: np.random.Generator) -> Floats:
    clusters = table.shape[0]
    weights = generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=draws)
    return np.asarray(weights @ table, dtype=float)
