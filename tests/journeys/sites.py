"""Sites as users run them: processes of their own under gunicorn, each with a home of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

START_SECONDS = 300
STOP_SECONDS = 40


@dataclass(frozen=True)
class Site:
    """A running site. `passwords`: address to sign in with → password; `sessions`: what the browser kept of each."""

    url: str
    home: Path
    passwords: Mapping[str, str]
    sessions: dict[str, object] = field(default_factory=dict)
    pid: int = 0

    def address_of(self, name: str) -> str:
        """The whole address of "eva"."""
        return next(address for address in self.passwords if address.startswith(f"{name}@"))


@contextmanager
def running(*command: str, home: Path, **variables: str) -> Iterator[Site]:
    """`trimtab demo` or `trimtab serve` until the block ends; what it printed is in home/site.log.

    Args:
        variables: of the environment, as TRIMTAB_DATABASE_URL.
    """
    port, log = free_port(), home / "site.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, "-m", "trimtab.cli", *command, "--port", str(port)],
            env=kept | {"TRIMTAB_HOME": str(home), "COLUMNS": "160", "TRIMTAB_NIGHTLY": "no"} | variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in/login/", process, log)
            yield Site(f"http://127.0.0.1:{port}", home, passwords_in(log.read_text()), pid=process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def passwords_in(printed: str) -> dict[str, str]:
    """Address → password, from the table that the demo prints."""
    return dict(re.findall(r"(\S+@\S+)\s+│\s+(\S+)\s+│", printed))


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=30):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"The site did not start. It printed:\n{log.read_text()[-3000:]}")
