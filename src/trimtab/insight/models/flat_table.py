"""A table of past cases as numbers and words, with what is unknown kept as unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
UNKNOWN = ""


@dataclass(frozen=True)
class Numbers:
    """A column of numbers; NaN where nothing is known."""

    name: str
    values: Floats

    def take(self, rows: Integers) -> Numbers:
        return Numbers(self.name, self.values[rows])


@dataclass(frozen=True)
class Words:
    """A column of words: `levels[codes[i]]` is the word of row i; the empty word is unknown."""

    name: str
    codes: Integers
    levels: tuple[str, ...]

    def take(self, rows: Integers) -> Words:
        return Words(self.name, self.codes[rows], self.levels)


@dataclass(frozen=True)
class FlatTable:
    """One row a case, all columns of the same length."""

    columns: tuple[Numbers | Words, ...]
    size: int

    @property
    def numbers(self) -> tuple[Numbers, ...]:
        return tuple(column for column in self.columns if isinstance(column, Numbers))

    @property
    def words(self) -> tuple[Words, ...]:
        return tuple(column for column in self.columns if isinstance(column, Words))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def take(self, rows: Integers) -> FlatTable:
        """Those rows, in that order."""
        return FlatTable(tuple(column.take(rows) for column in self.columns), len(rows))

    def without(self, names: Sequence[str]) -> FlatTable:
        """All but those columns."""
        return FlatTable(tuple(column for column in self.columns if column.name not in names), self.size)

    def only(self, keep: Callable[[Numbers | Words], bool]) -> FlatTable:
        """The columns for which `keep` is true."""
        return FlatTable(tuple(column for column in self.columns if keep(column)), self.size)


def words(name: str, texts: Sequence[str | None]) -> Words:
    """A column of words from texts; None and white space are unknown."""
    found = np.array([(text or UNKNOWN).strip() for text in texts], dtype=object)
    levels, codes = np.unique(found.astype(str), return_inverse=True)
    return Words(name, codes.astype(np.int64), tuple(str(level) for level in levels))


def days(name: str, moments: Sequence[datetime | None], since: Sequence[datetime | None] | None = None) -> Numbers:
    """A column of dates as days: since another column's date of the same row, else since the first one."""
    if since is None:
        first = min((moment for moment in moments if moment is not None), default=None)
        since = [first] * len(moments)
    passed = [
        np.nan if moment is None or origin is None else (moment - origin).total_seconds() / 86_400
        for moment, origin in zip(moments, since, strict=True)
    ]
    return Numbers(name, np.array(passed, dtype=np.float64))
