"""Answers that take seconds, worked out once for all workers of the site and kept in files of its folder.

A worker remembers nothing when it begins anew, which each does after some 2,000 requests: without the files its four
threads then worked out the same review at once, four times two seconds of processor at 100,000 opportunities.
"""

import fcntl
import hashlib
import os
import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from django.core.cache import cache, caches

Answer = TypeVar("Answer")
NAME = "shared"
LOCKS = 16  # questions that may be worked out beside each other
# A file that a power cut left half, or one of another version of the code: as if there were none.
BROKEN = (OSError, EOFError, pickle.UnpicklingError, zlib.error)
FROM_OTHER_CODE = (AttributeError, ImportError, IndexError, TypeError, ValueError)


def shared_answer(key: str, work_out: Callable[[], Answer], *, seconds: int) -> Answer:
    """What `work_out` gives, which is never None, for so many seconds. Who asks meanwhile waits for it.

    Args:
        key: everything that the answer depends on, among it whoever may see it.
    """
    found: Answer | None = cache.get(key)
    if found is None:
        with _one_at_a_time(key):
            found = cache.get(key)
            if found is None:
                found = cast("Answer | None", _read(key))
            if found is None:
                found = work_out()
                _write(key, found, seconds)
        cache.set(key, found, seconds)
    return found


def forget_shared_answers() -> None:
    """Let all of them go: another version of the code would work them out otherwise."""
    cache.clear()
    caches[NAME].clear()


def _read(key: str) -> object:
    try:
        return caches[NAME].get(key)
    except (*BROKEN, *FROM_OTHER_CODE):
        return None


def _write(key: str, found: object, seconds: int) -> None:
    try:
        caches[NAME].set(key, found, seconds)
    except OSError:
        return  # a full disk: the next worker works it out again


@contextmanager
def _one_at_a_time(key: str) -> Iterator[None]:
    """Of all threads and processes of this machine. Where the folder cannot be written, everybody works by himself."""
    number = int(hashlib.sha256(key.encode()).hexdigest(), 16) % LOCKS
    try:
        place = Path(caches.settings[NAME]["LOCATION"])
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(place / f"{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # which lets the lock go
