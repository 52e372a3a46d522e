"""People who use a running site: threads, each with one connection, that keep note of every answer."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from tests.nerves.stock import CSRF

PATIENCE = 90
BROKEN = 0  # the status of a request whose connection broke


@dataclass(frozen=True)
class Answer:
    """What came back: 0 where the connection broke. `at`: when it was asked, on the clock that only goes forward."""

    status: int
    body: bytes
    at: float
    seconds: float
    is_write: bool


@dataclass
class Visitor:
    """One person at the site. A broken connection is opened anew with the next request."""

    url: str
    session: str
    connection: HTTPConnection | None = None

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, typed: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(typed))

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        begin = time.monotonic()
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            if self.connection is None:
                parts = urlsplit(self.url)
                self.connection = HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE)
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            status, content = response.status, response.read()
        except (OSError, HTTPException):
            self.close()
            status, content = BROKEN, b""
        return Answer(status, content, begin, time.monotonic() - begin, body is not None)


@dataclass
class Crowd:
    """Visitors that work until they are told to stop; `errors` of the threads are raised when they are."""

    works: Iterable[Callable[[threading.Event], None]] = ()
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    def __enter__(self) -> "Crowd":
        self.let_in(self.works)
        return self

    def let_in(self, works: Iterable[Callable[[threading.Event], None]]) -> None:
        """More visitors."""
        for work in works:
            thread = threading.Thread(target=self._run, args=[work], daemon=True)
            thread.start()
            self.threads.append(thread)

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in self.threads), "a visitor hangs"
        if self.errors:
            raise self.errors[0]

    def _run(self, work: Callable[[threading.Event], None]) -> None:
        try:
            work(self.stop)
        except BaseException as error:  # noqa: BLE001  # raised again in the thread of the test
            self.errors.append(error)


def percentile(seconds: Iterable[float], share: float) -> float:
    """The value below which that share lies; 0 for none."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
