"""From a table of cases to the matrices that estimators read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from trimtab.insight.models.flat_table import FlatTable, Floats, Integers, Numbers, Words

KNOTS = 6
NARROW = 15  # levels up to which each becomes a column of its own
LEAST_OF_LEVEL = 8
PARTS = 10
WEIGHT = 20.0  # cases that the overall rate counts for when a level's rate is drawn towards it


@dataclass(frozen=True)
class Spline:
    """A number as a broken line: itself, its bends, its logarithm unless it is negative, and whether it is known."""

    knots: Floats
    middle: float
    spread: float

    @classmethod
    def fit(cls, column: Numbers) -> Spline:
        known = column.values[np.isfinite(column.values)]
        if not known.size:
            return cls(np.zeros(1), 0.0, 1.0)
        knots = np.unique(np.quantile(known, np.linspace(0, 1, KNOTS)))
        return cls(knots, float(np.median(known)), float(known.std()) or 1.0)

    def columns(self, column: Numbers) -> list[Floats]:
        is_unknown = ~np.isfinite(column.values)
        # Beyond what was seen the line stays level: a number out of range says no more than the largest seen.
        values = np.clip(np.where(is_unknown, self.middle, column.values), self.knots[0], self.knots[-1])
        made = [(values - self.middle) / self.spread, is_unknown.astype(np.float64)]
        made += [np.maximum(values - knot, 0) / self.spread for knot in self.knots[1:-1]]
        return [*made, np.log1p(values)] if self.knots[0] >= 0 else made


@dataclass(frozen=True)
class Rates:
    """The share with the outcome at each level of a column, drawn towards the overall share."""

    won: Floats
    seen: Floats
    overall: float
    parts: Integers
    outcomes: Floats

    @classmethod
    def fit(cls, column: Words, outcomes: Floats, parts: Integers) -> Rates:
        width = len(column.levels)
        won = np.bincount(column.codes, weights=outcomes, minlength=width).astype(np.float64)
        seen = np.bincount(column.codes, minlength=width).astype(np.float64)
        return cls(won, seen, float(outcomes.mean()), parts, outcomes)

    def of_new(self, column: Words) -> tuple[Floats, Floats]:
        """Rate and number of cases for rows that were not learned from."""
        return self._drawn(self.won[column.codes], self.seen[column.codes])

    def of_learned(self, column: Words) -> tuple[Floats, Floats]:
        """The same for the rows learned from, each without its own tenth: it must not see its own outcome."""
        cell = column.codes * PARTS + self.parts
        width = len(column.levels) * PARTS
        won = self.won[column.codes] - np.bincount(cell, weights=self.outcomes, minlength=width)[cell]
        seen = self.seen[column.codes] - np.bincount(cell, minlength=width)[cell]
        rate, _count = self._drawn(won, seen)
        return rate, np.log1p(seen * PARTS / (PARTS - 1))

    def _drawn(self, won: Floats, seen: Floats) -> tuple[Floats, Floats]:
        return (won + WEIGHT * self.overall) / (seen + WEIGHT), np.log1p(seen)


def parts_of(size: int, *, seed: int) -> Integers:
    """Each row's tenth, by chance."""
    return np.random.default_rng(seed).integers(0, PARTS, size)


class RateDesign:
    """Numbers as they are, words as the rate and the number of cases of their level: for trees."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, table: FlatTable, outcomes: Floats) -> RateDesign:
        parts = parts_of(table.size, seed=self.seed)
        self.rates_ = [Rates.fit(column, outcomes, parts) for column in table.words]
        return self

    def learned(self, table: FlatTable) -> Floats:
        """The matrix of the rows that were fitted."""
        pairs = [rates.of_learned(column) for rates, column in zip(self.rates_, table.words, strict=True)]
        return self._matrix(table, pairs)

    def new(self, table: FlatTable) -> Floats:
        """The matrix of other rows."""
        pairs = [rates.of_new(column) for rates, column in zip(self.rates_, table.words, strict=True)]
        return self._matrix(table, pairs)

    def _matrix(self, table: FlatTable, pairs: list[tuple[Floats, Floats]]) -> Floats:
        columns = [column.values for column in table.numbers]
        for pair in pairs:
            columns += pair
        return np.column_stack(columns) if columns else np.zeros((table.size, 1))


class LinearDesign:
    """Numbers as broken lines, narrow words as one column a level, wide words as the log-odds of their rate."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, table: FlatTable, outcomes: Floats) -> LinearDesign:
        parts = parts_of(table.size, seed=self.seed)
        self.splines_ = [Spline.fit(column) for column in table.numbers]
        self.levels_: list[Integers | None] = []
        self.rates_: list[Rates | None] = []
        for column in table.words:
            counts = np.bincount(column.codes, minlength=len(column.levels))
            is_narrow = int((counts > 0).sum()) <= NARROW
            self.levels_.append(np.flatnonzero(counts >= LEAST_OF_LEVEL) if is_narrow else None)
            self.rates_.append(None if is_narrow else Rates.fit(column, outcomes, parts))
        matrix = self._matrix(table, is_learned=True)
        self.middle_ = matrix.mean(axis=0)
        # A rare level is not blown up to the spread of the others: it would escape the penalty.
        self.spread_ = np.maximum(matrix.std(axis=0), 0.05)
        return self

    def learned(self, table: FlatTable) -> Floats:
        """The matrix of the rows that were fitted."""
        return self._scaled(self._matrix(table, is_learned=True))

    def new(self, table: FlatTable) -> Floats:
        """The matrix of other rows."""
        return self._scaled(self._matrix(table, is_learned=False))

    def _scaled(self, matrix: Floats) -> Floats:
        scaled: Floats = (matrix - self.middle_) / self.spread_
        return scaled

    def _matrix(self, table: FlatTable, *, is_learned: bool) -> Floats:
        columns: list[Floats] = []
        for spline, numbers in zip(self.splines_, table.numbers, strict=True):
            columns += spline.columns(numbers)
        for levels, rates, words in zip(self.levels_, self.rates_, table.words, strict=True):
            if levels is not None:
                columns += [(words.codes == level).astype(np.float64) for level in levels]
            elif rates is not None:
                rate, _count = rates.of_learned(words) if is_learned else rates.of_new(words)
                columns.append(logit(np.clip(rate, 0.01, 0.99)))
        return np.column_stack(columns) if columns else np.zeros((table.size, 1))
