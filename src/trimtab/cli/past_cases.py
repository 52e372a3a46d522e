"""A file of past deals or leads as cases: what each column holds, in which order, with which outcome."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trimtab.cli.case_outcomes import outcomes_of
from trimtab.cli.case_times import DATES, NUMBERS, Times, moment_from, times_of
from trimtab.cli.cases_asked import Asked, WrongCases

if TYPE_CHECKING:
    from trimtab.connectors.files.model import ColumnKind
    from trimtab.insight.models.flat_table import FlatTable, Floats, Numbers, Words

SAMPLE = 5_000
DISTINCT = 0.9  # a column of words with so many different ones names the cases and says nothing about the next
LEAST_TO_NAME = 30  # rows below which that cannot be told
DENSE = 4  # whole numbers within so many times the number of rows only count them
CALLED_ID = re.compile(r"(^|[\W_]|(?<=[a-z]))(id|no|nr|number|key|code|uuid|guid|#)$", re.I)
BEYOND = 1e30  # numbers beyond it are slips, and overflow what is computed with them

Texts = Sequence[str | None]


@dataclass(frozen=True)
class PastCases:
    """The cases, in the order of time where a column of it was named, and what was left out."""

    table: "FlatTable"
    outcomes: "Floats"
    counted: tuple[str, ...]  # the values that count as the outcome
    rejected: int  # rows that could not be read
    still_open: int  # rows without an outcome yet
    without_time: int
    names: tuple[str, ...]  # columns that only name the cases
    same: tuple[str, ...]  # columns that are empty, or the same in all cases


def read_cases(path: Path, wanted: Asked) -> PastCases:
    """Read a CSV, XLSX or Parquet file with one row a case.

    Raises:
        WrongCases: the file cannot be read or holds several tables; a column is not there; the outcome has more than
            two values and none is named as the one that counts; the time cannot be read.
    """
    columns, rows, rejected = _rows(path)
    asked = wanted.in_the_file(columns)
    kinds = _kinds(columns, rows)
    ends = outcomes_of([row[columns.index(asked.outcome)] for row in rows], asked)
    times = _times(columns, rows, kinds, asked)
    kept = _kept(ends.of_rows, times)
    table, names, same = _table(columns, [rows[n] for n in kept], kinds, asked, times and _taken(times, kept))
    decided = sum(outcome is not None for outcome in ends.of_rows)
    return PastCases(
        table=table,
        outcomes=np.array([ends.of_rows[n] for n in kept], dtype=np.float64),
        counted=ends.counted,
        rejected=rejected,
        still_open=len(rows) - decided,
        without_time=decided - len(kept),
        names=names,
        same=same,
    )


def _rows(path: Path) -> tuple[list[str], list[tuple[str | None, ...]], int]:
    from trimtab.connectors.files.model import Refusal, Row
    from trimtab.connectors.files.reading import open_source

    try:
        tables = open_source(path).tables
        records = list(tables[0].records()) if len(tables) == 1 else []
    except Refusal as refusal:
        raise WrongCases(refusal.message) from refusal
    if len(tables) != 1:
        named = ", ".join(table.name for table in tables)
        raise WrongCases(f"One table is evaluated at a time. {path.name} holds {len(tables)}: {named}.")
    rows = [record.values for record in records if isinstance(record, Row)]
    if not rows:
        raise WrongCases(f"{path.name} holds no rows.")
    return list(tables[0].columns), rows, len(records) - len(rows)


def _kinds(columns: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> dict[str, "ColumnKind"]:
    from trimtab.connectors.files.detection import detect_columns

    step = max(len(rows) // SAMPLE, 1)
    return detect_columns(columns, rows[::step])


def _times(
    columns: list[str], rows: Sequence[tuple[str | None, ...]], kinds: dict[str, "ColumnKind"], asked: Asked
) -> Times | None:
    if not asked.time:
        return None
    position = columns.index(asked.time)
    return times_of(asked.time, [row[position] for row in rows], kinds[asked.time])


def _kept(outcomes: Sequence[float | None], times: Times | None) -> list[int]:
    """The rows that have an outcome and a time, in its order; of the same time, in the order of the file."""
    decided = [n for n, outcome in enumerate(outcomes) if outcome is not None]
    if times is None:
        return decided
    placed = [(place, n) for n in decided if (place := times.order[n]) is not None]
    return [n for _place, n in sorted(placed)]


def _taken(times: Times, kept: Sequence[int]) -> Times:
    moments = None if times.moments is None else tuple(times.moments[n] for n in kept)
    return Times(tuple(times.order[n] for n in kept), moments)


def _table(
    columns: Sequence[str],
    rows: Sequence[tuple[str | None, ...]],
    kinds: dict[str, "ColumnKind"],
    asked: Asked,
    times: Times | None,
) -> tuple["FlatTable", tuple[str, ...], tuple[str, ...]]:
    from trimtab.insight.models.flat_table import FlatTable

    made: list[Numbers | Words] = []
    names, same = [], []
    for position, name in enumerate(columns):
        if name in (asked.outcome, asked.time, *asked.drop):
            continue
        column = _column(name, [row[position] for row in rows], kinds[name], times)
        if column is None or _is_the_same(column):
            same.append(name)
        elif _only_names(column, len(rows)):
            names.append(name)
        else:
            made.append(column)
    return FlatTable(tuple(made), len(rows)), tuple(names), tuple(same)


def _column(name: str, texts: Texts, kind: "ColumnKind", times: Times | None) -> "Numbers | Words | None":
    from trimtab.connectors.files.values import convert
    from trimtab.insight.models.flat_table import Numbers, days, words

    if kind.kind == "empty":
        return None
    if kind.kind in DATES:
        since = times.moments if times else None
        return days(name, [moment_from(convert(text, kind, into="datetime").value) for text in texts], since)
    if kind.kind in NUMBERS:
        found = [convert(text, kind, into="number").value for text in texts]
        values = np.array([float(one) if isinstance(one, Decimal) else np.nan for one in found])
        return Numbers(name, np.clip(values, -BEYOND, BEYOND))
    return words(name, texts)


def _is_the_same(column: "Numbers | Words") -> bool:
    from trimtab.insight.models.flat_table import Words

    if isinstance(column, Words):
        return len(column.levels) < 2
    known = np.isfinite(column.values)
    return not known.any() or bool(known.all() and (column.values == column.values[0]).all())


def _only_names(column: "Numbers | Words", size: int) -> bool:
    """Whether the column only tells the rows apart: nearly every word another, or whole numbers that count them."""
    from trimtab.insight.models.flat_table import Words

    if size < LEAST_TO_NAME:
        return False
    if isinstance(column, Words):
        return len(column.levels) > DISTINCT * size
    known = column.values[np.isfinite(column.values)]
    if known.size <= DISTINCT * size or np.unique(known).size < known.size or (known != np.round(known)).any():
        return False
    # Amounts are whole and different as well; an id lies dense, or is called one.
    return bool(np.ptp(known) < DENSE * size) or bool(CALLED_ID.search(column.name))
