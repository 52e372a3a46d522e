"""How close dates moved: pushes by instant, what was first expected and what came, and how far a seller is from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.trends.past import DAY, OPEN, SPAN, WON, Flags, Floats, Integers, Past

LAST_DAYS = 14  # in which a sandbagged win jumps
JUMP = 2  # stages
LEAST_WINS = 10  # before anything is said of a person


@dataclass(frozen=True)
class Pushes:
    """Every move of a close date to a later day, by deal and instant."""

    deal: Integers
    at: Floats
    days: Floats

    def until(self, deals: Integers, at: Floats) -> tuple[Integers, Floats, Floats]:
        """How often each was pushed by then, by how many days together, and when last (NaN: never)."""
        first = np.searchsorted(self._keys, deals * SPAN, side="left")
        last = np.searchsorted(self._keys, deals * SPAN + at.astype(np.int64), side="right")
        count = last - first
        together = self._sums[last] - self._sums[first]
        when = np.full(len(deals), np.nan)
        if len(self.at):
            when = np.where(count > 0, self.at[np.maximum(last - 1, 0)], np.nan)
        return count, together, when

    @cached_property
    def _keys(self) -> Integers:
        return self.deal * SPAN + self.at.astype(np.int64)

    @cached_property
    def _sums(self) -> Floats:
        return np.concatenate(([0.0], np.cumsum(self.days)))


@dataclass(frozen=True)
class Wins:
    """Won opportunities: who won it, when, how far from first expectation, and whether it looks held back.

    late: log of (days it took / days first expected). is_early: the date moved to an earlier day, or it jumped two
    stages within the last fourteen days.
    """

    deal: Integers
    owner: Integers
    at: Floats
    late: Floats
    is_early: Flags


@dataclass(frozen=True)
class Leaning:
    """How a seller's first dates lean. late: mean log ratio, drawn towards all the fewer wins there are.

    early: share of wins that look held back, drawn likewise. low, high: 95 % interval of late.
    """

    owner: int
    wins: int
    late: float
    low: float
    high: float
    early: float
    early_low: float
    early_high: float


def pushes_of(past: Past) -> Pushes:
    """The pushes of all close dates."""
    states = past.states
    same = np.zeros(len(states.deal), dtype=bool)
    moved = np.zeros(len(states.deal))
    if len(states.deal):
        same[1:] = states.deal[1:] == states.deal[:-1]
        moved[1:] = np.nan_to_num(states.close[1:] - states.close[:-1], nan=0.0)
    rows = np.flatnonzero(same & (moved > 0) & (states.status == OPEN))
    return Pushes(states.deal[rows], states.since[rows], moved[rows])


def wins_of(past: Past, *, positions: NDArray[np.int64]) -> Wins:
    """The won opportunities whose first expectation is known. positions: of the stage of each state."""
    states = past.states
    first = np.flatnonzero(np.append(True, np.diff(states.deal) != 0)) if len(states.deal) else states.deal
    last = np.append(first[1:], len(states.deal)) - 1 if len(first) else first
    deal = states.deal[first] if len(first) else first
    opened = past.deals.opened[deal]
    expected = states.close[_first_known(past, first, last)] - np.floor(opened / DAY)
    ended = _entered_end(past, first, last)
    took = (states.since[ended] - opened) / DAY
    keep = (states.status[last] == WON) & (expected >= 1) & (took >= 0)
    rows = np.flatnonzero(keep)
    late = np.log(np.maximum(took[rows], 1.0) / expected[rows])
    is_early = np.array([_is_early(past, positions, int(first[row]), int(ended[row])) for row in rows], dtype=bool)
    return Wins(deal[rows], states.owner[last[rows]], states.since[ended[rows]], late, is_early)


def leanings(wins: Wins) -> list[Leaning]:
    """How the first dates of each seller lean, by empirical Bayes; those with few wins are drawn towards all."""
    if not len(wins.owner):
        return []
    owners, place = np.unique(wins.owner, return_inverse=True)
    count = np.bincount(place).astype(np.float64)
    mean = np.bincount(place, weights=wins.late) / count
    middle, within, between = _components(wins.late, place, count=count, mean=mean)
    weight = between / (between + within / count)
    late = middle + weight * (mean - middle)
    spread = 1.96 * np.sqrt(np.maximum(weight * within / count, 1e-12))
    early = np.bincount(place, weights=wins.is_early.astype(np.float64)).astype(np.float64)
    prior, strength = float(wins.is_early.mean()), _strength(early, count)
    share = (early + prior * strength) / (count + strength)
    half = 1.96 * np.sqrt(share * (1 - share) / (count + strength + 1))
    return [
        Leaning(
            int(owners[row]), int(count[row]), float(late[row]), float(late[row] - spread[row]),
            float(late[row] + spread[row]), float(share[row]), max(0.0, float(share[row] - half[row])),
            min(1.0, float(share[row] + half[row])),
        )
        for row in range(len(owners))
    ]  # fmt: skip


def leaning_at(wins: Wins, owners: Integers, at: Floats, *, strength: float = 5.0) -> Floats:
    """The lateness of each owner's wins known at each instant, drawn to the mean of all with that many cases."""
    if not len(wins.owner):
        return np.zeros(len(owners))
    order = np.lexsort((wins.at, wins.owner))
    keys = wins.owner[order] * SPAN + wins.at[order].astype(np.int64)
    sums = np.concatenate(([0.0], np.cumsum(np.clip(wins.late[order], -2, 2))))
    first = np.searchsorted(keys, owners * SPAN, side="left")
    last = np.maximum(np.searchsorted(keys, owners * SPAN + at.astype(np.int64), side="left"), first)
    return np.asarray((sums[last] - sums[first]) / (last - first + strength))


def _components(values: Floats, place: Integers, *, count: Floats, mean: Floats) -> tuple[float, float, float]:
    """Mean of all, variance within a seller, variance between sellers (method of moments, not below a hundredth)."""
    middle = float(values.mean())
    within = float(((values - mean[place]) ** 2).sum() / max(len(values) - len(count), 1))
    within = max(within, 1e-6)
    spread = float((count * (mean - middle) ** 2).sum()) - (len(count) - 1) * within
    scale = float(count.sum() - (count**2).sum() / count.sum())
    between = max(spread / scale, 1e-4) if scale > 0 else 1e-4
    return middle, within, between


def _strength(early: Floats, count: Floats) -> float:
    """How many cases the share of all weighs: from the spread of the shares beyond chance."""
    share = float(early.sum() / count.sum())
    chance = share * (1 - share)
    if chance <= 0 or len(count) < 3:
        return 20.0
    spread = float((count * (early / count - share) ** 2).sum() / (len(count) - 1))
    extra = max(spread - chance, 1e-3) / float(count.mean())
    return float(np.clip(chance / extra, 2.0, 200.0))


def _first_known(past: Past, first: Integers, last: Integers) -> Integers:
    """The first state of each deal with a close date; its first one where there is none."""
    known = np.where(np.isnan(past.states.close), len(past.states.close), np.arange(len(past.states.close)))
    ahead = np.minimum.accumulate(known[::-1])[::-1] if len(known) else known
    found = ahead[first] if len(first) else first
    return np.where(found <= last, np.minimum(found, len(known) - 1), first)


def _entered_end(past: Past, first: Integers, last: Integers) -> Integers:
    """The state in which each deal entered its last status."""
    status = past.states.status
    changes = np.append(True, status[1:] != status[:-1]) if len(status) else np.zeros(0, dtype=bool)
    starts = np.maximum.accumulate(np.where(changes, np.arange(len(status)), 0))
    return np.maximum(starts[last], first) if len(first) else first


def _is_early(past: Past, positions: Integers, first: int, ended: int) -> bool:
    states = past.states
    before = np.arange(first, ended)
    if not len(before):
        return False
    moves = np.diff(states.close[before])
    recent = before[states.since[before] >= states.since[ended] - LAST_DAYS * DAY]
    earlier = before[states.since[before] < states.since[ended] - LAST_DAYS * DAY]
    came_from = positions[earlier[-1]] if len(earlier) else positions[before[0]]
    jumped = len(recent) > 0 and positions[before[-1]] - came_from >= JUMP
    return bool(jumped or (np.nan_to_num(moves) < -7).any())
