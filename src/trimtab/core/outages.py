"""What keeps an installation from working though its code is right: a full disk, a database that does not answer."""

import errno
import sqlite3
from collections.abc import Iterator
from typing import Literal

from django.db.utils import InterfaceError, OperationalError

from trimtab.core.sqlite.gate import GateTimeout

Outage = Literal["disk", "database"]
# Of SQLite's errors these come from the machine; a missing table or column is a fault of ours.
DATABASE_ERRORS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY")
# PostgreSQL's codes for a full disk.
FULL_CODES = {"53100"}


def outage_behind(error: BaseException | None) -> Outage | None:
    """The outage that caused the error; None where the error is no outage."""
    for cause in _causes(error):
        if _is_full_disk(cause):
            return "disk"
    return "database" if any(_is_silent_database(cause) for cause in _causes(error)) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full_disk(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return True
    return getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(error, "sqlstate", "") in FULL_CODES


def _is_silent_database(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorname", "").startswith(DATABASE_ERRORS)
    if isinstance(error, GateTimeout):
        return True
    is_sqlite = isinstance(error.__cause__, sqlite3.Error)
    return isinstance(error, OperationalError | InterfaceError) and not is_sqlite
