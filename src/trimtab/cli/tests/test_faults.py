"""What a command says when the machine fails it."""

import sqlite3
from contextlib import closing

import pytest
from django.db.utils import OperationalError

from trimtab.cli import in_words


def full_disk() -> OperationalError:
    """What Django raises where SQLite finds no room: here because its file may not grow."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA max_page_count = 2")
        database.execute("CREATE TABLE note (text)")
        with pytest.raises(sqlite3.OperationalError) as found:
            database.execute("INSERT INTO note VALUES (zeroblob(100000))")
    error = OperationalError(str(found.value))
    error.__cause__ = found.value
    return error


def test_a_full_disk_is_told_with_its_remedy() -> None:
    assert in_words(full_disk()) == (
        "The disk is full. Make room and run the command again: what was saved before stays."
    )


def test_an_absent_database_is_told_as_it_is() -> None:
    assert in_words(OperationalError("unable to open database file")) == "unable to open database file"


def test_a_file_that_is_not_there_stays_a_fault_of_the_code() -> None:
    assert in_words(FileNotFoundError("letters.csv")) is None
