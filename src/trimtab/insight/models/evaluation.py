"""Is there a signal in past cases? The ladder and plain rivals, each judged on cases that it did not learn from.

With a time column: rolling origin, the last half of the rows in five blocks, each learned from all rows before it.
Without: five folds of equal shares, always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import expit
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from trimtab.insight.models.flat_table import FlatTable, Floats, Integers
from trimtab.insight.models.ladder import Ladder
from trimtab.insight.models.leaks import Leak, suspects
from trimtab.insight.models.measures import (
    Measure,
    area_under_curve,
    brier,
    calibration_error,
    log_loss,
    losses,
    measured,
)
from trimtab.insight.models.members import BaseRate, Boosted, Member, NaiveBayes, RidgeLogistic
from trimtab.insight.results import NotEnoughData

SEED = 20240601
FOLDS = 5
LEAST_CASES = 20
LEAST_OF_ONE = 5
CLEARLY = 1.96
RIVALS: dict[str, Callable[[], Member]] = {
    "naive Bayes": NaiveBayes,
    "logistic regression": RidgeLogistic,
    "boosted trees": Boosted,
}


@dataclass(frozen=True)
class Judged:
    """How one way of telling probabilities did."""

    name: str
    area: Measure
    log_loss: Measure
    brier: Measure
    calibration: Measure


@dataclass(frozen=True)
class Evaluation:
    """What was learned from which cases, how well, and what it is compared with."""

    cases: int
    with_outcome: int
    tested: int
    protocol: str  # rolling origin, or stratified folds
    columns: tuple[str, ...]
    leaks: tuple[Leak, ...]
    judged: tuple[Judged, ...]  # the ladder first, then the base rate and the rivals
    has_signal: bool
    gain: float  # log loss of the base rate less that of the ladder
    gain_low: float
    gain_high: float


def evaluate(table: FlatTable, outcomes: Floats, *, is_ordered: bool) -> Evaluation | NotEnoughData:
    """Judge the ladder on a table of past cases.

    Args:
        table: one row a case; in the order of time where `is_ordered`.
        outcomes: 1 with the outcome, 0 without.
        is_ordered: test on later rows than were learned from.

    Returns:
        NotEnoughData: fewer than 20 cases, or fewer than five of one outcome.
    """
    rarer = int(min(outcomes.sum(), outcomes.size - outcomes.sum()))
    if outcomes.size < LEAST_CASES or rarer < LEAST_OF_ONE:
        return NotEnoughData(n=rarer, needs=LEAST_OF_ONE if rarer < LEAST_OF_ONE else LEAST_CASES)
    leaks = suspects(table, outcomes)
    table = table.without([leak.column for leak in leaks])
    folds = rolling(outcomes) if is_ordered else []
    protocol = "rolling origin" if folds else "stratified folds"
    folds = folds or stratified(outcomes)
    # One thread each: on tables of this size threads wait for each other longer than they work.
    with threadpool_limits(limits=1):
        told = {name: _told(make, table, outcomes, folds) for name, make in _ways().items()}
    rows = np.concatenate([test for _learn, test in folds])
    tested = outcomes[rows]
    generator = np.random.default_rng(SEED)
    judged = tuple(_judged(name, tested, each, generator) for name, each in told.items())
    low, gain, high = _gain(tested, told["Trimtab"], told["base rate"])
    return Evaluation(
        cases=int(outcomes.size),
        with_outcome=int(outcomes.sum()),
        tested=int(tested.size),
        protocol=protocol,
        columns=table.names,
        leaks=tuple(leaks),
        judged=judged,
        has_signal=low > 0,
        gain=gain,
        gain_low=low,
        gain_high=high,
    )


def rolling(outcomes: Floats) -> list[tuple[Integers, Integers]]:
    """The last half of the rows in five blocks, each with all rows before it to learn from.

    A block before which an outcome was seen less than five times is left out.
    """
    starts = (np.linspace(0.5, 1.0, FOLDS + 1) * outcomes.size).astype(int)
    folds = []
    for begin, end in pairwise(starts):
        seen = outcomes[:begin]
        if end > begin and min(seen.sum(), seen.size - seen.sum()) >= LEAST_OF_ONE:
            folds.append((np.arange(begin), np.arange(begin, end)))
    return folds


def stratified(outcomes: Floats) -> list[tuple[Integers, Integers]]:
    """Five folds with equal shares of the outcome."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(splitter.split(np.zeros(outcomes.size), outcomes))


class _Alone:
    """A member that speaks in probabilities, as the ladder does."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def fit(self, table: FlatTable, outcomes: Floats) -> _Alone:
        self.member.fit(table, outcomes)
        return self

    def predict_proba(self, table: FlatTable) -> Floats:
        probabilities: Floats = expit(self.member.log_odds(table))
        return probabilities


def _ways() -> dict[str, Callable[[], Ladder | _Alone]]:
    ways: dict[str, Callable[[], Ladder | _Alone]] = {"Trimtab": Ladder, "base rate": lambda: _Alone(BaseRate())}
    return ways | {name: lambda make=make: _Alone(make()) for name, make in RIVALS.items()}


def _told(
    make: Callable[[], Ladder | _Alone],
    table: FlatTable,
    outcomes: Floats,
    folds: Sequence[tuple[Integers, Integers]],
) -> Floats:
    """Probabilities for the rows of all test folds, one fold after the other."""
    return np.concatenate(
        [make().fit(table.take(learn), outcomes[learn]).predict_proba(table.take(test)) for learn, test in folds]
    )


def _judged(name: str, outcomes: Floats, told: Floats, generator: np.random.Generator) -> Judged:
    of = (area_under_curve, log_loss, brier, calibration_error)
    area, loss, squares, calibration = (measured(one, outcomes, told, generator=generator) for one in of)
    return Judged(name, area, loss, squares, calibration)


def _gain(outcomes: Floats, told: Floats, base: Floats) -> tuple[float, float, float]:
    """By how much the log loss of the base rate is beaten, with its 95 % interval from pairs of cases."""
    better = losses(outcomes, base) - losses(outcomes, told)
    gain, error = float(better.mean()), float(better.std(ddof=1) / np.sqrt(better.size))
    return gain - CLEARLY * error, gain, gain + CLEARLY * error
