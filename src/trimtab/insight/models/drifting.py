"""Several estimators as one where times change: nothing is fitted to the past that the past cannot promise.

Weights fitted to old cases are wrong first when times change. So every estimator learns twice, from all cases and from
the newest, and all are worth the same. Two numbers are fitted on blocks of cases later than those learned from: how
much the newest cases say beside all, and how far the whole is trusted over the share of the past. Each block has a
number of its own, drawn towards that of all: cases of one time share its luck, so a large block that went wrong must
not outvote the others by its size. The newest blocks count most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self, TypeVar

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit

from trimtab.insight.models.flat_table import FlatTable, Floats, Integers
from trimtab.insight.models.members import LEAST_OF_ONE, BaseRate, Member, rarer

Value = TypeVar("Value", float, Floats)
NEWEST = 0.3  # share of the cases that the second lesson is about
BEGIN = 0.4  # share of the cases before the first test
BLOCKS = 4
OLDER = 0.5  # what a block counts beside the next newer one
DOUBT = 1.0  # log-likelihood that full trust has to earn
ALIKE = 2.0  # log-likelihood that a block's number has to earn to lie one apart from that of all
CLEARLY = 2.0  # standard errors by which the share of the past must be beaten to be called a signal


@dataclass(frozen=True)
class Step:
    """One estimator and the cases of the rarer outcome that it needs."""

    least: int
    name: str
    make: Callable[[], Member]


@dataclass(frozen=True)
class _Lesson:
    """The share of the past as log-odds, and what was learned beside it."""

    base: float
    fitted: Sequence[Member]

    def lift(self, table: FlatTable) -> Floats:
        """By how much the log-odds of each case lie above the share of the past: the plain mean of all estimators."""
        lift: Floats = np.mean([member.log_odds(table) for member in self.fitted], axis=0) - self.base
        return lift


@dataclass(frozen=True)
class _Block:
    """What two lessons, from all cases and from the newest, said of later cases, and how these ended."""

    bases: tuple[float, float]
    lifts: tuple[Floats, Floats]
    seen: Floats

    def lost(self, newest: float, trust: float) -> Floats:
        """The log loss of each case."""
        base, lift = _mixed(self.bases, newest), _mixed(self.lifts, newest)
        log_odds = base + trust * lift
        lost: Floats = np.logaddexp(0, log_odds) - self.seen * log_odds
        return lost


class Steady:
    """The share of the past, and as much of what was learned as later cases bore out."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        """Learn from cases in the order of time; five of each outcome must be there."""
        blocks = self._later(table, outcomes)
        of_newest = [lambda part, block=block: float(block.lost(part, 1.0).sum()) for block in blocks]
        self.newest_ = _fitted(of_newest, doubt=0.0)
        of_trust = [lambda part, block=block: float(block.lost(self.newest_, part).sum()) for block in blocks]
        self.trust_ = _fitted(of_trust, doubt=DOUBT)
        self.gain_, self.error_ = _gain(blocks, self.newest_, self.trust_)
        self.has_signal_ = self.gain_ > CLEARLY * self.error_
        self.lessons_ = _lessons(self.steps, table, outcomes)
        every, newest = self.lessons_
        self.base_ = _mixed((every.base, newest.base), self.newest_)
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        """The log-odds of each case."""
        if not self.trust_:
            return np.full(table.size, self.base_)
        every, newest = self.lessons_
        return self.base_ + self.trust_ * _mixed((every.lift(table), newest.lift(table)), self.newest_)

    def predict_proba(self, table: FlatTable) -> Floats:
        """The probability of the outcome for each case."""
        probabilities: Floats = expit(self.log_odds(table))
        return probabilities

    def _later(self, table: FlatTable, outcomes: Floats) -> list[_Block]:
        """Blocks of later cases than were learned from, in the order of time."""
        blocks = []
        for begin, end in pairwise((np.linspace(BEGIN, 1, BLOCKS + 1) * outcomes.size).astype(int)):
            if end > begin and rarer(outcomes[:begin]) >= LEAST_OF_ONE:
                every, newest = _lessons(self.steps, table.take(np.arange(begin)), outcomes[:begin])
                later = table.take(np.arange(begin, end))
                lifts = every.lift(later), newest.lift(later)
                blocks.append(_Block((every.base, newest.base), lifts, outcomes[begin:end]))
        return blocks


def _mixed(pair: tuple[Value, Value], newest: float) -> Value:
    every, last = pair
    return every + newest * (last - every)


def _lessons(steps: Sequence[Step], table: FlatTable, outcomes: Floats) -> tuple[_Lesson, _Lesson]:
    """What all cases teach, and what the newest do; the same where the newest are too few."""
    newest = np.arange(int((1 - NEWEST) * outcomes.size), outcomes.size)
    every = _lesson(steps, table, outcomes, np.arange(outcomes.size))
    return every, _lesson(steps, table, outcomes, newest) if rarer(outcomes[newest]) >= LEAST_OF_ONE else every


def _lesson(steps: Sequence[Step], table: FlatTable, outcomes: Floats, rows: Integers) -> _Lesson:
    part, ends = table.take(rows), outcomes[rows]
    fitted = [step.make().fit(part, ends) for step in steps if rarer(ends) >= step.least]
    return _Lesson(BaseRate().fit(part, ends).log_odds_, fitted)


def _fitted(costs: Sequence[Callable[[float], float]], *, doubt: float) -> float:
    """A number from 0 to 1 that costs little in each block, the newest counting most; 0 where there is none."""
    if not costs:
        return 0.0
    counts = OLDER ** np.arange(len(costs))[::-1]
    counts *= len(costs) / counts.sum()

    def of_all(number: float) -> float:
        told = [float(count) * cost(number) for count, cost in zip(counts, costs, strict=True)]
        return sum(told) + doubt * number**2

    pooled = _lowest(of_all)
    return float(np.average([_lowest(_drawn(cost, pooled)) for cost in costs], weights=counts))


def _drawn(cost: Callable[[float], float], pooled: float) -> Callable[[float], float]:
    """A block's cost, held to the number of all blocks."""
    return lambda number: cost(number) + ALIKE * (number - pooled) ** 2


def _lowest(cost: Callable[[float], float]) -> float:
    found = float(minimize_scalar(cost, bounds=(0, 1), method="bounded").x)
    return found if cost(found) < cost(0.0) else 0.0


def _gain(blocks: Sequence[_Block], newest: float, trust: float) -> tuple[float, float]:
    """By how much the log loss of the share of the past was beaten, a case, and the standard error of that."""
    if not blocks:
        return 0.0, 0.0
    better = np.concatenate([block.lost(newest, 0.0) - block.lost(newest, trust) for block in blocks])
    return float(better.mean()), float(better.std() / np.sqrt(better.size))
