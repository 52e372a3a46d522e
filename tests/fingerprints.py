"""What stands in the tables, so that a test can prove that nothing was written."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

Answer = TypeVar("Answer")
# Signing in and reading write here.
LEFT_OUT = {"sessions.Session"}
READING = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|EXPLAIN|PRAGMA|SET|SHOW)\b", re.IGNORECASE)
OF_SESSIONS = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "django_session"')


def fingerprint(*, without: Collection[str] = ()) -> dict[str, str]:
    """One checksum a table, over all its rows; `without`: labels of tables to leave out."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in LEFT_OUT | set(without):
            rows = model._default_manager.order_by("pk").values_list()
            found[model._meta.label] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


def asked(ask: Callable[[], Answer], *, without: Collection[str] = ()) -> tuple[Answer, bool]:
    """What was answered, and whether anything in the tables is another since.

    Most requests send no statement that could write, which shows without reading a table. One that does is taken back
    and made again between two fingerprints: what it wrote may have been rolled back. Inside a transaction only.
    """
    before_it = transaction.savepoint()
    with _changing() as statements:
        answer = ask()
    if not statements:
        transaction.savepoint_commit(before_it)
        return answer, False
    transaction.savepoint_rollback(before_it)
    before = fingerprint(without=without)
    answer = ask()
    return answer, fingerprint(without=without) != before


@contextmanager
def _changing() -> Iterator[list[str]]:
    """The statements that are not known to only read."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:  # Any: as Django hands them on
        if not READING.match(sql) and not OF_SESSIONS.match(sql):
            found.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        yield found
