"""Landmarks as numpy columns: numbers with NaN where nothing is known, words as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.models.flat_table import Floats, Integers, Words

Moments = NDArray[np.datetime64]
WORDS = ("stage", "segment", "region", "industry", "kind", "lead_source", "category")
# Columns that name a row or are folded into others, and are no features themselves.
NAMING = ("opp_id", "at", "process_id", "stage_id", "owner_id", "account_id", "history", "stage_place")
FOLDED = ("has_kind", "kind_then", "has_source", "source_then")


@dataclass(frozen=True)
class Features:
    """One row for each opportunity and instant, in the order of both."""

    opp_id: Integers
    at: Moments
    owner_id: Integers  # -1: nobody
    numbers: Mapping[str, Floats]
    words: Mapping[str, Words]

    @property
    def size(self) -> int:
        return int(self.opp_id.size)

    def take(self, rows: Integers) -> Features:
        """Those rows, in that order."""
        return Features(
            self.opp_id[rows],
            self.at[rows],
            self.owner_id[rows],
            {name: values[rows] for name, values in self.numbers.items()},
            {name: words.take(rows) for name, words in self.words.items()},
        )

    def replaced(self, **numbers: Floats) -> Features:
        """The same rows with other numbers under these names."""
        return Features(self.opp_id, self.at, self.owner_id, {**self.numbers, **numbers}, self.words)


@dataclass(frozen=True)
class Outcomes:
    """How landmarks ended as far as was known. closed_days is infinite where it had not closed by then."""

    is_won: NDArray[np.bool_]  # of those that closed
    closed_days: Floats
    known_days: Floats  # from the landmark until the instant of knowledge
    quiet_days: Floats  # without a sign of life at the horizon
    stage_later: Words  # 28 days on, where it was still open then

    def take(self, rows: Integers) -> Outcomes:
        """Those rows, in that order."""
        return Outcomes(
            self.is_won[rows],
            self.closed_days[rows],
            self.known_days[rows],
            self.quiet_days[rows],
            self.stage_later.take(rows),
        )

    def known_at(self, days_less: Floats) -> Outcomes:
        """What was known so many days earlier: later closings had not happened yet."""
        known = self.known_days - days_less
        closed = np.where(self.closed_days <= known, self.closed_days, np.inf)
        return Outcomes(self.is_won, closed, known, self.quiet_days, self.stage_later)


def features_from(columns: Mapping[str, np.ndarray], *, period_ends: Sequence[date]) -> Features:
    """Features from the columns that the queries gave.

    Args:
        columns: as `fetchnumpy` gives them; masked where unknown.
        period_ends: last days of fiscal quarters, ascending, from before the first landmark to after the last.
    """
    numbers = {name: numeric(values) for name, values in columns.items() if _is_number(name, values)}
    at = np.asarray(columns["at"]).astype("datetime64[s]")
    numbers["stage_place"] = numeric(columns["stage_place"])
    numbers |= _derived(numbers, at, period_ends)
    told = dict(columns) | {"stage": columns["stage_id"]}
    if "has_kind" in columns:
        told["kind"] = _then(columns, "kind", "has_kind", "kind_then")
        told["lead_source"] = _then(columns, "lead_source", "has_source", "source_then")
    return Features(
        opp_id=np.asarray(columns["opp_id"], dtype=np.int64),
        at=at,
        owner_id=_whole(columns["owner_id"]),
        numbers=numbers,
        words={name: coded(name, told[name]) for name in WORDS},
    )


def numeric(values: np.ndarray) -> Floats:
    """Numbers with NaN for what is masked."""
    return np.ma.filled(np.ma.asarray(values).astype(np.float64), np.nan)


def coded(name: str, values: np.ndarray) -> Words:
    """Words as codes; what is masked or None is the empty word."""
    masked = np.ma.getmaskarray(np.ma.asarray(values))
    places: dict[object, int] = {"": 0}
    raw = np.ma.getdata(np.ma.asarray(values))
    codes = np.fromiter(
        (
            0 if hidden or value is None else places.setdefault(value, len(places))
            for value, hidden in zip(raw.tolist(), masked.tolist(), strict=True)
        ),
        dtype=np.int64,
        count=raw.size,
    )
    return Words(name, codes, tuple(str(word) for word in places))


def outcomes_from(columns: Mapping[str, np.ndarray]) -> Outcomes:
    """Outcomes from the columns of `outcomes.sql`, in the order of the features."""
    closed = numeric(columns["closed_days"])
    raw = np.ma.asarray(columns["outcome"])
    is_won = np.ma.filled(raw, "") == "won" if raw.size else np.zeros(0, dtype=bool)
    return Outcomes(
        is_won=np.asarray(is_won, dtype=np.bool_),
        closed_days=np.where(np.isnan(closed), np.inf, closed),
        known_days=numeric(columns["known_days"]),
        quiet_days=numeric(columns["quiet_days"]),
        stage_later=coded("stage_later", columns["stage_later"]),
    )


def _is_number(name: str, values: np.ndarray) -> bool:
    return name not in (*NAMING, *FOLDED) and np.ma.asarray(values).dtype.kind in "fiu"


def _whole(values: np.ndarray) -> Integers:
    return np.ma.filled(np.ma.asarray(values).astype(np.int64), -1)


def _then(columns: Mapping[str, np.ndarray], now: str, has: str, then: str) -> np.ndarray:
    """The value of the instant where changes are kept, else the one that never changed."""
    keeps = np.ma.filled(np.ma.asarray(columns[has]), fill_value=False).astype(bool)
    told: np.ndarray = np.ma.where(keeps, columns[then], columns[now])  # type: ignore[no-untyped-call]
    return told


def _derived(numbers: Mapping[str, Floats], at: Moments, period_ends: Sequence[date]) -> dict[str, Floats]:
    """What follows from the columns of one row, or of the rows of the same instant."""
    open_days, due = numbers["days_open"], numbers["days_due"]
    ends = np.array(period_ends, dtype="datetime64[D]")
    day = at.astype("datetime64[D]")
    place = np.minimum(np.searchsorted(ends, day), max(0, ends.size - 1))
    left = (ends[place] - day).astype(np.float64) if ends.size else np.full(at.size, np.nan)
    recorded = np.isfinite(numbers["buyer_45"]) if "buyer_45" in numbers else np.zeros(at.size, dtype=bool)
    return {
        "planned_share": np.clip(open_days / np.maximum(1.0, open_days + np.maximum(due, 0)), 0, 2),
        "days_to_period_end": left,
        "is_recorded": recorded.astype(np.float64),
        "buyer_quiet": numbers["days_since_buyer"] / np.maximum(1.0, numbers["buyer_gap_days"]),
    }
