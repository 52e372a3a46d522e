"""M0: what became of opportunities in the same stage and segment, drawn to the stage, to all, and to what is usual.

There is an answer before the first deal has closed: then it is what is usual elsewhere, with a wide interval.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from scipy.special import betaincinv, logit

from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.models.flat_table import Floats, Integers

GRID = (14, 30, 60, 91, 120, 182, 273, 364)  # days ahead at which shares are counted; between them they are drawn out
WEIGHT = 10.0  # cases that the next wider group counts for
# Wins and losses a week in a company as published figures describe one, at the first and at the last stage.
USUAL_WIN, USUAL_LOSS = (0.006, 0.040), (0.045, 0.030)


class StageRates:
    """Shares won and lost by a horizon for each stage and segment, with partial pooling."""

    def fit(self, features: Features, outcomes: Outcomes, weights: Floats) -> Self:
        """Learn from landmarks. A landmark counts at a horizon only when that long has passed since."""
        self.stages_ = _places(features.words["stage"].levels)
        self.segments_ = _places(features.words["segment"].levels)
        stage, segment = self._cells(features)
        place = _stage_means(stage, features.numbers["stage_place"], len(self.stages_))
        self.shares_ = np.zeros((len(GRID), len(self.stages_), len(self.segments_), 2))
        self.counts_ = np.zeros((len(GRID), len(self.stages_), len(self.segments_)))
        self.overall_ = np.zeros((len(GRID), 2))
        for index, days in enumerate(GRID):
            known = outcomes.known_days >= days
            ended = known & (outcomes.closed_days <= days)
            marks = [ended & outcomes.is_won, ended & ~outcomes.is_won]
            counted = [np.where(mark, weights, 0.0) for mark in (*marks, known)]
            self._pool(index, days, place, [self._table(stage, segment, each) for each in counted])
        return self

    def shares(self, features: Features, days: Floats) -> Floats:
        """Share won and share lost by each row's horizon, two columns."""
        stage, segment = self._cells(features)
        told = self.shares_[:, stage, segment]
        return _between(told, days)

    def log_odds(self, features: Features, days: Floats) -> Floats:
        """The log-odds of being won by each row's horizon."""
        odds: Floats = logit(np.clip(self.shares(features, days)[:, 0], 1e-4, 1 - 1e-4))
        return odds

    def limits(self, features: Features, days: Floats, shares: Floats, *, mass: float = 0.95) -> tuple[Floats, Floats]:
        """The interval of a share, by how many cases its stage and segment hold (Beta)."""
        stage, segment = self._cells(features)
        seen = _between(self.counts_[:, stage, segment, None], days)[:, 0] + WEIGHT
        good, bad = shares * seen + 1e-3, (1 - shares) * seen + 1e-3
        tail = (1 - mass) / 2
        return betaincinv(good, bad, tail), betaincinv(good, bad, 1 - tail)

    def _pool(self, index: int, days: int, place: Floats, tables: list[Floats]) -> None:
        won, lost, seen = tables
        usual = np.array([_usual(share, days) for share in place])
        for outcome, told in enumerate((won, lost)):
            overall = (told.sum() + WEIGHT * float(usual[:, outcome].mean())) / (seen.sum() + WEIGHT)
            self.overall_[index, outcome] = overall
            # With hardly any cases the usual difference between stages is kept; with many it gives way.
            trust = seen.sum() / (seen.sum() + WEIGHT)
            expected = trust * overall + (1 - trust) * usual[:, outcome]
            of_stage = (told.sum(axis=1) + WEIGHT * expected) / (seen.sum(axis=1) + WEIGHT)
            self.shares_[index, :, :, outcome] = (told + WEIGHT * of_stage[:, None]) / (seen + WEIGHT)
        self.counts_[index] = seen

    def _cells(self, features: Features) -> tuple[Integers, Integers]:
        return _coded(features, "stage", self.stages_), _coded(features, "segment", self.segments_)

    def _table(self, stage: Integers, segment: Integers, weights: Floats) -> Floats:
        shape = len(self.stages_), len(self.segments_)
        cells: Floats = np.bincount(stage * shape[1] + segment, weights=weights, minlength=shape[0] * shape[1]).astype(
            np.float64
        )
        return cells.reshape(shape)


def _places(levels: tuple[str, ...]) -> dict[str, int]:
    """Each word's place; the last place is for words never seen."""
    return {word: place for place, word in enumerate((*levels, "\x00"))}


def _coded(features: Features, name: str, places: dict[str, int]) -> Integers:
    words = features.words[name]
    translated = np.array([places.get(word, len(places) - 1) for word in words.levels], dtype=np.int64)
    return translated[words.codes]


def _stage_means(stage: Integers, place: Floats, count: int) -> Floats:
    """How far along each stage stands, 0 to 1; the middle where it was never seen."""
    seen = np.bincount(stage, minlength=count)
    total = np.bincount(stage, weights=place, minlength=count)
    return np.where(seen > 0, total / np.maximum(1, seen), 0.5)


def _usual(place: float, days: int) -> tuple[float, float]:
    """Shares won and lost by then with the usual weekly rates at a place along the way."""
    win = USUAL_WIN[0] + place * (USUAL_WIN[1] - USUAL_WIN[0])
    loss = USUAL_LOSS[0] + place * (USUAL_LOSS[1] - USUAL_LOSS[0])
    closed = 1 - np.exp(-(win + loss) * days / 7)
    return closed * win / (win + loss), closed * loss / (win + loss)


def _between(told: Floats, days: Floats) -> Floats:
    """The value at each row's horizon, on a straight line between the two of the grid beside it; nothing at day 0."""
    grid = np.array((0, *GRID), dtype=np.float64)
    # Nothing has happened on day 0; counts are taken from the first of the grid.
    start = np.zeros_like(told[:1]) if told.shape[-1] == 2 else told[:1]
    values = np.concatenate([start, told])
    after = np.clip(np.searchsorted(grid, days), 1, grid.size - 1)
    share = np.clip((days - grid[after - 1]) / (grid[after] - grid[after - 1]), 0, 1)
    rows = np.arange(days.size)
    low, high = values[after - 1, rows], values[after, rows]
    blended: Floats = low + share[:, None] * (high - low)
    return blended
