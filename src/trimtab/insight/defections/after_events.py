"""What an event did to the customers it met: their change against the change of the others.

    effect = (after / before of those it met) / (after / before of the others) - 1

The interval counts customers: each one's part in the two ratios is taken as one draw, however many events it has, so
that a few busy customers make it wide. missing: the events that those it met would have had more.

Example by hand: those it met fall from 100 to 60, the others from 200 to 180: 0.6 / 0.9 - 1 = -33%; missing are
100 × 0.9 - 60 = 30.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from trimtab.insight.results import NotEnoughData

Floats = NDArray[np.float64]
LEAST_CUSTOMERS, LEAST_EVENTS = 5, 10


@dataclass(frozen=True)
class Effect:
    """Shares: -0.33 is a third less. exposed, compared: customers."""

    change: float
    low: float
    high: float
    missing: float
    exposed: int
    compared: int


def effect_of(before: ArrayLike, after: ArrayLike, is_met: ArrayLike, *, level: float = 0.95) -> Effect | NotEnoughData:
    """The effect of an event, from the events of each customer in two windows of one length.

    Args:
        is_met: whether the event met the customer.
    """
    first, then, met = np.asarray(before, float), np.asarray(after, float), np.asarray(is_met, bool)
    active = (first + then) > 0
    first, then, met = first[active], then[active], met[active]
    exposed, compared = int(met.sum()), int((~met).sum())
    if min(exposed, compared) < LEAST_CUSTOMERS:
        return NotEnoughData(n=min(exposed, compared), needs=LEAST_CUSTOMERS, of="customers on either side")
    sums = [first[met].sum(), then[met].sum(), first[~met].sum(), then[~met].sum()]
    if min(sums) < LEAST_EVENTS:
        return NotEnoughData(n=int(min(sums)), needs=LEAST_EVENTS, of="events on either side, before and after")
    ratio = float(np.log(sums[1] / sums[0]) - np.log(sums[3] / sums[2]))
    error = np.sqrt(_variance(first[met], then[met]) + _variance(first[~met], then[~met]))
    reach = float(student.ppf(0.5 + level / 2, min(exposed, compared) - 1) * error)
    awaited = sums[0] * sums[3] / sums[2]
    change, low, high = (float(np.expm1(one)) for one in (ratio, ratio - reach, ratio + reach))
    return Effect(change, low, high, float(awaited - sums[1]), exposed, compared)


def _variance(before: Floats, after: Floats) -> float:
    """Of the logarithm of after / before, from each customer's part in it."""
    part = after / after.sum() - before / before.sum()
    return float((part**2).sum() * part.size / (part.size - 1))
