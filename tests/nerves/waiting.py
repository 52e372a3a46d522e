"""Requests that stand still because a test holds the write gate: how many there are, and where. Linux only."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.sites import Site
from tests.nerves.driver import Answer, Visitor
from tests.nerves.killing import wait_until
from tests.nerves.stock import Stock
from trimtab.core.sqlite.gate import WriteGate

REQUESTS = 8
ESTABLISHED = "01"


def save_while_shut(site: Site, stock: Stock, *, then: Callable[[list[int]], None], first: int) -> list[Answer]:
    """Eight people save while the gate is shut; `then` gets the waiting processes; the gate opens. What they were told.

    Args:
        first: the amount of the first one; the others save the following ones.
    """

    def save(number: int) -> Answer:
        with Visitor(site.url, stock.session) as visitor:
            return visitor.post(f"/opportunities/{stock.opportunities[number]}/edit/", stock.edit(first + number))

    with ThreadPoolExecutor(REQUESTS) as people:
        with _shut(site) as gate:
            answers = people.map(save, range(REQUESTS))
            # A worker may take more than it has threads for; those wait in it, and have to be finished too.
            wait_until(lambda: accepted(site) == REQUESTS and bool(waiting_at(gate)))
            then(waiting_at(gate))
        return list(answers)


@contextmanager
def _shut(site: Site) -> Iterator[WriteGate]:
    gate = WriteGate.beside(site.home / "trimtab.sqlite3")
    passage = gate.enter(seconds=30)
    try:
        yield gate
    finally:
        passage.leave()


def waiting_at(gate: WriteGate) -> list[int]:
    """The processes that wait for the gate or in its queue, one for each writer."""
    places = {path.stat().st_ino for path in (gate.path, gate.path.with_name(f"{gate.path.name}-queue"))}
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    blocked = [line[2:] for line in lines if line[1] == "->"]
    return [int(line[3]) for line in blocked if int(line[4].rpartition(":")[2]) in places]


def accepted(site: Site) -> int:
    """How many connections the workers of the site have taken."""
    port = f":{urlsplit(site.url).port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(line[1].endswith(port) and line[3] == ESTABLISHED and line[9] != "0" for line in lines)
