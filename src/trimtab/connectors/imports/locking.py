"""One import at a time: a lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

ADVISORY_KEY = 7_412_025


class ImportBusy(RuntimeError):
    """Another import writes at this moment. The message is a sentence for the user."""


@contextmanager
def import_lock(uploads: Path) -> Iterator[None]:
    """Hold the lock of imports.

    A file lock on this machine and, on PostgreSQL, an advisory lock for all machines; both end with the process.

    Raises:
        ImportBusy: somebody else holds it.
    """
    uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(uploads / "import.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy() from None
        with _advisory_lock():
            yield
    finally:
        os.close(descriptor)


def is_somebody_importing(uploads: Path) -> bool:
    """Whether a living process on this machine holds the lock."""
    try:
        with import_lock(uploads):
            return False
    except ImportBusy:
        return True


@contextmanager
def _advisory_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_KEY])
        if not cursor.fetchone()[0]:
            raise _busy()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])


def _busy() -> ImportBusy:
    return ImportBusy(_("Another import is running. Wait until it has finished, or stop it, and try again."))
