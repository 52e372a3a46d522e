"""Several people do something at one moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")
PATIENCE = 30


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results, in the order of the calls; all start when the last thread is ready."""
    barrier = threading.Barrier(len(calls))

    def start_together(call: Callable[[], Result]) -> Result:
        try:
            barrier.wait(PATIENCE)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(start_together, calls))
