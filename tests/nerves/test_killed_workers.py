"""A worker dies while people write: whatever they were told is saved, whole; the others go on."""

import os
import signal

import pytest

from tests.journeys.sites import Site
from tests.nerves.driver import Visitor
from tests.nerves.killing import Killed, kill_workers, workers_of
from tests.nerves.stock import Stock

KILLS = 6


@pytest.fixture(scope="module")
def killed(site: Site, stock: Stock) -> Killed:
    """Six workers are killed under six writers."""
    return kill_workers(site, stock, kills=KILLS)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(killed: Killed) -> None:
    assert killed.acknowledged >= KILLS * 5
    assert killed.lost == 0


@pytest.mark.slow
def test_each_edit_has_its_history_and_its_audit_or_neither(killed: Killed) -> None:
    assert (killed.without_event, killed.half) == (0, 0)


@pytest.mark.slow
def test_the_database_is_sound(killed: Killed) -> None:
    assert killed.integrity == "ok"


@pytest.mark.slow
def test_others_are_served_when_one_worker_dies(site: Site, stock: Stock) -> None:
    os.kill(workers_of(site.pid)[0], signal.SIGKILL)
    statuses = []

    for _ in range(20):
        with Visitor(site.url, stock.session) as visitor:
            statuses.append(visitor.get("/people/profile/").status)

    assert statuses == [200] * 20
