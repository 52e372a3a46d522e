"""Spreading hours over accounts by return.

The more hours an account has, the less the next one brings: with e hours a share 1 - ½^(e / half_hours) of what can be
realised there is realised. So the next hour goes where it brings most, until all are spent: every account that gets any
has the same return on its last hour. For such curves that is the best there is, and it has a closed form:

    e = half_hours × log2(headroom / λ),  at least 0,  with λ such that all hours are spent.

What counts is the *expected* headroom given today's revenue, not the raw potential: spreading by raw estimates does
worse than by nothing at all once they are off by a factor of e (see `bench/spending_time.py`).

By hand: 400 and 100 to realise, half at 40 hours, 120 hours: 100 and 20 hours, since 40 × log2(400/100) = 80 more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Hours for each account in the order given; `next_hour`: what one more hour would bring anywhere."""

    hours: tuple[float, ...]
    realised: tuple[float, ...]
    next_hour: float

    @property
    def total(self) -> float:
        """What all of it realises."""
        return sum(self.realised)


def spread_hours(headrooms: Sequence[float], *, hours: float, half_hours: float) -> Spread:
    """The hours for each account that together realise most of the headroom."""
    worth = [max(one, 0.0) for one in headrooms]
    chosen = _chosen(worth, hours=hours, half_hours=half_hours)
    if not chosen or hours <= 0:
        return Spread((0.0,) * len(worth), (0.0,) * len(worth), 0.0)
    level = sum(math.log2(worth[row]) for row in chosen) / len(chosen) - hours / (half_hours * len(chosen))
    given = [0.0] * len(worth)
    for row in chosen:
        given[row] = max(half_hours * (math.log2(worth[row]) - level), 0.0)
    realised = tuple(realised_by(one, spent, half_hours) for one, spent in zip(worth, given, strict=True))
    return Spread(tuple(given), realised, math.log(2) / half_hours * 2**level)


def realised_by(headroom: float, hours: float, half_hours: float) -> float:
    """What so many hours realise of it."""
    return float(headroom * (1 - 0.5 ** (hours / half_hours)))


def _chosen(worth: Sequence[float], *, hours: float, half_hours: float) -> list[int]:
    """The accounts that get any: the best ones, as long as the last of them would still get something."""
    ranked = sorted((row for row, one in enumerate(worth) if one > 0), key=lambda row: (-worth[row], row))
    logs = 0.0
    for count, row in enumerate(ranked, 1):
        mine = math.log2(worth[row])
        # Hours it takes to bring those before down to the return that this one starts with.
        if half_hours * (logs - (count - 1) * mine) >= hours and count > 1:
            return ranked[: count - 1]
        logs += mine
    return ranked
