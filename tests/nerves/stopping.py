"""The database goes away under people who write, and comes back."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.journeys.sites import Site, running
from tests.nerves.clusters import Cluster, programs_of_postgres, running_cluster
from tests.nerves.driver import Crowd, Visitor
from tests.nerves.killing import wait_until
from tests.nerves.stock import Stock, fill

WRITERS = 4
PATIENCE = 60


@dataclass(frozen=True)
class Stopped:
    """What was seen. `statuses`: what people were told in all that time; `page`: the refusal that they saw."""

    live: int
    ready: int
    ready_seconds: float
    recovery_seconds: float
    acknowledged: int
    lost: int
    statuses: set[int]
    page: bytes


def stop_the_database(home: Path, *, seconds: float) -> Stopped:
    """Start a cluster and a site on it, take the cluster away for so long, and compare answers with tables."""
    programs = programs_of_postgres()
    assert programs is not None, "PostgreSQL's server is not installed"
    with running_cluster(programs) as cluster:
        stock = fill(home, opportunities=20, TRIMTAB_DATABASE_URL=cluster.url)
        with running("serve", home=home, TRIMTAB_DATABASE_URL=cluster.url) as site:
            return _stop(site, stock, cluster, seconds=seconds)


def _stop(site: Site, stock: Stock, cluster: Cluster, *, seconds: float) -> Stopped:
    told: list[tuple[int, int, int]] = []
    refusals: list[bytes] = []

    def writer(number: int) -> Callable[[threading.Event], None]:
        def work(stop: threading.Event) -> None:
            pk, amount = stock.opportunities[number], number * 1_000_000
            with Visitor(site.url, stock.session) as visitor:
                while not stop.is_set():
                    amount += 1
                    answer = visitor.post(f"/opportunities/{pk}/edit/", stock.edit(amount))
                    told.append((answer.status, pk, amount))
                    if answer.status != 302:
                        refusals.append(answer.body)

        return work

    with Crowd([writer(number) for number in range(WRITERS)]), Visitor(site.url, stock.session) as probe:
        wait_until(lambda: sum(status == 302 for status, *_ in told) >= 2 * WRITERS)
        cluster.stop()
        away = time.monotonic()
        live, ready = probe.get("/health/live"), probe.get("/health/ready")
        wait_until(lambda: bool(refusals))
        threading.Event().wait(max(seconds - (time.monotonic() - away), 0))  # this is how long it stays away
        cluster.start()
        back = time.monotonic()
        wait_until(lambda: probe.get("/people/profile/").status == 200, seconds=PATIENCE)
        recovery, count = time.monotonic() - back, len(told)
        wait_until(lambda: any(status == 302 for status, *_ in told[count:]), seconds=PATIENCE)
    acknowledged = {(pk, f"{amount}.00") for status, pk, amount in told if status == 302}
    return Stopped(
        live=live.status,
        ready=ready.status,
        ready_seconds=ready.seconds,
        recovery_seconds=recovery,
        acknowledged=len(acknowledged),
        lost=len(acknowledged - _changes(cluster)),
        statuses={status for status, *_ in told},
        page=refusals[0],
    )


def _changes(cluster: Cluster) -> set[tuple[int, str]]:
    with psycopg.connect(cluster.url) as connection:
        rows = connection.execute("SELECT opportunity_id, new FROM opportunities_fieldchange WHERE field = 'amount'")
        return {(int(pk), str(new)) for pk, new in rows}
