"""Several estimators as one where times change: nothing is fitted to the past that the past cannot promise.

Weights fitted to old cases are wrong first when times change. So every estimator learns twice, from all cases and from
the newest, and all are worth the same. One number is fitted: how far their mean is trusted over the share of the past,
on blocks of cases later than those learned from. Each block has a trust of its own, drawn towards that of all: cases of
one time share its luck, so a large block that went wrong must not outvote the others by its size. The newest count most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit

from trimtab.insight.models.flat_table import FlatTable, Floats, Integers
from trimtab.insight.models.members import LEAST_OF_ONE, BaseRate, Member, rarer

NEWEST = 0.3  # share of the cases that the second lesson is about
BEGIN = 0.4  # share of the cases before the first test
BLOCKS = 4
OLDER = 0.5  # what a block counts beside the next newer one
DOUBT = 1.0  # log-likelihood that full trust has to earn
ALIKE = 2.0  # log-likelihood that a block's trust has to earn to lie one apart from that of all
CLEARLY = 2.0  # standard errors by which the share of the past must be beaten to be called a signal


@dataclass(frozen=True)
class Step:
    """One estimator and the cases of the rarer outcome that it needs."""

    least: int
    name: str
    make: Callable[[], Member]


@dataclass(frozen=True)
class _Block:
    """Later cases: the log-odds of the share of the past, what was said above it, and how they ended."""

    base: float
    lift: Floats
    seen: Floats

    def lost(self, trust: float) -> Floats:
        """The log loss of each case at that trust."""
        log_odds = self.base + trust * self.lift
        lost: Floats = np.logaddexp(0, log_odds) - self.seen * log_odds
        return lost


class Voices:
    """The plain mean of all estimators' log-odds, each learned from all cases and from the newest."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        """Learn from cases in the order of time; five of each outcome must be there."""
        lessons = [_lesson(self.steps, table, outcomes, rows) for rows in _windows(outcomes)]
        self.base_ = float(np.mean([base for base, _fitted in lessons]))
        self.fitted_ = [fitted for _base, fitted in lessons]
        return self

    def lift(self, table: FlatTable) -> Floats:
        """By how much the log-odds of each case lie above those of the share of the past."""
        means = [np.mean([member.log_odds(table) for member in fitted], axis=0) for fitted in self.fitted_]
        lift: Floats = np.mean(means, axis=0) - self.base_
        return lift


class Steady:
    """The share of the past, and as much of what the voices say as later cases bore out."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        """Learn from cases in the order of time; five of each outcome must be there."""
        blocks = self._later(table, outcomes)
        self.trust_ = _trust(blocks)
        self.gain_, self.error_ = _gain(blocks, self.trust_)
        self.has_signal_ = self.gain_ > CLEARLY * self.error_
        self.voices_ = Voices(self.steps).fit(table, outcomes)
        self.base_ = self.voices_.base_
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        """The log-odds of each case."""
        if not self.trust_:
            return np.full(table.size, self.base_)
        return self.base_ + self.trust_ * self.voices_.lift(table)

    def predict_proba(self, table: FlatTable) -> Floats:
        """The probability of the outcome for each case."""
        probabilities: Floats = expit(self.log_odds(table))
        return probabilities

    def _later(self, table: FlatTable, outcomes: Floats) -> list[_Block]:
        """Blocks of later cases than were learned from, in the order of time."""
        blocks = []
        for begin, end in pairwise((np.linspace(BEGIN, 1, BLOCKS + 1) * outcomes.size).astype(int)):
            if end > begin and rarer(outcomes[:begin]) >= LEAST_OF_ONE:
                voices = Voices(self.steps).fit(table.take(np.arange(begin)), outcomes[:begin])
                lift = voices.lift(table.take(np.arange(begin, end)))
                blocks.append(_Block(voices.base_, lift, outcomes[begin:end]))
        return blocks


def _windows(outcomes: Floats) -> list[Integers]:
    newest = np.arange(int((1 - NEWEST) * outcomes.size), outcomes.size)
    every = np.arange(outcomes.size)
    return [every, newest] if rarer(outcomes[newest]) >= LEAST_OF_ONE else [every]


def _lesson(
    steps: Sequence[Step], table: FlatTable, outcomes: Floats, rows: Integers
) -> tuple[float, Sequence[Member]]:
    part, ends = table.take(rows), outcomes[rows]
    fitted = [step.make().fit(part, ends) for step in steps if rarer(ends) >= step.least]
    return BaseRate().fit(part, ends).log_odds_, fitted


def _trust(blocks: Sequence[_Block]) -> float:
    """From 0 to 1: the share of the lift that later cases bore out, the newest blocks counting most."""
    if not blocks:
        return 0.0
    counts = OLDER ** np.arange(len(blocks))[::-1]
    counts *= len(blocks) / counts.sum()

    def of_all(trust: float) -> float:
        lost = [count * block.lost(trust).sum() for count, block in zip(counts, blocks, strict=True)]
        return float(sum(lost)) + DOUBT * trust**2

    pooled = _lowest(of_all)
    own = [
        _lowest(lambda trust, block=block: float(block.lost(trust).sum()) + ALIKE * (trust - pooled) ** 2)
        for block in blocks
    ]
    return float(np.average(own, weights=counts))


def _lowest(cost: Callable[[float], float]) -> float:
    found = float(minimize_scalar(cost, bounds=(0, 1), method="bounded").x)
    return found if cost(found) < cost(0.0) else 0.0


def _gain(blocks: Sequence[_Block], trust: float) -> tuple[float, float]:
    """By how much the log loss of the share of the past was beaten, a case, and the standard error of that."""
    if not blocks:
        return 0.0, 0.0
    better = np.concatenate([block.lost(0.0) - block.lost(trust) for block in blocks])
    return float(better.mean()), float(better.std() / np.sqrt(better.size))
