"""M1, M2 and M3: a hazard by four weeks, a regression straight to the horizon, and boosted trees."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np
from scipy.special import logit
from sklearn.ensemble import HistGradientBoostingClassifier

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats, Integers
from trimtab.insight.odds.columns import Columns
from trimtab.insight.odds.ridge import Ridge

INTERVAL = 28.0  # days: long enough for something to happen, short enough for what was known to hold
LONGEST = 26  # intervals that a hazard is carried forward
LEAST_OF_ONE = 5.0


class TooFew(ValueError):
    """Too few of one outcome for this member."""


class Member(Protocol):
    """One way of telling the log-odds of being won by each row's horizon."""

    def fit(self, features: Features, outcomes: Outcomes, days: Floats, weights: Floats) -> Self: ...

    def log_odds(self, features: Features, days: Floats) -> Floats: ...


class Hazard:
    """Won, lost or neither in the next four weeks, carried forward: clocks run on, what was known stands still.

    Two regressions against "neither" (Begg and Gray 1984), put together as competing risks.
    """

    def __init__(self, *, spread: float = 0.5) -> None:
        self.spread = spread

    def fit(self, features: Features, outcomes: Outcomes, days: Floats, weights: Floats) -> Self:
        """Learn from every landmark of which the next four weeks are known; its own horizon does not matter."""
        known = outcomes.known_days >= INTERVAL
        closed = known & (outcomes.closed_days <= INTERVAL)
        won, lost = closed & outcomes.is_won, closed & ~outcomes.is_won
        if min(weights[won].sum(), weights[known & ~won].sum()) < LEAST_OF_ONE / 4:
            raise TooFew("Too few were won within four weeks of a look.")
        rows = np.flatnonzero(known)
        part = features.take(rows)
        self.columns_ = Columns(is_by_horizon=False).fit(part, np.full(rows.size, INTERVAL))
        matrix = self.columns_.of(part, np.full(rows.size, INTERVAL))
        self.causes_ = []
        for mark, other in ((won, lost), (lost, won)):
            among = ~other[rows]
            ridge = Ridge(spread=self.spread)
            self.causes_.append(ridge.fit(matrix[among], mark[rows][among].astype(float), weights[rows][among]))
        return self

    def log_odds(self, features: Features, days: Floats) -> Floats:
        odds: Floats = logit(np.clip(self.chances(features, days)[:, 0], 1e-4, 1 - 1e-4))
        return odds

    def chances(self, features: Features, days: Floats) -> Floats:
        """Chance to be won and chance to be lost by each row's horizon, two columns."""
        told = np.zeros((features.size, 2))
        still = np.ones(features.size)
        for step in range(int(min(LONGEST, np.ceil(np.max(days, initial=0) / INTERVAL)))):
            share = np.clip((days - step * INTERVAL) / INTERVAL, 0, 1)
            ahead = later(features, step * INTERVAL)
            matrix = self.columns_.of(ahead, np.full(features.size, INTERVAL))
            odds = np.exp(np.column_stack([cause.log_odds(matrix) for cause in self.causes_]))
            now = odds / (1 + odds.sum(axis=1, keepdims=True))
            told += (still * share)[:, None] * now
            still = still * (1 - share * now.sum(axis=1))
        return told


def later(features: Features, days: float) -> Features:
    """The same opportunities some days on, where nothing happened in between but time."""
    if not days:
        return features
    told = features.numbers
    left = told["days_to_period_end"] - days
    moved = {name: told[name] + days for name in ("days_open", "days_in_stage") if name in told}
    # `days_since_change` stays: how quiet it will be then is not known, only how quiet it is.
    moved["days_due"] = told["days_due"] - days
    moved["days_to_period_end"] = np.where(left < 0, np.mod(left, 91.0), left)
    return features.replaced(**moved)


class Direct:
    """A regression straight to the horizon, which is one of its columns (a landmark supermodel)."""

    def __init__(self, *, spread: float = 0.25) -> None:
        self.spread = spread

    def fit(self, features: Features, outcomes: Outcomes, days: Floats, weights: Floats) -> Self:
        rows, marks = won_by(outcomes, days)
        _check(marks, weights[rows])
        part = features.take(rows)
        self.columns_ = Columns().fit(part, days[rows])
        matrix = self.columns_.of(part, days[rows])
        self.ridge_ = Ridge(spread=self.spread, middles=self.columns_.leanings_).fit(matrix, marks, weights[rows])
        return self

    def log_odds(self, features: Features, days: Floats) -> Floats:
        return self.ridge_.log_odds(self.columns_.of(features, days))

    def errors(self, features: Features, days: Floats) -> Floats:
        """The standard error of each row's log-odds."""
        return self.ridge_.errors(self.columns_.of(features, days))


class Boosted:
    """Small boosted trees on the same rows, held back. Three with other seeds, their mean."""

    def __init__(self, *, seed: int = 0, turns: int = 3) -> None:
        self.seed, self.turns = seed, turns

    def fit(self, features: Features, outcomes: Outcomes, days: Floats, weights: Floats) -> Self:
        rows, marks = won_by(outcomes, days)
        _check(marks, weights[rows])
        part = features.take(rows)
        self.columns_ = Columns().fit(part, days[rows])
        matrix = self._matrix(part, days[rows])
        least = int(np.clip(rows.size / 200, 20, 400))
        self.trees_ = [
            HistGradientBoostingClassifier(
                learning_rate=0.06,
                max_iter=90,
                max_leaf_nodes=7,
                min_samples_leaf=least,
                l2_regularization=5.0,
                max_features=0.5,
                early_stopping=False,
                random_state=self.seed + turn,
            ).fit(matrix, marks, sample_weight=weights[rows] / weights[rows].mean())
            for turn in range(self.turns)
        ]
        return self

    def log_odds(self, features: Features, days: Floats) -> Floats:
        matrix = self._matrix(features, days)
        told: Floats = np.mean([trees.decision_function(matrix) for trees in self.trees_], axis=0)
        return told

    def _matrix(self, features: Features, days: Floats) -> Floats:
        told = self.columns_.numbers(features, days)
        numbers = [told[name] for name in self.columns_.splines_]
        words = []
        for name, levels in self.columns_.levels_.items():
            place = {word: code for code, word in enumerate(features.words[name].levels)}
            words += [(features.words[name].codes == place.get(level, -1)).astype(float) for level in levels]
        return np.column_stack([*numbers, *words])


def won_by(outcomes: Outcomes, days: Floats) -> tuple[Integers, Floats]:
    """The rows whose horizon has passed, and whether they were won by it."""
    rows = np.flatnonzero(outcomes.known_days >= days)
    return rows, (outcomes.is_won & (outcomes.closed_days <= days))[rows].astype(np.float64)


def _check(marks: Floats, weights: Floats) -> None:
    if min(float(weights @ marks), float(weights @ (1 - marks))) < LEAST_OF_ONE:
        raise TooFew("Too few of one outcome are known at the horizon.")
