"""Somebody holds a row for long: the connections of the site's pool run out, and nobody else's patience must."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.journeys.sites import Site, running
from tests.nerves.clusters import Cluster, programs_of_postgres, running_cluster
from tests.nerves.driver import Answer, Crowd, Visitor
from tests.nerves.killing import wait_until
from tests.nerves.stock import Stock, fill

NARROW = {"DJANGO_SETTINGS_MODULE": "tests.nerves.narrow"}


@dataclass(frozen=True)
class Exhausted:
    """What people were told while a row was held, and afterwards. refused_after: seconds, in order."""

    told: Counter[int]
    refused_after: list[float]
    ready: int
    afterwards: Counter[int]
    connections: int
    left_open: int


def exhaust_the_pool(home: Path, *, people: int, held: float, workers: int = 2, **variables: str) -> Exhausted:
    """Hold one opportunity for so long while so many people save it; then let everybody save again.

    Args:
        workers: with one, nobody waits for a thread where four people come.
    """
    programs = programs_of_postgres()
    assert programs is not None, "PostgreSQL's server is not installed"
    with running_cluster(programs) as cluster:
        chosen = {"TRIMTAB_DATABASE_URL": cluster.url}
        stock = fill(home, opportunities=2, **chosen)
        with running("serve", "--workers", str(workers), home=home, **chosen, **variables) as site:
            return _exhaust(site, stock, cluster, people=people, held=held)


def _exhaust(site: Site, stock: Stock, cluster: Cluster, *, people: int, held: float) -> Exhausted:
    first: list[Answer] = []
    with Crowd() as crowd, _row_held(cluster, stock):
        crowd.let_in(_savers(site, stock, people, first))
        begin = time.monotonic()
        wait_until(lambda: _waiting(cluster) > 0)
        threading.Event().wait(max(held - (time.monotonic() - begin), 0))  # this is how long it is held
    with Visitor(site.url, stock.session) as probe:
        ready = probe.get("/health/ready").status
    again: list[Answer] = []
    with Crowd(_savers(site, stock, people, again)):
        pass
    refused = sorted(answer.seconds for answer in first if answer.status == 503)
    with psycopg.connect(cluster.url, autocommit=True) as rows:
        counted = "SELECT count(*), count(*) FILTER (WHERE state <> 'idle') FROM pg_stat_activity"
        others = "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        found = rows.execute(f"{counted} {others}").fetchone()
    assert found is not None
    return Exhausted(
        Counter(answer.status for answer in first), refused, ready,
        Counter(answer.status for answer in again), *found,
    )  # fmt: skip


@contextmanager
def _row_held(cluster: Cluster, stock: Stock) -> Iterator[None]:
    """Another program has begun to change the opportunity. It lets go before the crowd is waited for."""
    with psycopg.connect(cluster.url) as holder:
        holder.execute("SELECT 1 FROM opportunities_opportunity WHERE id = %s FOR UPDATE", [stock.opportunities[0]])
        yield


def _waiting(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url) as rows:
        found = rows.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
    return int(found[0]) if found else 0


def _savers(site: Site, stock: Stock, people: int, answers: list[Answer]) -> list[Callable[[threading.Event], None]]:
    def saver(number: int) -> Callable[[threading.Event], None]:
        def work(_stop: threading.Event) -> None:
            with Visitor(site.url, stock.session) as visitor:
                answers.append(visitor.post(f"/opportunities/{stock.opportunities[0]}/edit/", stock.edit(number)))

        return work

    return [saver(number) for number in range(1, people + 1)]
