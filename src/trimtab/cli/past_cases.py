"""A file of past deals or leads as cases: what each column holds, in which order, with which outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from trimtab.connectors.files.model import ColumnKind
    from trimtab.insight.models.flat_table import FlatTable, Floats, Numbers, Words

YES = {"1", "1.0", "true", "yes", "y", "t", "won", "closed won", "converted", "success"}
NO = {"0", "0.0", "false", "no", "n", "f", "lost", "closed lost", "failure"}
NUMBERS = {"number", "money", "percent"}
DATES = {"date", "datetime"}
SAMPLE = 5_000
DISTINCT = 0.9  # a column of words with so many different ones names the cases and says nothing about the next


class WrongCases(ValueError):
    """The file or the words of the call do not fit; the message says what would."""


@dataclass(frozen=True)
class Asked:
    """What the command was told."""

    outcome: str
    positive: str
    time: str
    drop: tuple[str, ...]


@dataclass(frozen=True)
class PastCases:
    """The cases, in the order of time where a column of it was named, and what was left out."""

    table: "FlatTable"
    outcomes: "Floats"
    rejected: int  # rows that could not be read
    still_open: int  # rows without an outcome yet
    without_time: int
    names: tuple[str, ...]  # columns that only name the cases


def read_cases(path: Path, asked: Asked) -> PastCases:
    """Read a CSV, XLSX or Parquet file with one row a case.

    Raises:
        WrongCases: the file cannot be read or holds several tables; a column is not there; the outcome has more than
            two values and none is named as the one that counts.
    """
    columns, rows, rejected = _rows(path)
    for name in (asked.outcome, *filter(None, (asked.time, *asked.drop))):
        if name not in columns:
            raise WrongCases(f"There is no column {name!r}. The columns are: {', '.join(columns)}.")
    kinds = _kinds(columns, rows)
    found = _outcomes([row[columns.index(asked.outcome)] for row in rows], asked)
    moments = _dates(rows, columns.index(asked.time), kinds[asked.time]) if asked.time else [None] * len(rows)
    if asked.time and not any(moments):
        raise WrongCases(f"The column {asked.time!r} holds no dates.")
    kept = [n for n, outcome in enumerate(found) if outcome is not None and (moments[n] or not asked.time)]
    if asked.time:
        kept.sort(key=lambda n: moments[n] or datetime.max.replace(tzinfo=UTC))
    chosen = [rows[n] for n in kept]
    origin = [moments[n] for n in kept] if asked.time else None
    table, names = _table(columns, chosen, kinds, asked, origin)
    outcomes = np.array([found[n] for n in kept], dtype=np.float64)
    decided = sum(outcome is not None for outcome in found)
    return PastCases(table, outcomes, rejected, len(rows) - decided, decided - len(kept), names)


def _rows(path: Path) -> tuple[list[str], list[tuple[str | None, ...]], int]:
    from trimtab.connectors.files.model import Refusal, Row
    from trimtab.connectors.files.reading import open_source

    try:
        tables = open_source(path).tables
    except Refusal as refusal:
        raise WrongCases(refusal.message) from refusal
    if len(tables) != 1:
        named = ", ".join(table.name for table in tables)
        raise WrongCases(f"One table is evaluated at a time. {path.name} holds {len(tables)}: {named}.")
    records = list(tables[0].records())
    rows = [record.values for record in records if isinstance(record, Row)]
    if not rows:
        raise WrongCases(f"{path.name} holds no rows.")
    return list(tables[0].columns), rows, len(records) - len(rows)


def _kinds(columns: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> dict[str, "ColumnKind"]:
    from trimtab.connectors.files.detection import detect_columns

    step = max(len(rows) // SAMPLE, 1)
    return detect_columns(columns, rows[::step])


def _outcomes(texts: Sequence[str | None], asked: Asked) -> list[float | None]:
    """1 with the outcome, 0 without, None where it is not known yet."""
    found = {text.strip() for text in texts if text and text.strip()}
    wanted = _wanted(found, asked)
    still_open = _open_ones(found, wanted)
    return [None if not text or text.strip() in still_open else float(text.strip().lower() in wanted) for text in texts]


def _wanted(found: set[str], asked: Asked) -> set[str]:
    """The values, in small letters, that count as the outcome."""
    lower = {value.lower() for value in found}
    shown = ", ".join(sorted(found)[:12])
    if asked.positive:
        if asked.positive.lower() not in lower:
            raise WrongCases(f"No row has {asked.positive!r} in {asked.outcome!r}. The values are: {shown}.")
        return {asked.positive.lower()}
    known = lower & YES
    if len(lower) < 2:
        raise WrongCases(f"The column {asked.outcome!r} has one value only: {shown}. There is nothing to tell apart.")
    if known and (len(lower) == 2 or lower - known <= NO):
        return known
    raise WrongCases(f"Say which value of {asked.outcome!r} counts, with --positive. The values are: {shown}.")


def _open_ones(found: set[str], wanted: set[str]) -> set[str]:
    """Values that say that a deal is not decided: only where others say won and lost in so many words."""
    from trimtab.connectors.files.stages import kind_of_name

    if len(found) < 3:
        return set()
    kinds = {value: kind_of_name(value) for value in found}
    if not {"won", "lost"} <= {kind for kind, _sure in kinds.values()}:
        return set()
    return {value for value, (kind, _sure) in kinds.items() if kind == "open" and value.lower() not in wanted}


def _table(
    columns: Sequence[str],
    rows: Sequence[tuple[str | None, ...]],
    kinds: dict[str, "ColumnKind"],
    asked: Asked,
    origin: list[datetime | None] | None,
) -> tuple["FlatTable", tuple[str, ...]]:
    from trimtab.insight.models.flat_table import FlatTable

    made: list[Numbers | Words] = []
    names = []
    for position, name in enumerate(columns):
        if name in (asked.outcome, asked.time, *asked.drop):
            continue
        column = _column(name, [row[position] for row in rows], kinds[name], origin)
        if _only_names(column, len(rows)):
            names.append(name)
        elif column is not None:
            made.append(column)
    return FlatTable(tuple(made), len(rows)), tuple(names)


def _column(
    name: str, texts: list[str | None], kind: "ColumnKind", origin: list[datetime | None] | None
) -> "Numbers | Words | None":
    from trimtab.connectors.files.values import convert
    from trimtab.insight.models.flat_table import Numbers, days, words

    if kind.kind == "empty":
        return None
    if kind.kind in DATES:
        return days(name, [_moment(convert(text, kind, into="datetime").value) for text in texts], origin)
    if kind.kind in NUMBERS:
        found = [convert(text, kind, into="number").value for text in texts]
        return Numbers(name, np.array([float(one) if isinstance(one, Decimal) else np.nan for one in found]))
    return words(name, texts)


def _only_names(column: "Numbers | Words | None", size: int) -> bool:
    """Whether the column only tells the rows apart: nearly every word another, or whole numbers without a repeat."""
    from trimtab.insight.models.flat_table import Words

    if column is None or size < 30:
        return False
    if isinstance(column, Words):
        return len(column.levels) > DISTINCT * size
    known = column.values[np.isfinite(column.values)]
    is_whole = bool(known.size) and bool(np.all(known == np.round(known)))
    return is_whole and known.size > DISTINCT * size and np.unique(known).size == known.size


def _dates(rows: Sequence[tuple[str | None, ...]], position: int, kind: "ColumnKind") -> list[datetime | None]:
    from trimtab.connectors.files.values import convert

    if kind.kind not in DATES:
        return [None] * len(rows)
    return [_moment(convert(row[position], kind, into="datetime").value) for row in rows]


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None
