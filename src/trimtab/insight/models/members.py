"""The estimators that are put together: each learns from a table of cases and tells the log-odds of the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

import numpy as np
from scipy.special import logit
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from trimtab.insight.models.designs import WEIGHT, LinearDesign, RateDesign
from trimtab.insight.models.flat_table import FlatTable, Floats, Numbers, Words

PENALTIES = (0.002, 0.01, 0.05, 0.25)  # inverse strength, weakest last
LEAST_OF_ONE = 5  # cases of either outcome below which nothing is learned
ENOUGH = 15_000  # cases that choose a penalty, and that one random tree reads: more cost time and change little
WIDEST = 250  # levels that a boosted tree takes as they are


def rarer(outcomes: Floats) -> int:
    """Cases of the outcome that is seen less often."""
    return int(min(outcomes.sum(), outcomes.size - outcomes.sum()))


class Member(Protocol):
    """One estimator."""

    def fit(self, table: FlatTable, outcomes: Floats) -> Self: ...

    def log_odds(self, table: FlatTable) -> Floats: ...


class BaseRate:
    """The share of the past, for every case. What everything else has to beat."""

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        # One case of each kind is added: a share of exactly 0 or 1 is never certain.
        self.log_odds_ = float(logit((outcomes.sum() + 1) / (outcomes.size + 2)))
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        return np.full(table.size, self.log_odds_)


class NaiveBayes:
    """Shares of each level and of eighths of each number, multiplied as if they were independent."""

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        self.prior_ = float(logit(np.clip(outcomes.mean(), 1e-4, 1 - 1e-4)))
        self.cuts_ = [_eighths(column) for column in table.numbers]
        self.weights_ = [self._weights(codes, width, outcomes) for codes, width in self._codes(table)]
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        told = np.full(table.size, self.prior_)
        for weights, (codes, _width) in zip(self.weights_, self._codes(table), strict=True):
            told += weights[codes]
        return told

    def _weights(self, codes: np.ndarray, width: int, outcomes: Floats) -> Floats:
        won = np.bincount(codes, weights=outcomes, minlength=width)
        seen = np.bincount(codes, minlength=width)
        weights: Floats = logit((won + WEIGHT * outcomes.mean()) / (seen + WEIGHT)) - self.prior_
        return weights

    def _codes(self, table: FlatTable) -> Sequence[tuple[np.ndarray, int]]:
        numbers = [
            (np.where(np.isfinite(column.values), 1 + np.searchsorted(cuts, column.values), 0), cuts.size + 2)
            for column, cuts in zip(table.numbers, self.cuts_, strict=True)
        ]
        return [*numbers, *((column.codes, len(column.levels)) for column in table.words)]


class RidgeLogistic:
    """Logistic regression on broken lines and levels; how strongly it is held back is chosen by inner folds."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        self.design_ = LinearDesign(seed=self.seed).fit(table, outcomes)
        matrix = self.design_.learned(table)
        some = np.random.default_rng(self.seed).permutation(outcomes.size)[:ENOUGH]
        self.penalty_ = self._penalty(matrix[some], outcomes[some])
        self.regression_ = LogisticRegression(C=self.penalty_, max_iter=500).fit(matrix, outcomes)
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        told: Floats = self.regression_.decision_function(self.design_.new(table))
        return told

    def _penalty(self, matrix: Floats, outcomes: Floats) -> float:
        folds = list(StratifiedKFold(4, shuffle=True, random_state=self.seed).split(matrix, outcomes))
        found = []
        for penalty in PENALTIES:
            lost = 0.0
            for learn, test in folds:
                fitted = LogisticRegression(C=penalty, max_iter=200).fit(matrix[learn], outcomes[learn])
                told = fitted.decision_function(matrix[test])
                lost += float(np.sum(np.logaddexp(0, told) - outcomes[test] * told))
            found.append(lost)
        return PENALTIES[int(np.argmin(found))]


class Boosted:
    """Small boosted trees on rates of levels, held back: boosting left to itself is worse than the base rate."""

    def __init__(self, *, leaves: int = 8, seed: int = 0) -> None:
        self.leaves, self.seed = leaves, seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        self.design_ = RateDesign(seed=self.seed).fit(table, outcomes)
        matrix = self.design_.learned(table)
        self.trees_ = [_boosting(self.leaves, self.seed + turn).fit(matrix, outcomes) for turn in range(2)]
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        matrix = self.design_.new(table)
        told: Floats = np.mean([trees.decision_function(matrix) for trees in self.trees_], axis=0)
        return told


class BoostedLevels:
    """Boosted trees that split the levels of words themselves."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        self.ranks_ = [_ranks(column) for column in table.words]
        matrix = self._matrix(table)
        is_word = [False] * len(table.numbers) + [True] * len(table.words)
        self.trees_ = [
            _boosting(16, self.seed + turn, is_word=is_word or None).fit(matrix, outcomes) for turn in range(2)
        ]
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        matrix = self._matrix(table)
        told: Floats = np.mean([trees.decision_function(matrix) for trees in self.trees_], axis=0)
        return told

    def _matrix(self, table: FlatTable) -> Floats:
        words = [ranks[column.codes] for ranks, column in zip(self.ranks_, table.words, strict=True)]
        columns = [*(column.values for column in table.numbers), *words]
        return np.column_stack(columns) if columns else np.zeros((table.size, 1))


class Trees:
    """Many random trees on rates of levels: no steps to tune, another view than boosting."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, table: FlatTable, outcomes: Floats) -> Self:
        self.design_ = RateDesign(seed=self.seed).fit(table, outcomes)
        matrix = self._filled(self.design_.learned(table))
        least = max(5, table.size // 400)
        is_large = table.size > ENOUGH
        trees = ExtraTreesClassifier(
            100,
            # Each tree of a large table reads part of it, so that its leaves shrink with it.
            min_samples_leaf=max(5, least * ENOUGH // table.size) if is_large else least,
            max_features=0.5,
            bootstrap=is_large,
            max_samples=ENOUGH if is_large else None,
            random_state=self.seed,
        )
        self.trees_ = trees.fit(matrix, outcomes)
        return self

    def log_odds(self, table: FlatTable) -> Floats:
        shares = self.trees_.predict_proba(self._filled(self.design_.new(table)))[:, 1]
        told: Floats = logit(np.clip(shares, 0.001, 0.999))
        return told

    def _filled(self, matrix: Floats) -> Floats:
        filled: Floats = np.nan_to_num(matrix, nan=-999.0)  # below all: a tree can set the unknown apart
        return filled


def _boosting(leaves: int, seed: int, *, is_word: list[bool] | None = None) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=leaves,
        min_samples_leaf=40 if is_word is None else 20,
        l2_regularization=1.0 if is_word is None else 5.0,
        max_features=0.7 if is_word is None else 0.5,
        early_stopping=True,
        validation_fraction=0.15,
        n_iter_no_change=20,
        categorical_features=is_word,
        random_state=seed,
    )


def _eighths(column: Numbers) -> Floats:
    known = column.values[np.isfinite(column.values)]
    return np.unique(np.quantile(known, np.linspace(0, 1, 9)[1:-1])) if known.size else np.zeros(0)


def _ranks(column: Words) -> Floats:
    """Each level's place by how often it was seen; NaN for the rarest, beyond what a tree takes, and for the unseen."""
    counts = np.bincount(column.codes, minlength=len(column.levels))
    ranks = np.full(len(column.levels), np.nan)
    seen = [level for level in np.argsort(-counts, kind="stable")[:WIDEST] if counts[level]]
    ranks[seen] = np.arange(len(seen))
    return ranks
