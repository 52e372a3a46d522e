"""`trimtab serve` serves the site as a user runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.support import run_trimtab

START_SECONDS = 60


@pytest.fixture
def port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        number: int = server.getsockname()[1]
    return number


@pytest.fixture
def serving(home: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The site on `port`, on a database that was migrated."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    command = [sys.executable, "-m", "trimtab.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=kept | {"TRIMTAB_HOME": str(home)}, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def answer(port: int, path: str) -> HTTPResponse:
    """Status and headers of what the site answers, once it has started."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse()
            except ConnectionRefusedError:
                assert time.monotonic() < deadline, "the site did not start"
                time.sleep(0.1)


@pytest.mark.slow
def test_the_site_answers_and_ends_when_it_is_told(serving: "subprocess.Popen[str]", port: int) -> None:
    page = answer(port, "/sign-in/login/")

    assert page.status == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(timeout=40) == 0


def test_a_database_without_tables_is_told_with_its_remedy(tmp_path: Path) -> None:
    done = run_trimtab("serve", home=tmp_path)

    assert done.returncode == 1
    assert "Run: trimtab migrate" in done.stderr
