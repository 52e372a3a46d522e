"""One file that holds an installation: its database, secret key and uploads, each with its checksum.

The database is copied in one consistent step while people work: `VACUUM INTO` for SQLite (a copy in parts starts again
with every write, and copying the file misses what is in the WAL), `pg_dump` for PostgreSQL. Extracts are left out: they
are built anew from the database.
"""

import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from trimtab.core.sqlite.gate import WriteGate

FORMAT = 1
PIECE = 8 << 20  # bytes of a backup that may wait for the disk
DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.sql"}


class BackupRefused(ValueError):
    """The file is no backup of ours, is damaged, or belongs to another kind of database."""


class BackupFailed(RuntimeError):
    """The program that copies the database failed."""


@dataclass(frozen=True)
class Installation:
    """What is backed up: the folder of TRIMTAB_HOME and Django's settings of the database."""

    home: Path
    vendor: str
    database: Mapping[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; `files` gives the SHA-256 of each file."""

    version: str
    vendor: str
    made_at: str
    files: dict[str, str]
    format: int = field(default=FORMAT)


def make_backup(file: Path, *, of: Installation, version: str, now: datetime) -> Manifest:
    """Write the backup `file`, readable by its owner only; it appears when it is complete.

    Raises:
        BackupFailed: the database could not be copied.
    """
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".trimtab-backup-") as name:
        folder = Path(name)
        content = folder / "content"
        content.mkdir()
        _copy_database(of, to=content / DATABASE_FILES[of.vendor])
        _copy_files(of.home, to=content)
        manifest = Manifest(version, of.vendor, now.isoformat(), _checksums(content))
        (content / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1))
        packed = folder / "packed"
        _pack(content, to=packed)
        packed.replace(file)
    return manifest


def restore_backup(file: Path, *, into: Installation) -> Manifest:
    """Replace everything in the installation by what `file` holds. Nothing is touched before all of it is checked.

    Raises:
        BackupRefused: the file is no backup, is damaged, or is of another kind of database.
        BackupFailed: the database refused the content; it is then as it was.
    """
    with tempfile.TemporaryDirectory(dir=into.home, prefix=".trimtab-restore-") as name:
        content = _unpack(file, to=Path(name))
        manifest = _checked_manifest(content, vendor=into.vendor)
        _replace_database(into, by=content / DATABASE_FILES[into.vendor])
        _replace_files(into.home, by=content)
    return manifest


def _copy_database(of: Installation, *, to: Path) -> None:
    if of.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(_sqlite_file(of), timeout=60)) as source:
                # Of the connection, and so of the copy: the copy is checked and packed from memory. Were it brought to
                # the disk at once, the disk would make those wait who write.
                source.execute("PRAGMA synchronous = OFF")
                source.execute("VACUUM INTO ?", [str(to)])
        except sqlite3.Error as error:
            # SQLite calls a full disk an I/O error where it cannot make a file of its own beside the database.
            is_full = shutil.disk_usage(to.parent).free < Path(_sqlite_file(of)).stat().st_size
            why = f"the disk of {to.parent.parent} is full; make room there" if is_full else error
            raise BackupFailed(f"The database could not be copied: {why}.") from error
        return
    _run(["pg_dump", "--no-owner", "--no-privileges", "--file", str(to)], of)


class _Gradually:
    """A new file that goes to the disk piece by piece, so that the disk is never asked for much at once."""

    def __init__(self, path: Path) -> None:
        self._file, self._waiting = path.open("xb", buffering=0), 0

    def write(self, content: bytes) -> int:
        """As of a file."""
        self._waiting += len(content)
        if self._waiting >= PIECE:
            os.fdatasync(self._file.fileno())
            self._waiting = 0
        return self._file.write(content)

    def flush(self) -> None:
        """As of a file: nothing is held back here."""

    def close(self) -> None:
        """The file is on the disk afterwards."""
        with self._file:
            os.fsync(self._file.fileno())


def _pack(content: Path, *, to: Path) -> None:
    """Packed lightly: five times as fast as the usual level, and a twelfth larger."""
    with closing(_Gradually(to)) as file, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as packed:
        to.chmod(0o600)
        with tarfile.open(fileobj=packed, mode="w|", bufsize=1 << 20) as archive:
            archive.add(content, arcname="trimtab")


def _replace_database(into: Installation, *, by: Path) -> None:
    if into.vendor == "sqlite":
        _replace_sqlite(_sqlite_file(into), by=by)
        return
    # One transaction, so that a refused content leaves the old one.
    schema = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1"]
    _run(["psql", *options, "--command", schema, "--file", str(by)], into)


def _replace_sqlite(file: Path, *, by: Path) -> None:
    """Page by page into the open file, in one step: processes that have it open go on with the new content."""
    with closing(sqlite3.connect(by)) as source, closing(sqlite3.connect(file, timeout=60)) as target:
        if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupRefused("The database in the backup is damaged.")
        passage = WriteGate.beside(file).enter(seconds=60)
        try:
            source.backup(target)
        finally:
            passage.leave()


def _sqlite_file(installation: Installation) -> Path:
    return Path(str(installation.database["NAME"]))


def _run(command: list[str], installation: Installation) -> None:
    database = installation.database
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {variable: str(database[name]) for variable, name in names.items() if database.get(name)}
    program = shutil.which(command[0])
    if program is None:
        raise BackupFailed(f"{command[0]} is missing. On Debian: apt install postgresql-client")
    # A password on the command line would stand in the list of processes.
    environment = os.environ | given  # noqa: TID251  # the program needs the caller's locale
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise BackupFailed(f"{command[0]} failed: {done.stderr.strip()}")


def _copy_files(home: Path, *, to: Path) -> None:
    if (home / "secret-key").is_file():
        shutil.copy2(home / "secret-key", to / "secret-key")
    if (home / "uploads").is_dir():
        shutil.copytree(home / "uploads", to / "uploads")


def _replace_files(home: Path, *, by: Path) -> None:
    for name in ("uploads", "extracts"):
        shutil.rmtree(home / name, ignore_errors=True)
    if (by / "uploads").is_dir():
        shutil.move(by / "uploads", home / "uploads")
    if (by / "secret-key").is_file():
        (by / "secret-key").chmod(0o600)
        (by / "secret-key").replace(home / "secret-key")


def _checksums(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {str(path.relative_to(folder)): _checksum(path) for path in found}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(file: Path, *, to: Path) -> Path:
    try:
        _read_to_the_end(file)
        with tarfile.open(file, "r:gz") as archive:
            _extract(archive, to=to.resolve())
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise BackupRefused(f"A backup is a whole file written by `trimtab backup`. Got {file}: {error}.") from error
    return to / "trimtab"


def _extract(archive: tarfile.TarFile, *, to: Path) -> None:
    """Folders and files only, and none outside `to`. Python 3.11.2, as Debian ships it, has no `filter` for this."""
    for member in archive:
        target = (to / member.name).resolve()
        if not (member.isfile() or member.isdir()) or not target.is_relative_to(to):
            raise tarfile.TarError(f"{member.name} is neither a file nor a folder of a backup")
        content = archive.extractfile(member)
        if content is None:
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)
        target.chmod(0o600)


def _read_to_the_end(file: Path) -> None:
    """The checksum of a gzip file stands at its end, where unpacking an archive does not come."""
    with gzip.open(file) as packed:
        while packed.read(1 << 20):
            pass


def _checked_manifest(content: Path, *, vendor: str) -> Manifest:
    try:
        manifest = Manifest(**json.loads((content / "manifest.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused(f"The file holds no readable list of its contents: {error}.") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"This version reads backups of format {FORMAT}. Got {manifest.format}.")
    if manifest.vendor != vendor:
        raise BackupRefused(f"The backup must be of the same kind of database, {vendor}. Got {manifest.vendor}.")
    if manifest.files != _checksums(content):
        raise BackupRefused("The backup is damaged: its files do not have the checksums that were written with them.")
    return manifest
