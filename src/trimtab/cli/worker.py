"""A worker of the site's server that leaves requests to whoever is free."""

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Seconds that a busy worker leaves a new connection to the others, for each request it has under way.
STEP_BACK = 0.004


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's worker with threads, which keeps a connection open only while it has nothing else to do.

    A connection kept open stays with the worker that took it: of four people, four may wait for each other in one
    process while the other rests. A busy worker therefore ends its connections with the answer, and the next request
    goes to the worker that wakes up first: one that rests. Nor does it take more connections than it has threads.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room_to_keep = self.cfg.worker_connections - self.cfg.threads
        self._under_way = 0

    def enqueue_req(self, conn: Any) -> None:
        """Take a request; gunicorn reads `max_keepalived` when it begins and `worker_connections` to accept."""
        self._weigh(1)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """As gunicorn, in the thread that also takes requests."""
        self._weigh(-1)
        super().finish_request(conn, fs)

    def accept(self, listener: Any) -> None:
        """Take a connection, unless somebody else has by the time this worker asks."""
        if self._under_way and self.cfg.workers > 1:
            time.sleep(self._under_way * STEP_BACK)
        super().accept(listener)

    def _weigh(self, change: int) -> None:
        self._under_way += change
        self.max_keepalived = self._room_to_keep if self._under_way <= 1 else 0
        self.worker_connections = self.cfg.worker_connections if self._under_way < self.cfg.threads else 0
