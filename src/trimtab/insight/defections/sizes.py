"""Who orders less each time: the logarithm of order sizes, against the own past and all customers.

    shift = mean log of the last orders - mean log of the earlier ones - shift of all other customers
    t     = shift / (s × √(1/last + 1/earlier))

s is the customer's own spread, shrunk towards that of all customers as if four more orders had shown it (after Smyth
2004). Example by hand: four orders of 100, then two of 50; s = 0.3 and no shift elsewhere:
-0.693 / (0.3 × √0.75) = -2.67.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Floats = NDArray[np.float64]
BORROWED = 4.0
LEAST_EARLIER = 3


@dataclass(frozen=True)
class Shifts:
    """One entry a customer. ratio: the size now over the size before; chance 1 where it cannot be told.

    low, high: where 95 of 100 ratios lie while nothing changed.
    """

    ratio: Floats
    low: Floats
    high: Floats
    chance: Floats
    can_tell: NDArray[np.bool_]


def shifts_of(earlier: Sequence[Floats], last: Sequence[Floats]) -> Shifts:
    """Compare the sizes of the last orders of each customer with its earlier ones.

    Args:
        earlier, last: positive amounts, one array a customer.
    """
    before, after = [np.log(one) for one in earlier], [np.log(one) for one in last]
    can_tell = np.array(
        [a.size >= LEAST_EARLIER and b.size >= 1 for a, b in zip(before, after, strict=True)], dtype=bool
    )
    number = can_tell.size
    shift, reach = np.zeros(number), np.zeros(number)
    ratio, chance = np.ones(number), np.ones(number)
    shift[can_tell] = [b.mean() - a.mean() for a, b, tells in zip(before, after, can_tell, strict=True) if tells]
    typical = _typical(before)
    judged = np.flatnonzero(can_tell)
    for place in judged:
        a, b = before[place], after[place]
        others = np.delete(shift[judged], np.searchsorted(judged, place))
        moved = shift[place] - (float(np.median(others)) if others.size else 0.0)
        own = a.var(ddof=1) * (a.size - 1)
        freedom = BORROWED + a.size - 1
        spread = np.sqrt(max((BORROWED * typical + own) / freedom, 1e-6) * (1 / b.size + 1 / a.size))
        ratio[place], chance[place] = np.exp(moved), student.cdf(moved / spread, freedom)
        reach[place] = student.ppf(0.975, freedom) * spread
    return Shifts(ratio, np.exp(-reach), np.exp(reach), chance, can_tell)


def _typical(before: Sequence[Floats]) -> float:
    """The variance within a customer, of all customers."""
    several = [one for one in before if one.size > 1]
    freedom = sum(one.size - 1 for one in several)
    return float(sum(((one - one.mean()) ** 2).sum() for one in several)) / freedom if freedom else 0.25
