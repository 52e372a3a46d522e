"""From SQLite to PostgreSQL: every row of every table, and a comparison of all of them afterwards.

While it goes on nobody writes: the copy holds the write gate of the SQLite file. What can be built anew is left out.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction

SOURCE, TARGET = "default", "target"
ROWS = 2_000
# The search reads all records anew; the ledger of sums is written by triggers as the opportunities arrive.
BUILT_ANEW = ("search.", "opportunities.LedgerEntry")
Progress = Callable[[str, int, int], None]  # table, tables done, tables to do


class MoveRefused(ValueError):
    """The databases are not such that one can be moved into the other; nothing was changed."""


class MoveFailed(RuntimeError):
    """What arrived is not what was sent; the target was left empty."""


def move_database(target: Mapping[str, object], *, progress: Progress) -> int:
    """Copy the database that the settings name into an empty PostgreSQL; how many rows there are.

    Args:
        target: Django's settings of the database to fill.

    Raises:
        MoveRefused: we are not on SQLite, or the target is no PostgreSQL or holds an installation.
        MoveFailed: a table differs afterwards.
    """
    if connections[SOURCE].vendor != "sqlite":
        raise MoveRefused("Only an installation on SQLite can be moved. This one is on PostgreSQL.")
    connections.databases[TARGET] = connections.configure_settings({SOURCE: {}, TARGET: dict(target)})[TARGET]
    try:
        if connections[TARGET].vendor != "postgresql":
            raise MoveRefused("The target must be a PostgreSQL: postgresql://user:password@host/name.")
        if connections[TARGET].introspection.table_names():
            raise MoveRefused("The target must be empty. There are tables in it.")
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
        with transaction.atomic(using=SOURCE), transaction.atomic(using=TARGET):
            return _copy_all(progress)
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def _copy_all(progress: Progress) -> int:
    moved, number = list(_tables()), 0
    with connections[TARGET].cursor() as cursor:
        names = ", ".join(connections[TARGET].ops.quote_name(model._meta.db_table) for model in moved)
        cursor.execute(f"TRUNCATE {names} CASCADE")
    for done, model in enumerate(moved):
        progress(model._meta.label, done, len(moved))
        number += _copy(model)
    for sql in connections[TARGET].ops.sequence_reset_sql(no_style(), moved):
        with connections[TARGET].cursor() as cursor:
            cursor.execute(sql)
    for model in moved:
        if _checksum(model, SOURCE) != _checksum(model, TARGET):
            raise MoveFailed(f"{model._meta.verbose_name_plural} are not the same in both databases.")
    return number


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._meta.label.startswith(BUILT_ANEW):
            yield model


def _copy(model: type[models.Model]) -> int:
    """The keys into other tables are checked at the end, so tables come in any order."""
    number, batch = 0, []
    for row in _rows(model, SOURCE):
        batch.append(row)
        if len(batch) == ROWS:
            number += len(model._base_manager.using(TARGET).bulk_create(batch))
            batch = []
    return number + len(model._base_manager.using(TARGET).bulk_create(batch))


def _rows(model: type[models.Model], using: str) -> Iterator[models.Model]:
    yield from model._base_manager.using(using).order_by("pk").iterator(chunk_size=ROWS)


def _checksum(model: type[models.Model], using: str) -> str:
    digest = hashlib.sha256()
    for row in model._base_manager.using(using).order_by("pk").values_list().iterator(chunk_size=ROWS):
        digest.update(repr([_plain(value) for value in row]).encode())
    return digest.hexdigest()


def _plain(value: Any) -> object:  # of any column
    """PostgreSQL keeps the keys of JSON in an order of its own."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
