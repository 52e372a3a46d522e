"""The ladder: how much is learned grows with how much is known.

Fewer than 5 cases of either outcome: the shares of the past, drawn to one half. Below 20 of the rarer: shrunken rates
of each column. Below 300: a held-back regression beside them. From 300: small boosted trees. From 2,000: trees that
split words themselves. Each step is kept only with the weight that it earns on cases it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

import numpy as np
from scipy.special import expit

from trimtab.insight.models.flat_table import FlatTable, Floats
from trimtab.insight.models.members import (
    BaseRate,
    Boosted,
    BoostedLevels,
    Member,
    NaiveBayes,
    RidgeLogistic,
    Trees,
)
from trimtab.insight.models.stacking import FOLDS, Stack

STEPS: tuple[tuple[int, str, Callable[[], Member]], ...] = (
    (FOLDS, "rates", NaiveBayes),
    (20, "regression", RidgeLogistic),
    (300, "boosted trees", Boosted),
    (300, "random trees", Trees),
    (2_000, "trees that split words", BoostedLevels),
)


class Ladder:
    """The probability of an outcome, by as much as the past can tell."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        """Learn from past cases.

        Args:
            table: one row a case.
            outcomes: 1 with the outcome, 0 without.
        """
        rarer = int(min(outcomes.sum(), outcomes.size - outcomes.sum()))
        steps = [(name, make) for least, name, make in STEPS if rarer >= least and table.columns]
        self.names_ = tuple(name for name, _make in steps)
        self.base_ = BaseRate().fit(table, outcomes)
        self.stack_ = None
        if steps:
            makes = [make for _name, make in steps]
            self.stack_ = Stack(makes, seed=self.seed).fit(table, outcomes)
        return self

    @property
    def has_signal_(self) -> bool:
        """Whether the columns tell cases apart beyond doubt; without, the probabilities lie about the base rate."""
        return self.stack_ is not None and self.stack_.has_signal_

    def predict_proba(self, table: FlatTable) -> Floats:
        """The probability of the outcome for each case."""
        if self.stack_ is None:
            return np.asarray(expit(self.base_.log_odds(table)), dtype=np.float64)
        return self.stack_.predict_proba(table)
