"""From staged texts to typed relations, one for each target table: `in_<target>` with `src`, `line` and its fields.

What cannot be read leaves its field empty and is counted, or rejects its row where `MUST_BE_READ` lists it;
a row without what it needs is rejected with the reason.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from django.utils.translation import ngettext

from trimtab.connectors.files.model import CUSTOM_PREFIX, ENTERED_PREFIX, ColumnMapping, Proposal, Staged, TableMapping
from trimtab.connectors.files.value_sql import problem_sql, value_sql
from trimtab.connectors.files.values import FieldKind
from trimtab.connectors.imports.fields import FIELDS, TYPES, column_of
from trimtab.connectors.imports.sql import count_of, keep, literal, quoted

CUSTOM_KINDS: dict[str, FieldKind] = {
    "number": "number",
    "money": "money",
    "percent": "percent",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
}


CHEAP: tuple[FieldKind, ...] = ("text", "reference", "choice", "currency", "boolean")
# Reading one number or date takes some hundred vectors of 32 KB; a table of 100 of them at once takes all memory.
SLOW_AT_ONCE = 12
# Target → fields whose texts must be readable: a row where one is not is rejected, with the value in the reason.
MUST_BE_READ: Mapping[str, tuple[str, ...]] = {
    "opportunities": ("close_on", "amount"),
    "opportunity_exports": ("close_on", "amount"),
}


@dataclass(frozen=True)
class StagedTable:
    """A staged source table with its meaning; `src` is its number in this run."""

    src: int
    staged: Staged
    mapping: TableMapping


def make_typed(session: duckdb.DuckDBPyConnection, tables: Sequence[StagedTable], proposal: Proposal) -> list[str]:
    """Create `in_<target>` for every target, and return what could not be read, as sentences."""
    notes: list[str] = []
    for target, fields in FIELDS.items():
        columns = ", ".join(f"{quoted(column_of(name))} {TYPES[kind]}" for name, kind in fields.items())
        session.execute(
            f"CREATE OR REPLACE TABLE in_{target} (src INTEGER, line BIGINT, {columns}, custom VARCHAR, stamps VARCHAR)"
        )
        for table in tables:
            if table.mapping.target == target:
                _insert(session, table, fields, proposal.zone)
                keep(session)
                notes.extend(_problems(session, table, fields, proposal.zone))
    return notes


def mapped_fields(table: TableMapping) -> set[str]:
    """The target fields that a table gives, by column or constant."""
    return {column.field for column in table.columns if column.field} | set(table.constants)


def _insert(session: duckdb.DuckDBPyConnection, table: StagedTable, fields: Mapping[str, FieldKind], zone: str) -> None:
    """Type one table into its target's relation."""
    wanted = _wanted(table.mapping, fields)
    slow = [name for name, (_column, kind) in wanted.items() if kind not in CHEAP]
    source = f"read_parquet({literal(str(table.staged.path))})"
    values = {name: _value(column, kind, zone) for name, (column, kind) in wanted.items()}
    # A few are read in place; many in rounds, each adding some columns to a copy. (Joins of parts take more memory.)
    rest = slow if len(slow) > SLOW_AT_ONCE else []
    for number, start in enumerate(range(0, len(rest), SLOW_AT_ONCE)):
        names = rest[start : start + SLOW_AT_ONCE]
        listed = ", ".join(f"{values[name]} AS {quoted(f'v:{name}')}" for name in names)
        session.execute(f"CREATE OR REPLACE TEMP TABLE round_{number} AS SELECT *, {listed} FROM {source}")
        source = f"round_{number}"
    values |= {name: quoted(f"v:{name}") for name in rest}
    session.execute(
        f"INSERT INTO in_{table.mapping.target} BY NAME {_select(table, fields, wanted, values)} FROM {source}"
    )
    for number in range(-(-len(rest) // SLOW_AT_ONCE)):
        session.execute(f"DROP TABLE round_{number}")


def _wanted(mapping: TableMapping, fields: Mapping[str, FieldKind]) -> dict[str, tuple[ColumnMapping, FieldKind]]:
    """Target field, own field or date per stage → its column and kind."""
    wanted: dict[str, tuple[ColumnMapping, FieldKind]] = {}
    for column in mapping.columns:
        if column.field in fields:
            wanted.setdefault(column.field, (column, fields[column.field]))
        elif column.field.startswith(CUSTOM_PREFIX):
            wanted.setdefault(column.field, (column, CUSTOM_KINDS.get(column.kind.kind, "text")))
        elif column.field.startswith(ENTERED_PREFIX):
            wanted.setdefault(column.field, (column, "datetime"))
    return wanted


def _select(
    table: StagedTable,
    fields: Mapping[str, FieldKind],
    wanted: Mapping[str, tuple[ColumnMapping, FieldKind]],
    values: Mapping[str, str],
) -> str:
    parts = [f"{table.src} AS src", "_line AS line"]
    for name, kind in fields.items():
        if name in values:
            parts.append(f"{values[name]} AS {quoted(column_of(name))}")
        elif name in table.mapping.constants:
            constant = literal(table.mapping.constants[name])
            parts.append(f"CAST({constant} AS {TYPES[kind]}) AS {quoted(column_of(name))}")
    own = {name: _in_json(values[name], kind) for name, (_c, kind) in wanted.items() if name.startswith(CUSTOM_PREFIX)}
    dates = {
        name: f"strftime({values[name]}, '%Y-%m-%d %H:%M:%S.%f')" for name in wanted if name.startswith(ENTERED_PREFIX)
    }
    parts += [f"{_json(own, CUSTOM_PREFIX)} AS custom", f"{_json(dates, ENTERED_PREFIX)} AS stamps"]
    return f"SELECT {', '.join(parts)}"


def _value(column: ColumnMapping, kind: FieldKind, zone: str) -> str:
    """The typed value; plain ISO times take the short way, which is ten times faster."""
    slow = value_sql(column.source, column.kind, into=kind, zone=zone)
    if kind not in ("date", "datetime") or column.kind.format not in ("", "year-month-day") or zone != "UTC":
        return slow
    name = quoted(column.source)
    plain = (
        f"regexp_full_match({name}, '(19[7-9][0-9]|20[0-9]{{2}})(-[0-9]{{2}}){{2}}( [0-9]{{2}}(:[0-9]{{2}}){{2}})?')"
    )
    return f"CASE WHEN {plain} THEN TRY_CAST({name} AS {TYPES[kind]}) ELSE {slow} END"


def _in_json(value: str, kind: FieldKind) -> str:
    if kind in ("number", "money", "percent"):
        # A whole number is written as one: 36, not 36.0.
        return f"CAST(regexp_replace(CAST(CAST({value} AS DOUBLE) AS VARCHAR), '\\.0$', '') AS JSON)"
    return f"strftime({value}, '%Y-%m-%dT%H:%M:%SZ')" if kind == "datetime" else value


def _json(values: Mapping[str, str], prefix: str) -> str:
    """JSON of the values that are there, named without the prefix; NULL where the table has no such columns."""
    if not values:
        return "CAST(NULL AS VARCHAR)"
    parts = ", ".join(
        f"{literal(json.dumps(name.removeprefix(prefix)) + ':')} || to_json({value})::VARCHAR"
        for name, value in values.items()
    )
    return f"'{{' || concat_ws(',', {parts}) || '}}'"


def _problems(
    session: duckdb.DuckDBPyConnection, table: StagedTable, fields: Mapping[str, FieldKind], zone: str
) -> list[str]:
    notes = []
    for column in table.mapping.columns:
        kind = fields.get(column.field)
        if kind is None or kind in ("text", "reference", "choice", "currency"):
            continue
        note = _problem(session, table, column, kind, zone)
        if note:
            notes.append(note)
    return notes


def is_all_read(session: duckdb.DuckDBPyConnection, table: StagedTable, column: ColumnMapping) -> bool:
    """Every text of a column became a value. Comparing two counts is cheap and mostly enough."""
    source = f"read_parquet({literal(str(table.staged.path))})"
    filled = count_of(session, f"SELECT count({quoted(column.source)}) FROM {source}")
    read = count_of(
        session,
        f"SELECT count({quoted(column_of(column.field))}) FROM in_{table.mapping.target} WHERE src = {table.src}",
    )
    return filled == read


def _problem(
    session: duckdb.DuckDBPyConnection, table: StagedTable, column: ColumnMapping, kind: FieldKind, zone: str
) -> str:
    """A sentence where texts became no value and their rows are taken all the same."""
    if is_all_read(session, table, column):
        return ""
    source = f"read_parquet({literal(str(table.staged.path))})"
    problem = problem_sql(column.source, column.kind, into=kind, zone=zone)
    is_refused = column.field in MUST_BE_READ.get(table.mapping.target, ())
    condition = f"{problem} = 'out_of_range'" if is_refused else f"{problem} IS NOT NULL"
    rows = session.execute(f"SELECT count(*), min({quoted(column.source)}) FROM {source} WHERE {condition}").fetchone()
    if not rows or not rows[0]:
        return ""
    return ngettext(
        "%(table)s: %(count)d value of %(column)s cannot be read and stays empty, such as “%(sample)s”.",
        "%(table)s: %(count)d values of %(column)s cannot be read and stay empty, such as “%(sample)s”.",
        int(rows[0]),
    ) % {"table": table.mapping.source, "count": rows[0], "column": column.source, "sample": str(rows[1])[:60]}
