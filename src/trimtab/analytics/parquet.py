"""One declared table as one Parquet file: sorted, compressed, checked. No Django: benches use it alone."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from trimtab.insight.tables import Table, check_columns

# Small enough to skip by the opportunities asked for, large enough to compress.
ROW_GROUP = 122_880


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
