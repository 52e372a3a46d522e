"""Control charts as plain recursions over weeks. Axis 0 is time; further axes are series or simulated paths."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EWMA_WEIGHT = 0.2
MOST_A_WEEK = 3.0  # a single week never raises an alarm by itself: a clean-up of dead deals is one week
MEAN_RANGE = 1.128  # mean range of two normal values over their standard deviation


@dataclass(frozen=True)
class XmR:
    """Centre and natural process limits of single values, by the mean moving range."""

    centre: float
    low: float
    high: float


def cusum(increments: Floats, *, most: float = np.inf) -> Floats:
    """max(0, sum so far + increment), week by week (Page 1954). most: a week adds at most this.

    >>> import numpy as np
    >>> cusum(np.array([-1.0, 0.5, 0.25, -2.0])).tolist()
    [0.0, 0.5, 0.75, 0.0]
    """
    path = np.empty_like(increments)
    level = np.zeros(increments.shape[1:])
    for week, step in enumerate(np.minimum(increments, most)):
        level = np.maximum(level + step, 0.0)
        path[week] = level
    return path


def ewma(scores: Floats, *, weight: float = EWMA_WEIGHT) -> Floats:
    """Exponentially weighted mean of standard scores, over its own standard deviation in that week (Roberts 1959)."""
    path = np.empty_like(scores)
    level = np.zeros(scores.shape[1:])
    for week, score in enumerate(scores):
        level = (1 - weight) * level + weight * score
        spread = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * (week + 1))))
        path[week] = level / spread
    return path


def xmr(values: Floats) -> XmR | None:
    """Limits for display: centre +- 2.66 mean moving ranges (Wheeler). None below two known values."""
    known = values[~np.isnan(values)]
    if known.size < 2:
        return None
    centre = float(known.mean())
    width = 3 * float(np.abs(np.diff(known)).mean()) / MEAN_RANGE
    return XmR(centre, centre - width, centre + width)


def run_length(path: Floats, limit: float) -> int | None:
    """How many weeks until the path first reaches the limit; None: never."""
    over = np.flatnonzero(path >= limit)
    return int(over[0]) + 1 if over.size else None
