"""Real servers on this machine that behave well or badly, each on a port of its own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Acme newsroom</title><link>https://acme.example/</link>
<item><guid>1</guid><title>Acme opens a plant</title><link>https://acme.example/plant</link>
<pubDate>Mon, 16 Nov 2026 09:00:00 GMT</pubDate>
<description>&lt;p&gt;Turbines for the north.&lt;/p&gt;</description></item>
<item><guid>2</guid><title>Acme names a purchasing director</title><link>https://acme.example/director</link>
<pubDate>Tue, 17 Nov 2026 09:00:00 GMT</pubDate><description>Kim Keller begins in January.</description></item>
</channel></rss>"""


@dataclass
class Server:
    """Where it listens, and the heads of the requests that reached it."""

    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def address(self, path: str = "/feed") -> str:
        return f"http://{self.place}{path}"


Speak = Callable[[socket.socket, str], None]


@contextmanager
def serving(speak: Speak) -> Iterator[Server]:
    """A server that says with `speak` what it answers to a connection and the head of its request."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                head = connection.recv(10_000).decode("latin-1")
                server.asked.append(head)
                speak(connection, head)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=2)


def answer(body: bytes = FEED, *, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> bytes:
    """An answer as it goes over the line."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/rss+xml"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def says(*answers: bytes) -> Speak:
    """One answer after the other, the last one again and again."""
    left = list(answers)
    return lambda connection, _head: connection.sendall(left.pop(0) if len(left) > 1 else left[0])


def trickles(connection: socket.socket, _head: str) -> None:
    """A proper head, then a byte now and then, for as long as anybody listens."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _number in range(1_000):
        connection.sendall(b"x")
        time.sleep(0.05)
