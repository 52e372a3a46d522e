"""Small pieces of DuckDB SQL that the steps of an import share."""

import json
from collections.abc import Sequence

import duckdb

from trimtab.connectors.files.staging import literal, quoted

__all__ = ["count_of", "keep", "literal", "pairs_sql", "quoted", "rows_of", "written_sql"]

# Names with accents, apostrophes and blanks compare as one; see matching.MACROS.


def rows_of(
    session: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()
) -> list[tuple[object, ...]]:
    """All rows of a query; for small results."""
    return session.execute(query, list(parameters)).fetchall()


def count_of(session: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> int:
    """The one whole number that a query returns; NULL counts as 0."""
    found = session.execute(query, list(parameters)).fetchone()
    return int(found[0] or 0) if found else 0


def keep(session: duckdb.DuckDBPyConnection) -> None:
    """Commit what was done and go on.

    Some 350 small statements, each synced to disk by itself, would take longer than their work; but what one
    transaction writes stays in memory, so it must not be all of them either.
    """
    session.execute("COMMIT")
    session.execute("BEGIN")


def written_sql(value: str, kind: str) -> str:
    """A value as text in the way that the database keeps it."""
    if kind == "TIMESTAMP":
        return f"replace(strftime({value}, '%Y-%m-%d %H:%M:%S.%f'), '.000000', '')"
    if kind == "BOOLEAN":
        return f"CASE WHEN {value} THEN '1' WHEN NOT {value} THEN '0' END"
    return f"CAST({value} AS VARCHAR)"


def pairs_sql(pairs: Sequence[tuple[str, str, str, str]]) -> str:
    """SQL for JSON of the columns that change: name → [before, after].

    Args:
        pairs: (column, condition, before, after) in SQL; both values are VARCHAR.
    """
    parts = ", ".join(
        f"CASE WHEN {condition} THEN {literal(json.dumps(column) + ':[')} ||"
        f" coalesce(to_json({before})::VARCHAR, 'null')"
        f" || ',' || coalesce(to_json({after})::VARCHAR, 'null') || ']' END"
        for column, condition, before, after in pairs
    )
    return f"'{{' || concat_ws(',', {parts}) || '}}'"
