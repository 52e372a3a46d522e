"""Which cases are learned from, and which are held back to judge."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from sklearn.model_selection import StratifiedKFold

from trimtab.insight.models.flat_table import FlatTable, Floats, Integers
from trimtab.insight.models.members import LEAST_OF_ONE, rarer

SEED = 20240601
FOLDS = 5
ORIGINS = 3
TESTED = 0.3  # share of the cases, the newest, that judge when there is a time
LARGEST = 60_000  # cases that are learned from at once
CELLS = 3_000_000  # cases times columns, likewise


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and later, or other, rows to be judged on."""

    learn: Integers
    test: Integers


@dataclass(frozen=True)
class Protocol:
    """All folds; `learned_once`: rows after the first learning, told from it alone too, empty without a time."""

    name: str
    folds: tuple[Fold, ...]
    learned_once: Integers

    @property
    def tested(self) -> Integers:
        return np.concatenate([fold.test for fold in self.folds])


def protocol_for(table: FlatTable, outcomes: Floats, *, is_ordered: bool, share: float = TESTED) -> Protocol:
    """The newest share of the rows from three origins in time; without a time, or too few before it, five folds."""
    folds = rolling(outcomes, share=share) if is_ordered else []
    name = "rolling origin" if folds else "stratified folds"
    once = np.arange(folds[0].learn.size, outcomes.size) if folds else np.zeros(0, dtype=np.int64)
    most = min(LARGEST, max(CELLS // max(len(table.columns), 1), 2_000))
    return Protocol(name, tuple(_bounded(fold, most) for fold in folds or stratified(outcomes)), once)


def rolling(outcomes: Floats, *, share: float = TESTED) -> list[Fold]:
    """The last share of the rows in three blocks, each with all rows before it to learn from.

    None where an outcome was seen less than five times before the first.
    """
    begin = round((1 - share) * outcomes.size)
    if begin == outcomes.size or rarer(outcomes[:begin]) < LEAST_OF_ONE:
        return []
    starts = np.linspace(begin, outcomes.size, ORIGINS + 1).astype(int)
    return [Fold(np.arange(start), np.arange(start, end)) for start, end in pairwise(starts) if end > start]


def stratified(outcomes: Floats) -> list[Fold]:
    """Five folds with equal shares of the outcome."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return [Fold(learn, test) for learn, test in splitter.split(np.zeros(outcomes.size), outcomes)]


def _bounded(fold: Fold, most: int) -> Fold:
    """At most so many rows to learn from, drawn by chance, in their order: more would cost hours and change little."""
    if fold.learn.size <= most:
        return fold
    drawn = np.random.default_rng(SEED).choice(fold.learn, most, replace=False)
    return Fold(np.sort(drawn), fold.test)
