"""What `trimtab doctor` looks at. Each check says in a sentence what is, and what to do where that is not well."""

import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError

from trimtab import __version__
from trimtab.analytics.extracts.manifest import read_manifest
from trimtab.analytics.models import NightRun
from trimtab.cli.migrate import pending_migrations
from trimtab.core.health import SPACE_PROBLEM, SPACE_WARNING

# SQLite 3.7.0 to 3.51.2 may lose a commit made while another connection restarts the WAL.
FIXED_SQLITE = (3, 51, 3)
WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}
# Kinds of file systems as /proc/mounts names them.
NETWORK = ("nfs", "cifs", "smb", "ceph", "glusterfs", "lustre", "afs", "fuse.sshfs")
DOUBTFUL = ("9p", "fuse")
OLD_EXTRACT = timedelta(days=1)
OLD_NIGHT = timedelta(days=2)


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    status: Literal["ok", "warning", "problem"]
    text: str


def all_checks(*, now: datetime) -> Iterator[Check]:
    """Every check, in the order to read them; those that need the database end with the first that cannot reach it."""
    yield Check("versions", "ok", _versions())
    usage = shutil.disk_usage(settings.HOME)
    yield check_space(settings.HOME, free=usage.free, total=usage.total)
    yield check_folder(settings.HOME)
    try:
        yield from start_checks()
        yield from _database()
        migrations = _migrations()
        yield migrations
        if migrations.status == "problem":  # the tables that the rest reads may not be there
            return
        yield _extracts(settings.EXTRACTS, now)
        yield check_search()
        yield check_ledger()
        yield check_nights(now)
        yield _time_zone()
    except DatabaseError as error:
        yield Check("database", "problem", f"The database cannot be used: {error}".strip())


def check_nights(now: datetime) -> Check:
    """Whether the work of the night was done lately, and all of it."""
    last = NightRun.objects.exclude(finished_at=None).order_by("-day").first()
    if last is None:
        return Check("nightly work", "ok", "Not done yet; the site does it once a day, or `trimtab nightly` does now.")
    failed = [f"{step['name']} ({step['text']})" for step in last.steps if step["outcome"] == "failed"]
    if failed:
        return Check("nightly work", "problem", f"On {last.day} these steps failed: {', '.join(failed)}.")
    if now.date() - last.day > OLD_NIGHT:
        return Check("nightly work", "warning", f"Last done on {last.day}. Run `trimtab nightly`.")
    return Check("nightly work", "ok", f"Done on {last.day}, {len(last.steps)} steps.")


def start_checks() -> Iterator[Check]:
    """What must hold before the site starts: a problem among these would lose or damage what people enter."""
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        yield check_file_system(database, mounts=Path("/proc/mounts"))
        is_gated = connection.settings_dict["OPTIONS"].get("gate", True)
        yield check_gate(sqlite3.sqlite_version_info, is_gated=is_gated)
        yield _sqlite_settings({name: _pragma(name) for name in WANTED})


def check_folder(home: Path) -> Check:
    """The folder of the data must take files."""
    try:
        with tempfile.TemporaryFile(dir=home):
            return Check("folder", "ok", f"{home} can be written.")
    except OSError as error:
        return Check("folder", "problem", f"TRIMTAB_HOME must be a folder that can be written. Got {home}: {error}.")


def check_file_system(database: Path, *, mounts: Path) -> Check:
    """SQLite's WAL and our write gate need one machine and its locks."""
    kind = _file_system_of(database, mounts)
    text = f"{database} lives on {kind or 'an unknown file system'}."
    if kind.startswith(NETWORK):
        remedy = "SQLite loses data on a network file system: choose a folder of this machine, or PostgreSQL."
        return Check("file system", "problem", f"{text} {remedy}")
    if kind.startswith(DOUBTFUL):
        return Check("file system", "warning", f"{text} It may come from another machine; SQLite needs one of its own.")
    return Check("file system", "ok", text)


def _file_system_of(path: Path, mounts: Path) -> str:
    """The kind of file system, as the kernel names it; "" where it tells nothing."""
    if not mounts.exists():
        return ""
    listed = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    above = [(place, kind) for place, kind in listed if path.resolve().is_relative_to(place.replace("\\040", " "))]
    return max(above, key=lambda found: len(found[0]), default=("", ""))[1]


def check_gate(version: tuple[int, ...], *, is_gated: bool) -> Check:
    """Without the gate an old SQLite can damage its file."""
    if is_gated:
        return Check("gate in use", "ok", "Writers take turns.")
    if version >= FIXED_SQLITE:
        return Check("gate in use", "warning", "The write gate is off: writers wait long behind others.")
    text = f"The write gate is off, and SQLite {'.'.join(map(str, version))} has the WAL-reset bug."
    return Check("gate in use", "problem", f"{text} Leave the gate on, or use SQLite 3.51.3 or newer.")


def _versions() -> str:
    import django

    return f"Trimtab {__version__}, Python {platform.python_version()}, Django {django.get_version()}"


def check_space(home: Path, *, free: int, total: int) -> Check:
    """Warn in time of a disk that fills up; bytes."""
    share = free / total
    text = f"{free / 1e9:.1f} GB free ({share:.0%}) where {home} lives."
    if share < SPACE_PROBLEM:
        return Check("disk", "problem", f"{text} Make room now: writing stops when the disk is full.")
    return Check("disk", "warning" if share < SPACE_WARNING else "ok", text)


def _database() -> Iterator[Check]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            yield Check("database", "ok", f"PostgreSQL {cursor.fetchone()[0]}")
        return
    yield check_sqlite(sqlite3.sqlite_version_info)
    yield _write_gate()


def _pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None  # a database in memory has no mmap_size


def check_sqlite(version: tuple[int, ...]) -> Check:
    """Warn of a version that can damage a file which several connections write."""
    text = f"SQLite {'.'.join(map(str, version))}"
    if version >= FIXED_SQLITE:
        return Check("database", "ok", text)
    return Check(
        "database",
        "warning",
        f"{text} has the WAL-reset bug, fixed in 3.51.3. Trimtab's write gate keeps writers and checkpoints apart, so "
        "they cannot meet in it; let no other program write to the file.",
    )


def _sqlite_settings(in_force: dict[str, object]) -> Check:
    text = ", ".join(f"{name} = {value}" for name, value in in_force.items())
    wrong = [name for name, value in in_force.items() if value != WANTED[name]]
    if wrong:
        return Check(
            "database settings", "problem", f"{text}. Wanted: {', '.join(f'{n} = {WANTED[n]}' for n in wrong)}."
        )
    return Check("database settings", "ok", text)


def _write_gate() -> Check:
    from trimtab.core.sqlite.gate import WriteGate, holder

    process = holder(WriteGate.beside(Path(connection.settings_dict["NAME"])).path)
    return Check("write gate", "ok", "Open." if process is None else f"Process {process} is writing.")


def _migrations() -> Check:
    if pending := pending_migrations():
        return Check("migrations", "problem", f"{len(pending)} migrations are pending. Run: trimtab migrate")
    return Check("migrations", "ok", "The database is up to date.")


def _extracts(folder: Path, now: datetime) -> Check:
    manifest = read_manifest(folder)
    if manifest is None:
        return Check("extract", "warning", "There is no extract yet. Run: trimtab extract")
    age = now - manifest.as_of
    text = f"The extract is of {manifest.as_of:%Y-%m-%d %H:%M} UTC, {age / timedelta(hours=1):.1f} hours old."
    return Check("extract", "warning" if age > OLD_EXTRACT else "ok", text)


def check_search() -> Check:
    """Whether the search finds everything: the index is there, watched over, and has read what was written."""
    from trimtab.search.engine import can_index, has_index
    from trimtab.search.models import PendingEntry
    from trimtab.search.watching import missing_triggers

    if not can_index():
        return Check("search", "warning", "This SQLite was built without FTS5: only beginnings of names are found.")
    if not has_index() or missing_triggers():
        text = "The index or its triggers are missing: some records are not found. Run: trimtab index --rebuild"
        return Check("search", "warning", text)
    waiting = PendingEntry.objects.count()
    if waiting:
        return Check("search", "warning", f"{waiting} changes are not found yet. Run: trimtab index")
    return Check("search", "ok", "The index has read everything.")


def check_ledger() -> Check:
    """Whether the sums on the board are those of the opportunities. Reads every opportunity: 2 s of a million."""
    from trimtab.opportunities.ledger import problem_of_the_ledger

    if problem := problem_of_the_ledger():
        return Check("sums", "problem", f"{problem} Run: trimtab doctor --mend")
    return Check("sums", "ok", "The sums of the board are those of the opportunities.")


def _time_zone() -> Check:
    from trimtab.core.models import Organisation

    zone = Organisation.objects.values_list("time_zone", flat=True).first() or settings.TIME_ZONE
    return Check("time zone", "ok", f"Days begin at midnight in {zone}.")
