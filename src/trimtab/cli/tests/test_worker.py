"""Workers of the server share the requests, and one that is busy holds nobody to itself."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

HELD = 0.6  # seconds that an answer takes
APART = 0.1  # seconds between two people who ask; as well on a machine with much to do

APP = f"""
import os, time

def app(environ, start_response):
    time.sleep({HELD})
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "slow.py").write_text(APP)
    return tmp_path


def test_four_who_ask_at_once_are_shared_by_two_workers(folder: Path) -> None:
    with server(folder, workers=2) as port:
        rounds = [asked(port, people=4) for _ in range(7)]

    shared = [sorted(pids.count(pid) for pid in set(pids)) for pids, _kept in rounds]
    assert shared.count([2, 2]) >= 5, shared  # by chance three in eight


def test_a_worker_with_more_to_do_ends_the_connection_with_its_answer(folder: Path) -> None:
    with server(folder, workers=1) as port:
        together = [asked(port, people=3)[1] for _ in range(3)]
        alone = [asked(port, people=1)[1] for _ in range(3)]

    assert [True, False, False] in together, together
    assert [True] in alone


def asked(port: int, *, people: int) -> tuple[list[str], list[bool]]:
    """People who ask shortly after each other: who answered each, and whether the connection stays open."""

    def ask(number: int) -> tuple[str, bool]:
        time.sleep((number + 1) * APART)  # whoever asked before is gone
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.read().decode(), not answer.will_close

    with ThreadPoolExecutor(people) as pool:
        answers = list(pool.map(ask, range(people)))
    return [pid for pid, _kept in answers], [kept for _pid, kept in answers]


@contextmanager
def server(folder: Path, *, workers: int) -> Iterator[int]:
    """The server with our workers of four threads on an application that takes its time; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-k", "trimtab.cli.worker.Worker", "--threads", "4"]
    command += ["--workers", str(workers), "--bind", f"127.0.0.1:{port}", "slow:app"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=os.environ, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while (folder / "log").read_text().count("Booting worker") < workers:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        asked(port, people=2 * workers)  # they are up once they have answered
        yield port
    finally:
        process.terminate()
        process.wait(30)
