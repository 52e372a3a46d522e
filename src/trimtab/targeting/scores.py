"""The mathematics of the quadrant: from three levels to points, and how sure the quadrant is.

An axis has factors with weights w. A factor is high (1), medium (½) or low (0):

    points = 100 × Σ w·level / Σ w

What is not known is not zero: a factor without an answer may be high, medium or low, each with a third. So an axis
has a distribution of points, exact, by adding factor after factor; the quadrant is the most likely one, and its
certainty the chance of it. By hand: weights 3 and 1, the first high, the second unknown: 75, 87.5 or 100 points, a
third each.

A question that hardly anybody answers would only make every account undecided. So where it is not known, a factor
counts from the day that it is known of half of the accounts on; until then only for those of which it is known.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trimtab.targeting.factors import LEVELS

Floats = NDArray[np.float64]
UNKNOWN = np.full(3, 1 / 3)
# What an activity without a duration takes; insight/targeting/account_figures.sql says the same.
USUAL_MINUTES = {"meeting": 60, "call": 15, "email": 5}
Z80 = 1.2815515655446004  # 8 of 10 times within


@dataclass(frozen=True)
class Axis:
    """Points of each account: the mean, 8 of 10 times from low to high, and the chance of reaching the cut."""

    mean: Floats
    low: Floats
    high: Floats
    chance: Floats


@dataclass(frozen=True)
class Quadrants:
    """A letter for each account, and the chance that it is the right one."""

    letter: NDArray[Any]  # str
    certainty: Floats


def measured(values: Floats, *, high: float, medium: float) -> Floats:
    """The chances of low, medium and high of a figure that is known; NaN is unknown."""
    level = (values >= medium).astype(np.int64) + (values >= high)
    found = np.eye(3)[level]
    found[np.isnan(values)] = UNKNOWN
    return found


def estimated(values: Floats, lows: Floats, highs: Floats, *, high: float, medium: float) -> Floats:
    """The same of an estimate that lies 8 of 10 times between `lows` and `highs`, as a log-normal."""
    tiny = 1e-9
    middle = np.log(np.maximum(np.sqrt(np.maximum(lows, tiny) * np.maximum(highs, tiny)), tiny))
    spread = np.maximum(np.log(np.maximum(highs, tiny) / np.maximum(lows, tiny)) / (2 * Z80), 1e-6)
    below_medium = _normal((math.log(max(medium, tiny)) - middle) / spread)
    below_high = np.maximum(_normal((math.log(max(high, tiny)) - middle) / spread), below_medium)
    found = np.stack([below_medium, below_high - below_medium, 1 - below_high], axis=1)
    exact = measured(values, high=high, medium=medium)
    return np.where((highs > lows)[:, None], found, exact)


def stated(levels: Sequence[str], strengths: Floats) -> Floats:
    """The chances of an answer whose evidence is worth `strengths`; "" is no answer."""
    found = np.tile(UNKNOWN, (len(levels), 1))
    for row, level in enumerate(levels):
        if level:
            found[row] *= 1 - strengths[row]
            found[row, LEVELS.index(level)] += strengths[row]
    return found


def axis(chances: Sequence[Floats], weights: Sequence[int], *, counts: NDArray[np.bool_], cut: float) -> Axis:
    """The points of every account on one axis.

    Args:
        chances: for each factor, the chances of low, medium and high, a row an account.
        counts: which factors (columns) count for which account (rows).
        cut: from how many points on the axis is high.
    """
    found = Axis(*np.zeros((4, len(counts))))
    patterns, which = np.unique(counts, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows, columns = np.flatnonzero(which.ravel() == number), np.flatnonzero(pattern)
        part = _axis([chances[one][rows] for one in columns.tolist()], [weights[one] for one in columns.tolist()], cut)
        found.mean[rows], found.low[rows], found.high[rows], found.chance[rows] = part
    return found


def _axis(chances: Sequence[Floats], weights: Sequence[int], cut: float) -> tuple[Floats, Floats, Floats, Floats]:
    """The same for accounts of which the same factors count. Nothing that counts is no points."""
    if not chances:
        return (np.zeros(1),) * 4
    rows, total = len(chances[0]), sum(weights)
    spread = np.zeros((rows, 2 * total + 1))
    spread[:, 0] = 1
    for factor, weight in zip(chances, weights, strict=True):
        spread = _added(spread, factor, weight)
    points = 100 * np.arange(2 * total + 1) / max(2 * total, 1)
    reached = np.cumsum(spread, axis=1)
    return (
        spread @ points,
        points[(reached >= 0.1 - 1e-12).argmax(axis=1)],
        points[(reached >= 0.9 - 1e-12).argmax(axis=1)],
        spread[:, points >= cut - 1e-9].sum(axis=1),
    )


def quadrants(current: Axis, future: Axis) -> Quadrants:
    """The most likely quadrant: A both high, B future only, C current only, D neither. Axes count as independent."""
    is_current, is_future = current.chance >= 0.5, future.chance >= 0.5
    letter = np.where(is_future, np.where(is_current, "A", "B"), np.where(is_current, "C", "D"))
    sure = np.maximum(current.chance, 1 - current.chance) * np.maximum(future.chance, 1 - future.chance)
    return Quadrants(letter, sure)


def _added(spread: Floats, factor: Floats, weight: int) -> Floats:
    found = spread * factor[:, :1]
    for level in (1, 2):
        step = level * weight
        if step == 0:
            found += spread * factor[:, level : level + 1]
        else:
            found[:, step:] += spread[:, :-step] * factor[:, level : level + 1]
    return found


def _normal(z: Floats) -> Floats:
    """The standard normal distribution."""
    return np.array([0.5 * math.erfc(-one / math.sqrt(2)) for one in z.tolist()])
