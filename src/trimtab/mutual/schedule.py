"""Planning back from the buyer's date: when each step must end, what hangs on what, and the chance that it fits.

Days are calendar days. A step begins when all that it waits for is done, at the earliest today. How long it takes is
drawn from how long the organisation's own completed steps of that kind took; with fewer than `ENOUGH` of them an
assumption stands in, and is named. Each draw of the whole network gives one end; the chance is the share of ends on
or before the date. The draws start from a fixed seed, so that the same plan says the same twice.

Example by hand: legal takes 20 or 30 days, equally often, then sign 5 or 15. Ends: 25, 35, 35, 45 days. With 35 days to
go the chance is 3/4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

import numpy as np
from numpy.typing import NDArray

ENOUGH = 8  # own steps of a kind below which nothing is said from them
DRAWS = 2_000
SEED = 20_260
Days = NDArray[np.float64]


@dataclass(frozen=True)
class Pace:
    """How long steps of one kind take: own durations, or three assumed numbers of days (quick, likely, slow)."""

    own: tuple[int, ...] = ()
    assumed: tuple[int, int, int] = (5, 14, 45)

    @property
    def n(self) -> int:
        return len(self.own)

    @property
    def is_own(self) -> bool:
        """Whether there are enough own ones."""
        return self.n >= ENOUGH

    @property
    def median(self) -> int:
        """Days at the median: own where there are enough, else of the assumption's triangle."""
        if self.is_own:
            return round(float(np.median(self.own)))
        quick, likely, slow = self.assumed
        if likely >= (quick + slow) / 2:
            return round(quick + sqrt((slow - quick) * (likely - quick) / 2))
        return round(slow - sqrt((slow - quick) * (slow - likely) / 2))

    def quantile(self, share: float) -> int | None:
        """Days within which that share of own steps was done; None with too few."""
        return round(float(np.quantile(self.own, share))) if self.is_own else None

    def share_within(self, days: int, *, elapsed: int = 0) -> float | None:
        """Share done within `days` in all, of own steps that took longer than `elapsed`; None: cannot tell."""
        if not self.is_own:
            return None
        longer = [one for one in self.own if one > elapsed] or [elapsed + 1]
        return sum(one <= days for one in longer) / len(longer)

    def draw(self, generator: np.random.Generator, *, elapsed: int = 0) -> Days:
        """Days still to go, drawn often."""
        if not self.is_own:
            quick, likely, slow = self.assumed
            drawn: Days = generator.triangular(quick, likely, slow, DRAWS)
            return np.maximum(drawn - elapsed, 1.0)
        longer = np.array([one for one in self.own if one > elapsed] or [elapsed + 1], dtype=np.float64)
        return generator.choice(longer, DRAWS) - elapsed


@dataclass(frozen=True)
class Task:
    """A remaining step: what it waits for (only remaining ones), its pace, days since it was begun, its date."""

    pk: int
    after: frozenset[int]
    pace: Pace
    elapsed: int = 0
    due_on: date | None = None

    @property
    def likely(self) -> int:
        """Days still to go at the median; at least one."""
        if self.pace.is_own:
            longer = [one for one in self.pace.own if one > self.elapsed]
            return max(round(float(np.median(longer))) - self.elapsed, 1) if longer else 1
        return max(self.pace.median - self.elapsed, 1)


@dataclass(frozen=True)
class Schedule:
    """What follows from the remaining steps on a day.

    `latest`: step → days from today by which it must be done; `critical`: the chain that takes longest, in order;
    `likely`: days it takes; `to_go`: days to the buyer's date; `chance`: share of draws in time; `fast`: days within
    which one of five draws ends, `slow`: four of five. `guessed`: steps whose pace is an assumption. `cases`: completed
    steps of the kind that has fewest.
    """

    latest: Mapping[int, int]
    critical: tuple[int, ...]
    likely: int
    to_go: int | None
    chance: float | None
    fast: int
    slow: int
    guessed: tuple[int, ...]
    cases: int

    @property
    def is_own(self) -> bool:
        """Whether the chance rests on own durations alone."""
        return not self.guessed

    @property
    def short_by(self) -> int:
        """Days that are missing at the median; negative: to spare."""
        return self.likely - (self.to_go or 0)


def schedule_of(tasks: Sequence[Task], *, today: date, value_on: date | None) -> Schedule | None:
    """Plan back from the buyer's date. None where nothing remains."""
    if not tasks:
        return None
    ordered = in_order(tasks)
    earliest = _earliest(ordered)
    end = max(earliest.values())
    to_go = (value_on - today).days if value_on else None
    ends = draw_ends(ordered)
    return Schedule(
        latest=_latest(ordered, end=end if to_go is None else to_go),
        critical=_critical(ordered, earliest),
        likely=end,
        to_go=to_go,
        chance=None if to_go is None else float(np.mean(ends <= to_go)),
        fast=round(float(np.quantile(ends, 0.2))),
        slow=round(float(np.quantile(ends, 0.8))),
        guessed=tuple(one.pk for one in ordered if not one.pace.is_own),
        cases=min(one.pace.n for one in ordered),
    )


def draw_ends(ordered: Sequence[Task]) -> Days:
    """Days until all is done, drawn often; `ordered` as by `in_order`."""
    generator = np.random.default_rng(SEED)
    done: dict[int, Days] = {}
    for one in ordered:
        drawn = one.pace.draw(generator, elapsed=one.elapsed)
        waited = [done[pk] for pk in sorted(one.after)]
        done[one.pk] = np.maximum.reduce(waited) + drawn if waited else drawn
    ends: Days = np.maximum.reduce(list(done.values()))
    return ends


def in_order(tasks: Sequence[Task]) -> list[Task]:
    """Each step behind all that it waits for, otherwise as given. What would close a circle is not waited for."""
    known = {one.pk for one in tasks}
    ordered: list[Task] = []
    placed: set[int] = set()
    waiting = [replace(one, after=one.after & known) for one in tasks]
    while waiting:
        ready = next((one for one in waiting if one.after <= placed), waiting[0])
        waiting.remove(ready)
        ordered.append(replace(ready, after=ready.after & placed))
        placed.add(ready.pk)
    return ordered


def _earliest(ordered: Sequence[Task]) -> dict[int, int]:
    done: dict[int, int] = {}
    for one in ordered:
        done[one.pk] = max((done[pk] for pk in one.after), default=0) + one.likely
    return done


def _latest(ordered: Sequence[Task], *, end: int) -> dict[int, int]:
    """Days from today by which each must be done, so that all that waits for it still fits at the median."""
    latest = {one.pk: end for one in ordered}
    for one in reversed(ordered):
        for pk in one.after:
            latest[pk] = min(latest[pk], latest[one.pk] - one.likely)
    return latest


def _critical(ordered: Sequence[Task], earliest: Mapping[int, int]) -> tuple[int, ...]:
    by_pk = {one.pk: one for one in ordered}
    chain = [max(ordered, key=lambda one: (earliest[one.pk], -one.pk)).pk]
    while by_pk[chain[-1]].after:
        chain.append(max(by_pk[chain[-1]].after, key=lambda pk: (earliest[pk], -pk)))
    return tuple(reversed(chain))
