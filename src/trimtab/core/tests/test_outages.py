"""An outage is told from a fault of ours, by what caused the error."""

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.utils import OperationalError
from pytest_django import DjangoDbBlocker

from trimtab.core.databases import LOCK_SECONDS, database_at
from trimtab.core.outages import Outage, outage_behind
from trimtab.core.sqlite.base import WAIT_SECONDS
from trimtab.core.sqlite.gate import GateTimeout
from trimtab.core.tests.writer import connect


@pytest.fixture(autouse=True)
def _own_files_may_be_opened(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def error_of(statements: list[str], *, name: str) -> BaseException:
    """What the last of them raises on a new SQLite file."""
    connection = connect(name, timeout=0.1)
    *before, last = statements
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        with pytest.raises(OperationalError) as raised:
            cursor.execute(last)
    connection.close()
    return raised.value


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    filling = ["CREATE TABLE t (text)", "PRAGMA max_page_count = 3", "INSERT INTO t VALUES (hex(randomblob(100000)))"]

    assert outage_behind(error_of(filling, name=str(tmp_path / "a.sqlite3"))) == "disk"


def test_a_missing_table_is_our_fault(tmp_path: Path) -> None:
    assert outage_behind(error_of(["SELECT * FROM nothing"], name=str(tmp_path / "a.sqlite3"))) is None


def test_a_file_that_others_keep_locked_is_told(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")

    found = outage_behind(error_of(["CREATE TABLE t (n)"], name=str(tmp_path / "a.sqlite3")))

    other.close()
    assert found == "database"


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk"),
        (OSError(errno.EACCES, "Permission denied"), None),
        (OperationalError("connection refused"), "database"),
        (GateTimeout("shut"), "database"),
        (ValueError("wrong"), None),
        (None, None),
    ],
)
def test_each_error_has_its_outage(error: BaseException | None, outage: Outage | None) -> None:
    assert outage_behind(error) == outage


def test_the_cause_behind_the_error_counts() -> None:
    error = RuntimeError("could not save")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")

    assert outage_behind(error) == "disk"


def test_nobody_waits_longer_for_others_on_one_database_than_on_the_other() -> None:
    assert LOCK_SECONDS == WAIT_SECONDS
    options = str(database_at("postgresql://trimtab@localhost/trimtab"))

    assert f"lock_timeout={1000 * WAIT_SECONDS} -c jit=off" in options
