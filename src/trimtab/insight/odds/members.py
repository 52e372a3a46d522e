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
STAYING = 2.0  # looks that count as having stayed, at each stage
BINS = 48  # parts of equal size that trees can tell apart in a number


class TooFew(ValueError):
    """Too few of one outcome for this member."""


class Member(Protocol):
    """One way of telling the log-odds of being won by each row's horizon."""

    def fit(self, features: Features, outcomes: Outcomes, days: Floats, weights: Floats) -> Self: ...

    def log_odds(self, features: Features, days: Floats) -> Floats: ...


class Hazard:
    """Won, lost or neither in the next four weeks, carried forward: clocks run on and stages follow one another.

    Two regressions against "neither" (Begg and Gray 1984), put together as competing risks. Where an opportunity
    stands after some weeks is not known, only how often others moved on from its stage: all stages are weighed by that.
    """

    def __init__(self, *, spread: float = 0.2) -> None:
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
        self.moves_ = StageMoves().fit(part, outcomes.take(rows), weights[rows])
        self.parts_ = self._stage_parts(part)
        return self

    def log_odds(self, features: Features, days: Floats) -> Floats:
        odds: Floats = logit(np.clip(self.chances(features, days)[:, 0], 1e-4, 1 - 1e-4))
        return odds

    def chances(self, features: Features, days: Floats) -> Floats:
        """Chance to be won and chance to be lost by each row's horizon, two columns."""
        told = np.zeros((features.size, 2))
        stage = self.moves_.codes(features)
        # Where it stands, still open: at first in its stage, then by how others moved on.
        standing = np.eye(len(self.moves_.stages_))[stage]
        for step in range(int(min(LONGEST, np.ceil(np.max(days, initial=0) / INTERVAL)))):
            share = np.clip((days - step * INTERVAL) / INTERVAL, 0, 1)[:, None]
            now = self._next(later(features, step * INTERVAL), stage)
            told += share * np.einsum("is,isc->ic", standing, now)
            left = standing * (1 - share * now.sum(axis=2))
            standing = (1 - share) * left + share * (left @ self.moves_.shares_)
        return told

    def _next(self, features: Features, stage: Integers) -> Floats:
        """Chance of each end within four weeks for each row, were it in each of the stages."""
        matrix = self.columns_.of(features, np.full(features.size, INTERVAL))
        odds = np.stack(
            [
                np.exp(np.minimum(30, (cause.log_odds(matrix) - part[stage])[:, None] + part[None, :]))
                for cause, part in zip(self.causes_, self.parts_, strict=True)
            ],
            axis=2,
        )
        chances: Floats = odds / (1 + odds.sum(axis=2, keepdims=True))
        return chances

    def _stage_parts(self, features: Features) -> list[Floats]:
        """What each stage adds to the log-odds of each end, from one landmark in each."""
        stage = self.moves_.codes(features)
        count = len(self.moves_.stages_)
        first = np.array([np.argmax(stage == code) for code in range(count)], dtype=np.int64)
        matrix = self.columns_.of(features.take(first), np.full(first.size, INTERVAL))
        about = np.isin(self.columns_.features_, ("stage", "stage_place"))
        return [matrix[:, about] @ cause.coefficients_[about] for cause in self.causes_]


class StageMoves:
    """How often what stands open in a stage stands open in each stage 28 days on, drawn to staying where it is."""

    def fit(self, features: Features, outcomes: Outcomes, weights: Floats) -> Self:
        self.stages_ = {word: place for place, word in enumerate(features.words["stage"].levels)}
        later_words = outcomes.stage_later
        later_code = np.array([self.stages_.get(word, -1) for word in later_words.levels])[later_words.codes]
        rows = np.flatnonzero((later_words.codes > 0) & (later_code >= 0) & (outcomes.known_days >= INTERVAL))
        count = len(self.stages_)
        cell = self.codes(features)[rows] * count + later_code[rows]
        table = np.bincount(cell, weights=weights[rows], minlength=count * count).reshape(count, count)
        moved = table.astype(np.float64) + STAYING * np.eye(count)
        self.shares_: Floats = moved / moved.sum(axis=1, keepdims=True)
        return self

    def codes(self, features: Features) -> Integers:
        """The stage of each row; one never seen counts as unknown, the first."""
        words = features.words["stage"]
        return np.array([self.stages_.get(word, 0) for word in words.levels], dtype=np.int64)[words.codes]


def later(features: Features, days: float) -> Features:
    """The same opportunities some days on, where nothing happened in between but time."""
    if not days:
        return features
    told = features.numbers
    left = told["days_to_period_end"] - days
    moved = {name: told[name] + days for name in ("days_open", "days_in_stage") if name in told}
    # A date that passes is moved sooner or later: it is not carried further into the past than it is.
    moved["days_due"] = np.maximum(told["days_due"] - days, np.minimum(told["days_due"], 0))
    moved["days_to_period_end"] = np.where(left < 0, np.mod(left, 91.0), left)
    # `days_since_change` stays: how quiet it will be then is not known, only how quiet it is.
    moved["stage_pace"] = told["stage_pace"] + np.log1p(days / (1 + told["days_in_stage"]))
    moved["cycle_pace"] = told["cycle_pace"] + np.log1p(days / (1 + told["days_open"]))
    return features.replaced(**moved)


class Direct:
    """A regression straight to the horizon, which is one of its columns (a landmark supermodel)."""

    def __init__(self, *, spread: float = 0.15) -> None:
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
        told = self.columns_.numbers(part, days[rows])
        self.cuts_ = {name: _cuts(told[name]) for name in self.columns_.splines_}
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
        # In parts already: scikit-learn's own cutting by weights took three quarters of all the time.
        numbers = [_parts(told[name], cuts) for name, cuts in self.cuts_.items()]
        words = []
        for name, levels in self.columns_.levels_.items():
            place = {word: code for code, word in enumerate(features.words[name].levels)}
            words += [(features.words[name].codes == place.get(level, -1)).astype(float) for level in levels]
        return np.column_stack([*numbers, *words])


def _cuts(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    return np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))


def _parts(values: Floats, cuts: Floats) -> Floats:
    return np.where(np.isfinite(values), np.searchsorted(cuts, values, side="right"), np.nan)


def won_by(outcomes: Outcomes, days: Floats) -> tuple[Integers, Floats]:
    """The rows whose horizon has passed, and whether they were won by it."""
    rows = np.flatnonzero(outcomes.known_days >= days)
    return rows, (outcomes.is_won & (outcomes.closed_days <= days))[rows].astype(np.float64)


def _check(marks: Floats, weights: Floats) -> None:
    if min(float(weights @ marks), float(weights @ (1 - marks))) < LEAST_OF_ONE:
        raise TooFew("Too few of one outcome are known at the horizon.")
