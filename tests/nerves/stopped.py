"""Stopping an action at each of its writes, inside a transaction that takes everything back afterwards."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core import mail
from django.db import connection, transaction

from tests.fingerprints import READING

TABLE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
Act = Callable[[], object]


class Stopped(Exception):
    """The fault that is let in."""


@contextmanager
def failing_at(write: int) -> Iterator[list[str]]:
    """Let the write of that number (from 1; 0: none) fail; yields the writes that were tried."""
    tried: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:  # Any: as Django hands them on
        if not READING.match(sql):
            tried.append(sql)
            if len(tried) == write:
                raise Stopped(sql[:80])
        return execute(sql, *arguments)

    with connection.execute_wrapper(watch):
        yield tried


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is gone afterwards, and what was to be done once it stands is forgotten."""
    waiting, savepoint = len(connection.run_on_commit), transaction.savepoint()
    try:
        yield
    finally:
        connection.set_rollback(False)
        transaction.savepoint_rollback(savepoint)
        transaction.savepoint_commit(savepoint)
        del connection.run_on_commit[waiting:]


def fault_in(act: Act, *, least: int) -> str:
    """What an action leaves behind when one of its writes fails, in words; empty where it is whole or absent.

    The table of each write is read before the write is let through, and again after each later failure: no other table
    can have changed. `least`: how many writes it makes at least.
    """
    before: dict[str, list[str]] = {}
    waiting, sent, points = len(connection.run_on_commit), len(mail.outbox), 0
    while (tried := _stopped_at(points + 1, act)) is not None:
        points += 1
        if any(rows_of(table) != rows for table, rows in before.items()):
            return f"half of it stands after the failure of: {tried[-1][:200]}"
        if len(connection.run_on_commit) > waiting or len(mail.outbox) > sent:
            return f"it tells of itself after the failure of: {tried[-1][:200]}"
        before.setdefault(table_of(tried[-1]), rows_of(table_of(tried[-1])))
    if points < least:
        return f"{points} writes, and a change and its event take {least}"
    return "" if any(rows_of(table) != rows for table, rows in before.items()) else "nothing is another afterwards"


def _stopped_at(write: int, act: Act) -> list[str] | None:
    """The writes up to the one that failed; None where there are not so many and the action came to its end."""
    try:
        with failing_at(write) as tried:
            act()
    except Stopped:
        connection.set_rollback(False)  # without a transaction of its own, the action would have gone on
        return tried
    return None


def fault_in_groups(act: Act) -> str:
    """Of an action that is whole by groups: where it ends otherwise than unstopped when it is stopped and run again."""
    with taken_back(), failing_at(0) as tried:
        act()
        written = {table_of(sql) for sql in tried}
        wanted = {table: rows_of(table, without=given_ids(table, written)) for table in written}
    for write, sql in enumerate(tried, 1):
        with taken_back():
            _stopped_at(write, act)
            act()
            if any(rows_of(table, without=given_ids(table, written)) != rows for table, rows in wanted.items()):
                return f"it ends otherwise when it is run again after the failure of: {sql[:200]}"
    return "" if len(tried) >= 2 else "it writes nothing"


def table_of(sql: str) -> str:
    """The table that a statement writes to."""
    found = TABLE.match(sql)
    assert found is not None, f"no known way to write: {sql[:80]}"
    return found[1]


def given_ids(table: str, written: Collection[str]) -> set[str]:
    """The columns that hold ids of rows that were just made: PostgreSQL never gives one of them twice."""
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    made = {
        str(field.column)
        for field in model._meta.concrete_fields
        if field.related_model is not None and field.related_model._meta.db_table in written
    }
    return {"id", "record_id", *made}


def rows_of(table: str, *, without: Collection[str] = ()) -> list[str]:
    """All that stands in a table, in an order that is always the same."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # from our own statements
        kept = [at for at, column in enumerate(cursor.description) if column[0] not in without]
        return sorted(repr([row[at] for at in kept]) for row in cursor.fetchall())
