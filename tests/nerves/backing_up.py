"""A backup of a large database while another process writes: how long the writer has to pause."""

import os
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trimtab.core.backups import Installation, make_backup

ROW = 2_000  # bytes


@dataclass(frozen=True)
class BackedUp:
    """What was measured. `seconds`: of the copy, packing included."""

    megabytes: int
    seconds: float
    writes: int
    pause_ms: int
    integrity: str
    lost: int


def back_up_under_writers(home: Path, *, megabytes: int) -> BackedUp:
    """Make a database of that size, start a writer, copy it, unpack the copy and look at it."""
    database = home / "trimtab.sqlite3"
    _make(database, megabytes)
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.nerves.backing_up", str(database)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "trimtab.config.settings", "TRIMTAB_HOME": str(home)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    writer.stdout.readline()  # it has begun
    begin = time.monotonic()
    file = home / "backup.tar.gz"
    make_backup(file, of=Installation(home, "sqlite", {"NAME": str(database)}), version="0", now=datetime.now(UTC))
    seconds = time.monotonic() - begin
    told, _ = writer.communicate("stop\n", timeout=60)
    pause, writes = told.split()
    integrity, kept = _look_into(file, home)
    return BackedUp(
        megabytes=round(database.stat().st_size / 1e6),
        seconds=seconds,
        writes=int(writes),
        pause_ms=round(float(pause) * 1000),
        integrity=integrity,
        lost=0 if kept >= megabytes * 1_000_000 // ROW else 1,
    )


def _make(database: Path, megabytes: int) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE fact (n INTEGER PRIMARY KEY, text TEXT)")
        count = megabytes * 1_000_000 // ROW
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        connection.execute(
            f"INSERT INTO fact SELECT NULL, hex(randomblob({ROW // 2})) FROM ({numbers} SELECT i FROM n)"
        )


def _look_into(file: Path, home: Path) -> tuple[str, int]:
    with tarfile.open(file) as archive:
        content = archive.extractfile("trimtab/database.sqlite3")
        assert content is not None
        (home / "copy.sqlite3").write_bytes(content.read())
    with closing(sqlite3.connect(home / "copy.sqlite3")) as copy:
        integrity = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
        return integrity, int(copy.execute("SELECT count(*) FROM fact").fetchone()[0])


def write_until_told(database: str) -> None:
    """Write row after row; at the end say the longest wait for one, and how many there were."""
    import select

    from trimtab.core.tests.writer import connect

    connection, longest, count = connect(database), 0.0, 0
    with connection.cursor() as cursor:
        while not select.select([sys.stdin], [], [], 0)[0]:
            begin = time.monotonic()
            cursor.execute("INSERT INTO fact (text) VALUES (%s)", ["written meanwhile"])
            longest, count = max(longest, time.monotonic() - begin), count + 1
            if count == 1:
                print("begun", flush=True)  # noqa: T201  # the other process waits for it
    connection.close()
    print(longest, count)  # noqa: T201


if __name__ == "__main__":
    write_until_told(sys.argv[1])
