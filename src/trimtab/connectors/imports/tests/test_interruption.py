"""A killed import goes on with the same command: nothing twice, nothing missing. Real processes, a real file."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from trimtab.connectors.imports.tests.exports import opportunity, write_exports

ROWS = 6_000
PROGRAM = """
import sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from trimtab.connectors.imports.actions import import_folder
from trimtab.core.pacing import Pace
call_command("migrate", verbosity=0)
print("ready", flush=True)
pace = Pace(100, 0.01)
import_folder(Path(sys.argv[1]), source="crm", uploads=settings.UPLOADS, now=timezone.now(), yes=True, pace=pace)
"""


def environment(home: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    return kept | {"TRIMTAB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "trimtab.config.settings"}


def start(folder: Path, home: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)], env=environment(home), stdout=subprocess.PIPE)


def number_of(home: Path, query: str) -> int:
    """The one number of a query; 0 while there is no table."""
    try:
        with closing(sqlite3.connect(f"file:{home / 'trimtab.sqlite3'}?mode=ro", uri=True)) as database:
            return int(database.execute(query).fetchone()[0] or 0)
    except sqlite3.OperationalError:
        return 0


@pytest.mark.slow
def test_killed_import_goes_on_without_duplicates_or_gaps(tmp_path: Path) -> None:
    rows = [opportunity(f"006{number:05}", amount=f"{number}.25") for number in range(ROWS)]
    folder, home = write_exports(tmp_path / "in", rows), tmp_path / "home"
    kills = 0
    for least in (1_000, 3_000, ROWS + 8_000):
        with start(folder, home) as running:
            written = "SELECT max(done) FROM connectors_importrun"
            while running.poll() is None and number_of(home, written) < least:
                time.sleep(0.02)
            if running.poll() is None:
                running.send_signal(signal.SIGKILL)
                kills += 1
    with start(folder, home) as running:
        assert running.wait(timeout=300) == 0

    assert kills == 3
    assert number_of(home, "SELECT count(*) FROM opportunities_opportunity") == ROWS
    assert number_of(home, "SELECT count(DISTINCT external_id) FROM opportunities_opportunity") == ROWS
    assert number_of(home, "SELECT count(*) FROM opportunities_fieldchange") == 7 * ROWS
    assert number_of(home, "SELECT count(*) FROM connectors_importrun WHERE state = 'finished'") == 1
    assert number_of(home, "SELECT sum(amount * 100) FROM opportunities_opportunity") == sum(
        n * 100 + 25 for n in range(ROWS)
    )
