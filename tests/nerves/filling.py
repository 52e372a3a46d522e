"""The disk without one free byte, again and again: what reading, saving and commands say, and what is left."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.sites import Site, running
from tests.nerves.crowding import write_exports
from tests.nerves.disks import filled, small_disk
from tests.nerves.driver import Visitor
from tests.nerves.stock import Stock, fill

MEGABYTES = 160
BIG = "x" * 200_000  # does not fit into a page of the database that is free by chance
COMMANDS = {"import": ("import", "{exports}", "--source", "crm", "--yes"), "backup": ("backup", "{home}/b.tar.gz"),
            "migrate": ("migrate",)}  # fmt: skip


@dataclass
class Filled:
    """What was said while no byte was free, and what was found when there was room again. said: command → sentences."""

    rounds: int
    reads: Counter[int] = field(default_factory=Counter)
    writes: Counter[int] = field(default_factory=Counter)
    afterwards: Counter[int] = field(default_factory=Counter)
    traces: int = 0
    said: dict[str, str] = field(default_factory=dict)
    left_behind: int = 0
    lost: int = 0
    integrity: str = ""


def fill_the_disk(folder: Path, *, rounds: int) -> Filled | None:
    """Run a site on a disk of its own and take all of its room, so many times; None where no disk can be mounted."""
    disk = folder / "disk"
    with small_disk(disk, megabytes=MEGABYTES) as is_mounted:
        if not is_mounted:
            return None
        home = disk / "home"
        home.mkdir()
        stock = fill(home, opportunities=40)
        write_exports(folder / "exports", rows=500)
        found = Filled(rounds)
        with running("serve", home=home) as site:
            saved = [_round(site, stock, found, number) for number in range(1, rounds + 1)]
        _compare(home, found, saved)
        return found


def _round(site: Site, stock: Stock, found: Filled, number: int) -> str:
    """One round; the amount that was saved when there was room again, or nothing."""
    pages = [f"/opportunities/{pk}/" for pk in stock.opportunities[:4]]
    pages += ["/opportunities/?closing=any&scope=everyone", "/accounts/?scope=everyone"]
    edit = f"/opportunities/{stock.opportunities[20]}/edit/"
    with Visitor(site.url, stock.session) as visitor:
        # The log keeps its length from earlier writes; what lies there already would take the next ones.
        with closing(sqlite3.connect(site.home / "trimtab.sqlite3", timeout=30)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with filled(site.home):
            refused = visitor.post(edit, stock.edit(number) | {"next_step": BIG})
            found.writes[refused.status] += 1
            found.traces += b"Traceback" in refused.body
            found.reads.update(visitor.get(page).status for page in pages)
            if number == 1:
                found.said |= {name: _said(site.home, name) for name in COMMANDS}
        visitor.close()  # the commands took longer than the server keeps a connection that says nothing
        saved = visitor.post(edit, stock.edit(number + 1_000)).status
        found.afterwards[saved] += 1
    return f"{number + 1_000}.00" if saved == 302 else ""


def _said(home: Path, name: str) -> str:
    """The last thing that a command says; an empty text where it went through."""
    kept = {one: value for one, value in os.environ.items() if not one.startswith(("TRIMTAB_", "DJANGO_"))}
    words = [word.format(exports=home.parent.parent / "exports", home=home) for word in COMMANDS[name]]
    done = subprocess.run(
        [sys.executable, "-m", "trimtab.cli", *words],
        env=kept | {"TRIMTAB_HOME": str(home), "COLUMNS": "200"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return ""
    return " ".join(done.stderr.split())[-300:] or "nothing"


def _compare(home: Path, found: Filled, saved: list[str]) -> None:
    found.left_behind = sum("b.tar" in path.name for path in home.iterdir())
    with closing(sqlite3.connect(home / "trimtab.sqlite3", timeout=30)) as rows:
        found.integrity = str(rows.execute("PRAGMA integrity_check").fetchone()[0])
        asked = "SELECT new FROM opportunities_fieldchange WHERE field = 'amount' AND origin = 'edit'"
        kept = {new for (new,) in rows.execute(asked)}
    found.lost = len({amount for amount in saved if amount} - kept)
