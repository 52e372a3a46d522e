"""`kill -9` of workers while people write: what was acknowledged is there, with its history and its audit."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.sites import Site
from tests.nerves.driver import Crowd, Visitor
from tests.nerves.stock import Stock

WRITERS = 6
BETWEEN = 5  # acknowledged writes before the next kill


@dataclass(frozen=True)
class Killed:
    """What `kill_workers` found."""

    kills: int
    acknowledged: int
    lost: int
    without_event: int
    half: int
    integrity: str


def kill_workers(site: Site, stock: Stock, *, kills: int) -> Killed:
    """Let people write and kill a worker again and again, then compare the answers with the tables."""
    acknowledged: list[tuple[int, int]] = []

    def write(number: int) -> Callable[[threading.Event], None]:
        def work(stop: threading.Event) -> None:
            pk, amount = stock.opportunities[number], number * 1_000_000
            with Visitor(site.url, stock.session) as visitor:
                while not stop.is_set():
                    amount += 1
                    if visitor.post(f"/opportunities/{pk}/edit/", stock.edit(amount)).status == 302:
                        acknowledged.append((pk, amount))

        return work

    with Crowd([write(number) for number in range(1, WRITERS + 1)]):
        for turn in range(kills):
            wait_until(lambda turn=turn: len(acknowledged) >= (turn + 1) * BETWEEN)  # type: ignore[misc]
            victims = workers_of(site.pid)
            os.kill(victims[turn % len(victims)], signal.SIGKILL)
    return _compare(site.home / "trimtab.sqlite3", acknowledged, kills)


def workers_of(master: int) -> list[int]:
    """The processes that answer requests; waits until there is one."""
    found: list[int] = []

    def are_there() -> bool:
        found[:] = children_of(master)
        return bool(found)

    wait_until(are_there)
    return found


def children_of(process: int) -> list[int]:
    """The children of a process, Linux only."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(number) for number in listed]


def wait_until(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def _compare(database: Path, acknowledged: list[tuple[int, int]], kills: int) -> Killed:
    with opened(database) as rows:
        edited = "SELECT opportunity_id, new FROM opportunities_fieldchange WHERE field = 'amount' AND origin = 'edit'"
        changes = set(rows.execute(edited))
        edits = "SELECT record_id, json_extract(after, '$.amount') FROM core_event WHERE verb = 'opportunity.edited'"
        events = set(rows.execute(edits))
        present = set(rows.execute("SELECT id, printf('%.2f', amount) FROM opportunities_opportunity"))
        integrity = str(rows.execute("PRAGMA integrity_check").fetchone()[0])
    written = {(pk, f"{amount}.00") for pk, amount in acknowledged}
    last = {pk: max(float(new) for one, new in changes if one == pk) for pk, _new in written}
    return Killed(
        kills=kills,
        acknowledged=len(written),
        lost=len(written - changes),
        without_event=len(written - events),
        half=len(changes ^ events) + sum((pk, f"{amount:.2f}") not in present for pk, amount in last.items()),
        integrity=integrity,
    )


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """The database file as another program reads it."""
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        yield connection
