"""Many people at once, with an importer, backups and checkpoints beside them: nobody is turned away."""

import csv
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.sites import Site
from tests.nerves.driver import BROKEN, Answer, Crowd, Visitor, percentile
from tests.nerves.stock import Stock
from trimtab.core.sqlite.gate import WriteGate

WRITES_IN_A_HUNDRED = 10
REST = 0.5  # seconds between two imports, two backups, two checkpoints
PAGES = ("/opportunities/?closing=any&scope=everyone", "/accounts/?scope=everyone", "/people/profile/")


@dataclass(frozen=True)
class Load:
    """What a crowd was told. Times in milliseconds."""

    requests: int
    writes: int
    refused: int  # 5xx, and connections that broke
    writes_refused: int
    p50: int
    p99: int
    write_p99: int
    imports: int
    backups: int
    longest_backup: int
    longest_write_beside_a_backup: int
    integrity: str


def crowd_in(site: Site, stock: Stock, *, people: int, seconds: float, only_writes: bool = False) -> Load:
    """Let so many people use the site for so long; with an importer, backups and checkpoints unless they only write."""
    answers: list[Answer] = []
    backups: list[tuple[float, float]] = []
    imports: list[int] = []
    share = 100 if only_writes else WRITES_IN_A_HUNDRED
    works = [_person(site, stock, number, share, answers) for number in range(people)]
    if not only_writes:
        works += [_importer(site, imports), _keeper(site, backups), _checkpoints(site)]
    with Crowd(works):
        threading.Event().wait(seconds)  # this is how long the load lasts
    return _measured(site, answers, imports, backups)


def _person(
    site: Site, stock: Stock, number: int, share: int, answers: list[Answer]
) -> Callable[[threading.Event], None]:
    chance, pk = random.Random(number), stock.opportunities[number % len(stock.opportunities)]

    def work(stop: threading.Event) -> None:
        with Visitor(site.url, stock.session) as visitor:
            while not stop.is_set():
                if chance.randrange(100) < share:
                    answers.append(visitor.post(f"/opportunities/{pk}/edit/", stock.edit(chance.randrange(10**6))))
                else:
                    answers.append(visitor.get(chance.choice((*PAGES, f"/opportunities/{pk}/"))))

    return work


def _importer(site: Site, imports: list[int]) -> Callable[[threading.Event], None]:
    def work(stop: threading.Event) -> None:
        while not stop.wait(REST):
            folder = site.home / f"exports-{len(imports)}"
            write_exports(folder, rows=500)
            done = _command(site.home, "import", str(folder), "--source", folder.name, "--yes", "--polite")
            assert done.returncode == 0, done.stderr[-1500:]
            imports.append(500)

    return work


def _keeper(site: Site, backups: list[tuple[float, float]]) -> Callable[[threading.Event], None]:
    def work(stop: threading.Event) -> None:
        file = site.home.parent / "backup.tar.gz"
        while not stop.wait(REST):
            begin = time.monotonic()
            done = _command(site.home, "backup", str(file))
            assert done.returncode == 0, done.stderr[-1500:]
            backups.append((begin, time.monotonic()))

    return work


def _checkpoints(site: Site) -> Callable[[threading.Event], None]:
    def work(stop: threading.Event) -> None:
        database = site.home / "trimtab.sqlite3"
        with closing(sqlite3.connect(database, timeout=30, check_same_thread=False)) as connection:
            while not stop.wait(REST):
                passage = WriteGate.beside(database).enter(seconds=60)
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                passage.leave()

    return work


def _command(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    command = [sys.executable, "-m", "trimtab.cli", *arguments]
    return subprocess.run(command, env=kept | {"TRIMTAB_HOME": str(home)}, capture_output=True, text=True, check=False)


def write_exports(folder: Path, *, rows: int) -> None:
    """So many opportunities in the shape of a Salesforce export."""
    folder.mkdir(exist_ok=True)
    columns = ("Id", "Name", "StageName", "Amount", "CloseDate", "CreatedDate", "IsClosed", "IsWon")
    with (folder / "Opportunity.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(columns)
        for number in range(rows):
            known = (f"006{number:09}", f"{folder.name} {number}", "Proposal", f"{number}.00", "2026-12-31")
            lines.writerow((*known, "2026-01-05 08:00:00", "false", "false"))


def _measured(site: Site, answers: list[Answer], imports: list[int], backups: list[tuple[float, float]]) -> Load:
    writes = [answer for answer in answers if answer.is_write]
    refused = [answer for answer in answers if answer.status >= 500 or answer.status == BROKEN]
    beside = [one for one in writes if any(begin <= one.at + one.seconds and one.at <= end for begin, end in backups)]
    with closing(sqlite3.connect(site.home / "trimtab.sqlite3", timeout=30)) as connection:
        integrity = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    return Load(
        requests=len(answers),
        writes=len(writes),
        refused=len(refused),
        writes_refused=sum(answer.is_write for answer in refused),
        p50=round(percentile((answer.seconds for answer in answers), 0.5) * 1000),
        p99=round(percentile((answer.seconds for answer in answers), 0.99) * 1000),
        write_p99=round(percentile((answer.seconds for answer in writes), 0.99) * 1000),
        imports=sum(imports),
        backups=len(backups),
        longest_backup=round(max((end - begin for begin, end in backups), default=0.0) * 1000),
        longest_write_beside_a_backup=round(max((one.seconds for one in beside), default=0.0) * 1000),
        integrity=integrity,
    )
