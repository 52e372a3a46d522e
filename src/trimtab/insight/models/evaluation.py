"""Is there a signal in past cases? The ladder and plain rivals, each judged on cases that it did not learn from.

With a time column: rolling origin, the last 30 % of the rows in three blocks, each learned from all rows before it;
and the same rows told by what was learned before the first of them. Without: five folds of equal shares, the same
each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from trimtab.insight.models.flat_table import FlatTable, Floats, Integers
from trimtab.insight.models.ladder import Ladder
from trimtab.insight.models.leaks import Leak, suspects
from trimtab.insight.models.measures import LEAST, losses
from trimtab.insight.models.members import LEAST_OF_ONE, BaseRate, Boosted, Member, NaiveBayes, RidgeLogistic, rarer
from trimtab.insight.models.protocols import SEED, TESTED, Protocol, protocol_for
from trimtab.insight.models.redrawn import Judged, judged
from trimtab.insight.models.rivals import GradientBoosting
from trimtab.insight.results import NotEnoughData

LEAST_CASES = 20
CLEARLY = 1.96
LADDER, BASE, MEAN = "Trimtab", "base rate", "mean of log-odds"
RIVALS: dict[str, Callable[[], Member]] = {
    "naive Bayes": NaiveBayes,
    "logistic regression": RidgeLogistic,
    "boosted trees, held back": Boosted,
    "gradient boosting, default": GradientBoosting,
    "gradient boosting, calibrated": partial(GradientBoosting, is_calibrated=True),
}
AVERAGED = ("logistic regression", "boosted trees, held back", "gradient boosting, calibrated")
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Difference:
    """By how much a loss is lower than another's on the same cases, with its 95 % interval and standard error."""

    value: float
    low: float
    high: float
    error: float


@dataclass(frozen=True)
class Evaluation:
    """What was learned from which cases, how well, and what it is compared with."""

    cases: int
    with_outcome: int
    tested: int
    learned_from: int  # cases of the largest lesson
    protocol: str  # rolling origin, or stratified folds
    columns: tuple[str, ...]
    leaks: tuple[Leak, ...]
    judged: tuple[Judged, ...]  # the ladder first, then the base rate and the rivals
    learned_once: tuple[Judged, ...]  # the same rows told by what was learned before the first; empty without a time
    has_signal: bool
    gain: Difference  # log loss of the best constant that the ladder knew, less that of the ladder
    best_rival: str  # by log loss
    over_best: Difference  # log loss of that rival less that of the ladder


@dataclass(frozen=True)
class _Told:
    """Probabilities of one way for the tested rows, and from the first lesson alone."""

    tested: Floats
    once: Floats
    bases: Floats  # what the ladder would say without any column


def evaluate(
    table: FlatTable,
    outcomes: Floats,
    *,
    is_ordered: bool,
    share: float = TESTED,
    tell: Tell = lambda done, total: None,
) -> Evaluation | NotEnoughData:
    """Judge the ladder on a table of past cases.

    Args:
        table: one row a case; in the order of time where `is_ordered`.
        outcomes: 1 with the outcome, 0 without.
        is_ordered: test on later rows than were learned from.
        share: of the cases, the newest, that are tested on where `is_ordered`.
        tell: called with how many lessons are done and how many there are.

    Returns:
        NotEnoughData: fewer than 20 cases, or fewer than five of one outcome.
    """
    rare = rarer(outcomes)
    if outcomes.size < LEAST_CASES or rare < LEAST_OF_ONE:
        return NotEnoughData(n=rare, needs=LEAST_OF_ONE if rare < LEAST_OF_ONE else LEAST_CASES)
    leaks = suspects(table, outcomes)
    table = table.without([leak.column for leak in leaks])
    protocol = protocol_for(table, outcomes, is_ordered=is_ordered, share=share)
    told = _all_told(table, outcomes, protocol, tell)
    return _evaluation(table, outcomes, protocol, leaks, told)


def _evaluation(
    table: FlatTable, outcomes: Floats, protocol: Protocol, leaks: list[Leak], told: Mapping[str, _Told]
) -> Evaluation:
    tested, once = outcomes[protocol.tested], outcomes[protocol.learned_once]
    seen = tuple(judged(name, tested, each.tested, seed=SEED) for name, each in told.items())
    best = min(seen[1:], key=lambda one: one.log_loss.value or 0.0).name
    gain = _difference(tested, told[LADDER].bases, told[LADDER].tested)
    over_base = _difference(tested, told[BASE].tested, told[LADDER].tested)
    return Evaluation(
        cases=int(outcomes.size),
        with_outcome=int(outcomes.sum()),
        tested=int(tested.size),
        learned_from=max(fold.learn.size for fold in protocol.folds),
        protocol=protocol.name,
        columns=table.names,
        leaks=tuple(leaks),
        judged=seen,
        learned_once=tuple(judged(name, once, each.once, seed=SEED) for name, each in told.items() if once.size),
        # A level that follows the times beats an old share without telling one case from another.
        has_signal=gain.low > 0 and over_base.value > 0,
        gain=gain,
        best_rival=best,
        over_best=_difference(tested, told[best].tested, told[LADDER].tested),
    )


class _Alone:
    """A member that speaks in probabilities, as the ladder does."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def fit(self, table: FlatTable, outcomes: Floats) -> _Alone:
        self.member.fit(table, outcomes)
        self.base_ = BaseRate().fit(table, outcomes).log_odds_
        return self

    def predict_proba(self, table: FlatTable) -> Floats:
        probabilities: Floats = expit(self.member.log_odds(table))
        return probabilities


def _ways(*, is_ordered: bool) -> dict[str, Callable[[], Ladder | _Alone]]:
    ways: dict[str, Callable[[], Ladder | _Alone]] = {
        LADDER: lambda: Ladder(is_ordered=is_ordered),
        BASE: lambda: _Alone(BaseRate()),
    }
    return ways | {name: lambda make=make: _Alone(make()) for name, make in RIVALS.items()}


def _all_told(table: FlatTable, outcomes: Floats, protocol: Protocol, tell: Tell) -> dict[str, _Told]:
    """What each way tells of all tested rows; lessons run beside each other, as many as there are processors."""
    ways = _ways(is_ordered=protocol.name == "rolling origin")
    jobs = [(name, number) for name in ways for number in range(len(protocol.folds))]
    lesson = partial(_lesson, table, outcomes, protocol, ways)
    found: dict[tuple[str, int], _Told] = {}
    # One thread each: on tables of this size threads wait for each other longer than they work.
    with ThreadPoolExecutor(os.cpu_count(), initializer=_alone_in_its_thread) as pool:
        for job, told in zip(jobs, pool.map(lesson, jobs), strict=True):
            found[job] = told
            tell(len(found), len(jobs))
    joined = {name: _joined([found[name, n] for n in range(len(protocol.folds))]) for name in ways}
    return joined | {MEAN: _mean([joined[name] for name in AVERAGED])}


def _alone_in_its_thread() -> None:
    threadpool_limits(limits=1)


def _lesson(
    table: FlatTable,
    outcomes: Floats,
    protocol: Protocol,
    ways: Mapping[str, Callable[[], Ladder | _Alone]],
    job: tuple[str, int],
) -> _Told:
    name, number = job
    fold = protocol.folds[number]
    learned = ways[name]().fit(table.take(fold.learn), outcomes[fold.learn])
    after: Integers = protocol.learned_once if number == 0 else protocol.learned_once[:0]
    once = learned.predict_proba(table.take(after)) if after.size else np.zeros(0)
    return _Told(
        learned.predict_proba(table.take(fold.test)), once, np.full(fold.test.size, float(expit(learned.base_)))
    )


def _joined(parts: list[_Told]) -> _Told:
    return _Told(
        np.concatenate([part.tested for part in parts]),
        np.concatenate([part.once for part in parts]),
        np.concatenate([part.bases for part in parts]),
    )


def _mean(ways: list[_Told]) -> _Told:
    def mean(parts: list[Floats]) -> Floats:
        kept = [logit(np.clip(part, LEAST, 1 - LEAST)) for part in parts]
        return np.asarray(expit(np.mean(kept, axis=0)), dtype=np.float64)

    return _Told(mean([way.tested for way in ways]), mean([way.once for way in ways]), ways[0].bases)


def _difference(outcomes: Floats, one: Floats, other: Floats) -> Difference:
    """By how much the log loss of `other` is lower than that of `one`, from pairs of cases."""
    better = losses(outcomes, one) - losses(outcomes, other)
    value, error = float(better.mean()), float(better.std(ddof=1) / np.sqrt(better.size))
    return Difference(value, value - CLEARLY * error, value + CLEARLY * error, error)
