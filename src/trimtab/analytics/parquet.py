"""Declared tables as Parquet files: how one is written, and which files of a set hold a table. No Django."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from trimtab.insight.tables import Table, check_columns

# Small enough to skip by the opportunities asked for, large enough to compress.
ROW_GROUP = 122_880
# By month of the opening, and beside them the opportunities that changed since the months were written.
MONTHLY = ("opportunities", "versions", "stage_events", "holdings", "activities", "line_items", "ledger")
RECENT, RECENT_IDS = "recent", "opportunity_ids"


def stored_rows(folder: Path, name: str) -> str | None:
    """The SQL that reads a table of a set of extracts; None where it has no files.

    Opportunities that changed since the months were written stand in layers beside them, as `recent/<layer>/
    <table>.parquet`. `recent/<layer>/opportunity_ids.parquet` names them, also those that are gone: their rows in the
    months and in earlier layers no longer count.
    """
    later = layers_in(folder) if name in MONTHLY else []
    parts = []
    if any((folder / name).glob("*.parquet")):
        parts.append(_counting(_read(folder / name / "*.parquet"), later))
    while later:
        layer, *later = later
        if (layer / f"{name}.parquet").exists():
            parts.append(_counting(_read(layer / f"{name}.parquet"), later))
    return " UNION ALL ".join(parts) or None


def layers_in(folder: Path) -> list[Path]:
    """The layers beside the months of a set of extracts, the earliest first."""
    return sorted(path.parent for path in (folder / RECENT).glob(f"*/{RECENT_IDS}.parquet"))


def ids_in(layers: Sequence[Path]) -> str:
    """The SQL that reads which opportunities these layers name; there must be one."""
    files = ", ".join(_quoted(layer / f"{RECENT_IDS}.parquet") for layer in layers)
    return f"read_parquet([{files}], hive_partitioning = false)"


def _counting(read: str, later: Sequence[Path]) -> str:
    """The rows that no later layer replaces."""
    replaced = f" ANTI JOIN {ids_in(later)} AS replaced USING (opp_id)" if later else ""
    return f"SELECT stored.* FROM {read} AS stored{replaced}"


def _read(path: Path) -> str:
    return f"read_parquet({_quoted(path)}, hive_partitioning = false)"


def _quoted(path: Path) -> str:
    """A view cannot bind a parameter, so the path is written as a quoted literal."""
    return "'" + str(path).replace("'", "''") + "'"


def write_table(
    duck: duckdb.DuckDBPyConnection, table: Table, *, path: Path, only: str = "true", source: str = ""
) -> int:
    """Write one table as declared; the number of rows. Nothing is written for an empty one.

    Args:
        source: the table in DuckDB; by default the one of that name.

    Raises:
        TableMismatch: the rows have not the declared columns.
    """
    name = source or table.name
    given = {column: kind for column, kind, *_rest in duck.execute(f'DESCRIBE "{name}"').fetchall()}
    check_columns(table, given)
    row = duck.execute(f'SELECT count(*) FROM "{name}"').fetchone()
    if row is None or not row[0]:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f'"{column}"' for column in table.columns)
    order = ", ".join(f'"{column}"' for column in _total_order(table))
    duck.execute(
        f"COPY (SELECT {columns} FROM \"{name}\" WHERE {only} ORDER BY {order}) TO '{path}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    return int(row[0])


def _total_order(table: Table) -> Iterable[str]:
    """The declared order, then all other columns: equal rows in equal order make equal files."""
    return [*table.order_by, *(column for column in table.columns if column not in table.order_by)]
