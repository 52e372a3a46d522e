"""The disk is full: writing says so and what to do, reading goes on, nothing is harmed, and work resumes."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.sites import Site
from tests.nerves.disks import filled
from tests.nerves.driver import Answer, Visitor
from tests.nerves.killing import opened
from tests.nerves.stock import Stock

pytestmark = pytest.mark.slow
BIG = "x" * 200_000  # does not fit into a page of the database that is free by chance


@pytest.fixture
def small_site(site: Site) -> Site:
    if not Path(site.home).is_mount():
        pytest.skip("needs root: the disk of its own is a tmpfs")
    return site


def saved(site: Site, stock: Stock, amount: int, *, text: str = "") -> Answer:
    with Visitor(site.url, stock.session) as visitor:
        return visitor.post(f"/opportunities/{stock.opportunities[20]}/edit/", stock.edit(amount) | {"next_step": text})


def test_writing_says_what_to_do_and_reading_goes_on(small_site: Site, stock: Stock) -> None:
    with Visitor(small_site.url, stock.session) as visitor:
        before = visitor.get("/opportunities/?closing=any&scope=everyone").status
        # The log keeps its length from earlier writes; what lies there already would take the next ones.
        with closing(sqlite3.connect(small_site.home / "trimtab.sqlite3")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        # A little is left, so that SQLite can still lay out its shared memory for reading.
        with filled(small_site.home, but=1 << 16):
            refused = saved(small_site, stock, 501, text=BIG)
            read = [visitor.get(f"/opportunities/{pk}/").status for pk in stock.opportunities[:3]]
            ready = visitor.get("/health/ready")

    again = saved(small_site, stock, 502)
    assert (before, refused.status, read, ready.status, again.status) == (200, 507, [200] * 3, 503, 302)
    assert b"make room" in refused.body
    assert b"Traceback" not in refused.body
    with opened(small_site.home / "trimtab.sqlite3") as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        history = "SELECT new FROM opportunities_fieldchange WHERE field = 'amount' AND new IN ('501.00', '502.00')"
        assert rows.execute(history).fetchall() == [("502.00",)]


def test_a_backup_that_does_not_fit_leaves_no_half_file(small_site: Site) -> None:
    file = small_site.home / "backup.tar.gz"
    command = [sys.executable, "-m", "trimtab.cli", "backup", str(file)]

    with filled(small_site.home):
        done = subprocess.run(command, env={"TRIMTAB_HOME": str(small_site.home)}, capture_output=True, text=True)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "full" in done.stderr or "No space" in done.stderr
    assert [path.name for path in small_site.home.iterdir() if "backup" in path.name] == []


def test_a_disk_that_fills_up_is_told_before_it_is_full(small_site: Site, stock: Stock) -> None:
    with filled(small_site.home, but=1 << 20), Visitor(small_site.url, stock.session) as visitor:
        page = visitor.get("/people/profile/")

    assert b"The disk of this site is nearly full." in page.body
