"""The write gate: writers of one SQLite file enter one at a time and in order, over all threads and processes.

SQLite's own waiting is a lottery with growing pauses: with 8 writers the slowest of a hundred waited 1.2 s, behind one
`flock` 0.11 s. A killed process loses its locks with its files, so a gate is never left shut.
"""

import fcntl
import os
import threading
import time
from concurrent.futures import Future, InvalidStateError
from pathlib import Path

from django.db.utils import OperationalError


class GateTimeout(OperationalError):
    """The gate stayed shut for as long as we were ready to wait."""


class Passage:
    """Leave to write, held by one thread; a thread that enters the same gate again shares it."""

    def __init__(self, gate: "WriteGate", lock: int, others: dict[Path, "Passage"]) -> None:
        self._gate, self._lock, self._others, self._uses = gate, lock, others, 1

    def share(self) -> "Passage":
        """The same passage, to be left once more."""
        self._uses += 1
        return self

    def leave(self) -> None:
        """Open the gate for the next one, when this was the last use."""
        self._uses -= 1
        if self._uses == 0:
            self._others.pop(self._gate.path, None)
            os.close(self._lock)


class WriteGate:
    """The gate beside one database file."""

    _of_thread = threading.local()

    def __init__(self, path: Path) -> None:
        """Make the gate whose lock is the file `path`; `path` with `-queue` keeps the order of those who wait."""
        self.path = path
        self._queue = path.with_name(f"{path.name}-queue")

    @classmethod
    def beside(cls, database: Path) -> "WriteGate":
        """The gate that all writers of the file `database` pass."""
        return cls(database.with_name(f"{database.name}.gate"))

    def enter(self, *, seconds: float) -> Passage:
        """Wait for the gate.

        Raises:
            GateTimeout: it did not open within `seconds`.
        """
        passages: dict[Path, Passage] = self._of_thread.__dict__.setdefault("passages", {})
        if held := passages.get(self.path):
            return held.share()
        passage = Passage(self, self._lock_in_order(seconds), passages)
        passages[self.path] = passage
        return passage

    def _lock_in_order(self, seconds: float) -> int:
        """Only the first in the queue waits at the gate: a writer in a hurry cannot slip in when it opens."""
        deadline = time.monotonic() + seconds
        try:
            place = _lock(self._queue, seconds=seconds)
            try:
                return _lock(self.path, seconds=deadline - time.monotonic())
            finally:
                os.close(place)
        except TimeoutError:
            raise GateTimeout(
                f"Another writer kept the write gate of the database shut for {seconds:g} seconds. "
                "Try again; `trimtab doctor` tells who holds it."
            ) from None


def _lock(path: Path, *, seconds: float) -> int:
    """The descriptor of `path`, locked; closing it unlocks.

    The kernel keeps waiters of a blocking flock in order but offers no time-out, hence the thread, and it only when
    somebody else holds the lock.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _lock_waiting(descriptor, seconds=seconds)
    return descriptor


def _lock_waiting(descriptor: int, *, seconds: float) -> None:
    locked: Future[None] = Future()

    def wait() -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            locked.set_result(None)
        except InvalidStateError:  # nobody waits any more
            os.close(descriptor)

    threading.Thread(target=wait, name="trimtab-write-gate", daemon=True).start()
    try:
        locked.result(timeout=max(seconds, 0))
    except TimeoutError:
        if locked.cancel():
            raise
    except BaseException:
        if not locked.cancel():
            os.close(descriptor)
        raise


def holder(path: Path) -> int | None:
    """The process that holds the gate of lock file `path`, None when nobody does. Known on Linux only."""
    locks = Path("/proc/locks")
    if not locks.exists() or not path.exists():
        return None
    inode = f":{path.stat().st_ino}"
    for line in locks.read_text().splitlines():
        fields = line.split()
        if fields[1] == "FLOCK" and fields[5].endswith(inode):
            return int(fields[4])
    return None
