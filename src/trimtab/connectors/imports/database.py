"""The database as an import sees it: columns of a model, blocks of ids, many rows at once, rows out to CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, models

Cell = str | int | None
CHUNK = 20_000


def columns_of(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """Column name → field, in the order of the model."""
    return {str(field.column): field for field in model._meta.concrete_fields}


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return connection.ops.quote_name(name)


def refresh_statistics(tables: Iterable[type[models.Model]]) -> None:
    """Let PostgreSQL count the tables again. SQLite plans without counts.

    Without it the check of each foreign key of each removed row may be planned for the tables as they were before an
    import, and read all of them: removing 100,000 rows then took more than ten minutes instead of seconds.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(quoted(model._meta.db_table) for model in tables)}")


def reserve_ids(model: type[models.Model], count: int) -> int:
    """Set `count` ids apart and return the one before the first. Call it in a transaction."""
    if connection.vendor == "postgresql":
        return _reserve_in_sequence(model, count)
    return _reserve_in_sqlite(model, count)


def _reserve_in_sequence(model: type[models.Model], count: int) -> int:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [quoted(table)])
        sequence = cursor.fetchone()[0]
        # ALTER SEQUENCE locks nextval of others out until we commit; the numbers we skip are then ours.
        cursor.execute(f"ALTER SEQUENCE {sequence} INCREMENT BY 1")
        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")
        last, is_called = cursor.fetchone()
        before = int(last) if is_called else int(last) - 1
        cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {before + count + 1}")
    return before


def _reserve_in_sqlite(model: type[models.Model], count: int) -> int:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        before = int(found[0]) if found else 0
        if found:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [before + count, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, before + count])
    return before


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Add rows whose cells are texts and whole numbers as the database writes them."""
    names = ", ".join(map(quoted, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)


def update_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Set `columns` of rows by id; the id is the last cell of each row."""
    settings = ", ".join(f"{quoted(column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quoted(table)} SET {settings} WHERE id = %s", rows)


def dump(model: type[models.Model], columns: Sequence[str], path: Path, *, where: str = "") -> None:
    """Write columns of a table to a CSV file without a header, in order of id; NULL is an empty unquoted field.

    Times are in UTC. Rows stream in chunks, so the size of a table does not matter for memory.
    """
    fields = columns_of(model)
    chosen = ", ".join(_as_text(fields[column]) for column in columns)
    table = quoted(model._meta.db_table)
    query = f"SELECT {chosen} FROM {table} {f'WHERE {where}' if where else ''} ORDER BY id"
    with connection.cursor() as cursor, path.open("wb") as file:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)") as copy:
                for block in copy:
                    file.write(block)
            return
        cursor.execute(query)
        while rows := cursor.fetchmany(CHUNK):
            file.write("".join(map(_line, rows)).encode())


def _as_text(field: models.Field[Any, Any]) -> str:
    """A column without the driver's conversion, which costs more than reading."""
    name = quoted(str(field.column))
    if connection.vendor == "postgresql" and isinstance(field, models.DateTimeField):
        return f"CAST({name} AT TIME ZONE 'UTC' AS TEXT)"
    return f"CAST({name} AS TEXT)"


def _line(row: Sequence[str | None]) -> str:
    return ",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in row) + "\n"
