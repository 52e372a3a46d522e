"""From staged texts to typed relations, one for each target table: `in_<target>` with `src`, `line` and its fields.

What cannot be read leaves its field empty and is counted; a row without what it needs is refused with the reason.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from django.utils.translation import ngettext

from trimtab.connectors.files.model import CUSTOM_PREFIX, ColumnMapping, Proposal, Staged, TableMapping
from trimtab.connectors.files.value_sql import problem_sql, value_sql
from trimtab.connectors.files.values import FieldKind
from trimtab.connectors.imports.fields import FIELDS, TYPES, column_of
from trimtab.connectors.imports.sql import count_of, literal, quoted

CUSTOM_KINDS: dict[str, FieldKind] = {
    "number": "number",
    "money": "money",
    "percent": "percent",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
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
                session.execute(f"INSERT INTO in_{target} BY NAME {_select(table, fields, proposal.zone)}")
                notes.extend(_problems(session, table, fields, proposal.zone))
    return notes


def mapped_fields(table: TableMapping) -> set[str]:
    """The target fields that a table gives, by column or constant."""
    return {column.field for column in table.columns if column.field} | set(table.constants)


def _select(table: StagedTable, fields: Mapping[str, FieldKind], zone: str) -> str:
    parts = [f"{table.src} AS src", "_line AS line"]
    for name, kind in fields.items():
        column = table.mapping.column_for(name)
        if column is not None:
            parts.append(f"{_value(column, kind, zone)} AS {quoted(column_of(name))}")
        elif name in table.mapping.constants:
            constant = literal(table.mapping.constants[name])
            parts.append(f"CAST({constant} AS {TYPES[kind]}) AS {quoted(column_of(name))}")
    parts.append(f"{_custom(table.mapping, zone)} AS custom")
    parts.append(f"{_stamps(table.mapping, zone)} AS stamps")
    return f"SELECT {', '.join(parts)} FROM read_parquet({literal(str(table.staged.path))})"


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


def _custom(mapping: TableMapping, zone: str) -> str:
    """JSON of the own fields that are filled."""
    own = [column for column in mapping.columns if column.field.startswith(CUSTOM_PREFIX)]
    if not own:
        return "CAST(NULL AS VARCHAR)"
    parts = []
    for column in own:
        kind = CUSTOM_KINDS.get(column.kind.kind, "text")
        value = value_sql(column.source, column.kind, into=kind, zone=zone)
        if kind in ("number", "money", "percent"):
            value = f"CAST({value} AS DOUBLE)"
        elif kind == "datetime":
            value = f"strftime({value}, '%Y-%m-%dT%H:%M:%SZ')"
        key = literal(json.dumps(column.field.removeprefix(CUSTOM_PREFIX)) + ":")
        parts.append(f"{key} || to_json({value})::VARCHAR")
    return f"'{{' || concat_ws(',', {', '.join(parts)}) || '}}'"


def _stamps(mapping: TableMapping, zone: str) -> str:
    """JSON of the dates per stage: `entered:<stage>` → time."""
    dated = [column for column in mapping.columns if column.field.startswith("entered:")]
    if not dated:
        return "CAST(NULL AS VARCHAR)"
    parts = []
    for column in dated:
        value = value_sql(column.source, column.kind, into="datetime", zone=zone)
        key = literal(json.dumps(column.field.removeprefix("entered:")) + ":")
        parts.append(f"{key} || to_json(strftime({value}, '%Y-%m-%d %H:%M:%S.%f'))::VARCHAR")
    return f"'{{' || concat_ws(',', {', '.join(parts)}) || '}}'"


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


def _problem(
    session: duckdb.DuckDBPyConnection, table: StagedTable, column: ColumnMapping, kind: FieldKind, zone: str
) -> str:
    """A sentence where texts became no value. Comparing two counts is cheap and mostly enough."""
    source = f"read_parquet({literal(str(table.staged.path))})"
    filled = count_of(session, f"SELECT count({quoted(column.source)}) FROM {source}")
    read = count_of(
        session,
        f"SELECT count({quoted(column_of(column.field))}) FROM in_{table.mapping.target} WHERE src = {table.src}",
    )
    if filled == read:
        return ""
    problem = problem_sql(column.source, column.kind, into=kind, zone=zone)
    rows = session.execute(
        f"SELECT count(*), min({quoted(column.source)}) FROM {source} WHERE {problem} IS NOT NULL"
    ).fetchone()
    if not rows or not rows[0]:
        return ""
    return ngettext(
        "%(table)s: %(count)d value of %(column)s cannot be read and stays empty, such as “%(sample)s”.",
        "%(table)s: %(count)d values of %(column)s cannot be read and stay empty, such as “%(sample)s”.",
        int(rows[0]),
    ) % {"table": table.mapping.source, "count": rows[0], "column": column.source, "sample": str(rows[1])[:60]}
