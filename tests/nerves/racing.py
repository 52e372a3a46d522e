"""Several people change one opportunity at the same moment, again and again, on PostgreSQL.

Its history is a chain: what a change replaced is what the change before it left. A lost update breaks the chain, since
two changes replaced the same value. Moves between stages and edits of the amount go on beside each other.
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psycopg

from tests.journeys.sites import Site, running
from tests.nerves.clusters import Cluster, programs_of_postgres, running_cluster
from tests.nerves.driver import Crowd, Visitor
from tests.nerves.stock import Stock, fill

RACERS = 6
UNLOCKED = {"DJANGO_SETTINGS_MODULE": "tests.nerves.unlocked"}


@dataclass(frozen=True)
class Raced:
    """What was told, and of how many changes the value that they replaced was not the one before."""

    told: Counter[int]
    changes: int
    lost: int
    stands: bool


def race(home: Path, *, rounds: int, **variables: str) -> Raced:
    """Let six people save so many times each: three the amount, three the stage."""
    programs = programs_of_postgres()
    assert programs is not None, "PostgreSQL's server is not installed"
    with running_cluster(programs) as cluster:
        chosen = {"TRIMTAB_DATABASE_URL": cluster.url}
        stock = fill(home, opportunities=1, **chosen)
        stages = _open_stages(cluster)
        told: list[int] = []
        with running("serve", home=home, **chosen, **variables) as site:
            barrier = threading.Barrier(RACERS)
            works = [_racer(site, stock, stages, number, rounds, barrier, told) for number in range(RACERS)]
            with Crowd(works):
                pass
        return _compare(cluster, stock, told)


def _racer(  # one thread's whole world
    site: Site, stock: Stock, stages: list[int], number: int, rounds: int, barrier: threading.Barrier, told: list[int]
) -> Callable[[threading.Event], None]:
    pk = stock.opportunities[0]

    def work(_stop: threading.Event) -> None:
        with Visitor(site.url, stock.session) as visitor:
            for turn in range(rounds):
                barrier.wait(120)
                if number % 2:
                    moved = {"stage": str(stages[(turn + number) % len(stages)])}
                    told.append(visitor.post(f"/opportunities/{pk}/stage-changes/", moved).status)
                else:
                    amount = 1 + turn * RACERS + number
                    told.append(visitor.post(f"/opportunities/{pk}/edit/", stock.edit(amount)).status)

    return work


def _open_stages(cluster: Cluster) -> list[int]:
    with psycopg.connect(cluster.url) as rows:
        found = rows.execute("SELECT id FROM opportunities_stage WHERE kind = 'open' ORDER BY position")
        return [int(pk) for (pk,) in found]


def _compare(cluster: Cluster, stock: Stock, told: list[int]) -> Raced:
    pk, lost, count = stock.opportunities[0], 0, 0
    with psycopg.connect(cluster.url) as rows:
        stands = True
        for field, column in (("amount", "amount::text"), ("stage", "stage_id::text")):
            asked = (
                "SELECT old, new FROM opportunities_fieldchange WHERE (opportunity_id, field) = (%s, %s) ORDER BY id"
            )
            chain = rows.execute(asked, [pk, field]).fetchall()
            lost += sum(before[1] != after[0] for before, after in pairwise(chain))
            count += len(chain)
            now = rows.execute(f"SELECT {column} FROM opportunities_opportunity WHERE id = %s", [pk]).fetchone()
            stands = stands and now is not None and bool(chain) and str(now[0]) == str(chain[-1][1])
    return Raced(Counter(told), count, lost, stands)
