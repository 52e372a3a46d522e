"""What could be realised with an account in a year beyond what it brings today.

Customers of one kind (industry and segment; where too few of them buy, the segment; else all) that buy tell what can be
bought: the potential of an account is around the 80 % quantile of their revenue. But an account that buys more than its
peers is mostly larger than they are, so what it brings is taken into account. With r the revenue of the account, g the
mean of log revenue among those that buy, s its spread, and a the log of the quantile:

    log potential | r   is normal with mean   a + k·(log r - g)   and variance   k·(1 - k)·s²

k is the part of the differences between customers of one kind that stays from year to year: what stays is the
customer's size, what does not is our share of it. Headroom is what the potential exceeds r by, at least 0; its expected
value has a closed form. An account that brings nothing has a potential around a, and the chance to become a customer
that its kind has.

Drawing the estimate towards what the revenue says is what keeps the largest errors from looking like the best chances.
"""

import math
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ENOUGH = 8  # buying peers: below, a quantile is one customer
QUANTILE = 0.8
LEAST_SPREAD = 0.3
KEPT_PRIOR, KEPT_LIMITS, KEPT_NEEDS = 0.5, (0.2, 0.8), 20


@dataclass(frozen=True)
class Headroom:
    """Of each account: expected, 8 of 10 times from low to high, and how many buying peers it rests on."""

    expected: Floats
    low: Floats
    high: Floats
    spread: Floats  # standard deviation
    peers: NDArray[np.int64]
    kept: float


@dataclass(frozen=True)
class Kind:
    """What customers of one kind that buy have in common. chance: how many of the kind buy."""

    peers: int
    quantile: float  # log
    mean: float  # log
    spread: float
    chance: float


def headroom(revenue: Floats, before: Floats, *, finest: NDArray[np.int64], coarser: NDArray[np.int64]) -> Headroom:
    """The headroom of every account.

    Args:
        revenue, before: of the last year and the one before, an account a place.
        finest, coarser: a number for the kind of each account, finely and coarsely.
    """
    size = len(revenue)
    none = np.zeros((4, size))
    found = Headroom(none[0], none[1], none[2], none[3], np.zeros(size, dtype=np.int64), KEPT_PRIOR)
    if int((revenue > 0).sum()) < ENOUGH:
        return found
    kept = kept_part(revenue, before, kinds=coarser)
    everybody = kind_of(revenue)
    assert everybody is not None
    broad = {number: kind_of(revenue[coarser == number]) or everybody for number in np.unique(coarser)}
    for number in np.unique(finest):
        rows = np.flatnonzero(finest == number)
        kind = kind_of(revenue[rows]) or broad[coarser[rows[0]]]
        none[:, rows] = of_kind(revenue[rows], kind, kept)
        found.peers[rows] = kind.peers
    return replace(found, kept=kept)


def kind_of(revenue: Floats) -> Kind | None:
    """What those that buy tell; None where they are too few."""
    logs = np.log(revenue[revenue > 0])
    if len(logs) < ENOUGH:
        return None
    spread = max(float(logs.std(ddof=1)), LEAST_SPREAD)
    chance = (len(logs) + 0.5) / (len(revenue) + 1)
    return Kind(len(logs), float(np.quantile(logs, QUANTILE)), float(logs.mean()), spread, chance)


def kept_part(revenue: Floats, before: Floats, *, kinds: NDArray[np.int64]) -> float:
    """How much of the differences within a kind stays from year to year: the correlation of log revenues, bounded."""
    both = (revenue > 0) & (before > 0)
    now, then = np.log(revenue[both]), np.log(before[both])
    if len(now) < KEPT_NEEDS:
        return KEPT_PRIOR
    of_both = kinds[both]
    for number in np.unique(of_both):
        rows = of_both == number
        now[rows] -= now[rows].mean()
        then[rows] -= then[rows].mean()
    norm = math.sqrt(float((now**2).sum() * (then**2).sum()))
    correlation = float((now * then).sum()) / norm if norm > 0 else KEPT_PRIOR
    return min(max(correlation, KEPT_LIMITS[0]), KEPT_LIMITS[1])


def of_kind(revenue: Floats, kind: Kind, kept: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Expected, low, high and spread of the headroom of accounts of one kind."""
    buys = revenue > 0
    logs = np.log(np.where(buys, revenue, 1.0))
    mean = np.where(buys, kind.quantile + kept * (logs - kind.mean), kind.quantile)
    spread = np.where(buys, math.sqrt(kept * (1 - kept)), math.sqrt(kept)) * kind.spread
    chance = np.where(buys, 1.0, kind.chance)
    once = _excess(mean, spread, revenue, power=1)
    expected = chance * once
    square = chance * _excess(mean, spread, revenue, power=2)
    # Without the chance there is nothing: the ends are those of the mixture.
    low = _end(0.1, mean, spread, chance) - revenue
    high = _end(0.9, mean, spread, chance) - revenue
    return expected, np.maximum(low, 0), np.maximum(high, 0), np.sqrt(np.maximum(square - expected**2, 0))


def _excess(mean: Floats, spread: Floats, revenue: Floats, *, power: int) -> Floats:
    """E[((P - r)+)^power] of a log-normal P, for the first and the second power."""
    logs = np.where(revenue > 0, np.log(np.where(revenue > 0, revenue, 1.0)), -np.inf)
    above = (mean - logs) / spread
    parts = [np.exp(k * mean + (k * spread) ** 2 / 2) * _normal(above + k * spread) for k in (0, 1, 2)]
    if power == 1:
        return np.maximum(parts[1] - revenue * parts[0], 0)
    return np.maximum(parts[2] - 2 * revenue * parts[1] + revenue**2 * parts[0], 0)


def _end(share: float, mean: Floats, spread: Floats, chance: Floats) -> Floats:
    """The quantile of a potential that is there with a chance only, else zero."""
    within = (share - (1 - chance)) / chance
    z = np.array([_inverse(one) if one > 0 else -np.inf for one in within.tolist()])
    return np.where(within > 0, np.exp(mean + spread * z), 0.0)


def _inverse(share: float) -> float:
    return NormalDist().inv_cdf(min(max(share, 1e-9), 1 - 1e-9))


def _normal(z: Floats) -> Floats:
    return np.array([0.5 * math.erfc(-one / math.sqrt(2)) for one in z.tolist()])
