"""Writing some columns of very many scores."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from trimtab.targeting.models import AccountScore

Values = tuple[Any, ...]  # of any column


def values_in(rows: Sequence[AccountScore], fields: Sequence[str]) -> Mapping[int, Values]:
    """What these columns hold, by the id of the row."""
    return {row.pk: tuple(getattr(row, name) for name in fields) for row in rows}


def write_changed(rows: Sequence[AccountScore], fields: Sequence[str], *, before: Mapping[int, Values]) -> None:
    """Write these columns of the rows that differ from `before`; most nights those are few.

    One prepared statement for all: 10,000 rows took 6.5 s with bulk_update's cases, and take half a second so.
    """
    quoted = connection.ops.quote_name
    changed = [(*values, pk) for pk, values in values_in(rows, fields).items() if values != before[pk]]
    if not changed:
        return
    columns = ", ".join(f"{quoted(name)} = %s" for name in fields)
    statement = f"UPDATE {quoted(AccountScore._meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608  # our names
    with connection.cursor() as cursor:
        cursor.executemany(statement, changed)
