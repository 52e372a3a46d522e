"""Declared tables as Parquet files: how one is written, and which files of a set hold a table. No Django."""

from collections.abc import Iterable
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

    Opportunities that changed since the months were written stand in `recent/<table>.parquet`. `recent/
    opportunity_ids.parquet` names them, also those that are gone: their rows in the months no longer count.
    """
    months, recent = folder / name, folder / RECENT / f"{name}.parquet"
    ids = folder / RECENT / f"{RECENT_IDS}.parquet"
    parts = []
    if any(months.glob("*.parquet")):
        replaced = f" ANTI JOIN {_read(ids)} AS replaced USING (opp_id)" if name in MONTHLY and ids.exists() else ""
        parts.append(f"SELECT stored.* FROM {_read(months / '*.parquet')} AS stored{replaced}")
    if recent.exists():
        parts.append(f"SELECT * FROM {_read(recent)}")
    return " UNION ALL ".join(parts) or None


def _read(path: Path) -> str:
    # A view cannot bind a parameter, so the path is written as a quoted literal.
    return "read_parquet('" + str(path).replace("'", "''") + "', hive_partitioning = false)"


def write_table(duck: duckdb.DuckDBPyConnection, table: Table, *, path: Path, only: str = "true") -> int:
    """Write one table as declared; the number of rows. Nothing is written for an empty one.

    Raises:
        TableMismatch: the rows have not the declared columns.
    """
    name = table.name
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
