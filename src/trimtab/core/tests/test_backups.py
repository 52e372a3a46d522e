"""Everything comes back from a backup, on SQLite and on PostgreSQL; a damaged backup changes nothing."""

import hashlib
import io
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from trimtab.accounts.models import Account
from trimtab.core.backups import BackupRefused, Installation, make_backup, restore_backup

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installation(acme: Account, bolt: Account, tmp_path: Path) -> Installation:
    """Acme and Bolt with their people, an upload and a secret key; SQLite in a file."""
    home = tmp_path / "home"
    (home / "uploads" / "7").mkdir(parents=True)
    (home / "uploads" / "7" / "opportunities.csv").write_text("Id,Amount\n1,10\n")
    (home / "secret-key").write_text("s" * 60)
    if connection.vendor == "postgresql":
        return Installation(home, "postgresql", connection.settings_dict)
    with closing(sqlite3.connect(home / "trimtab.sqlite3")) as file:
        connection.connection.backup(file)
    return Installation(home, "sqlite", {"NAME": str(home / "trimtab.sqlite3")})


def checksums(installation: Installation) -> dict[str, str]:
    """One for each table, over all its rows."""
    if installation.vendor == "postgresql":
        with connection.cursor() as cursor:
            return {table: _checksum(cursor, table) for table in connection.introspection.table_names(cursor)}
    with closing(sqlite3.connect(installation.database["NAME"])) as file:
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: _checksum(file.cursor(), name) for (name,) in tables}


def _checksum(cursor: Any, table: str) -> str:
    cursor.execute(f'SELECT * FROM "{table}"')
    rows: Iterable[Any] = cursor.fetchall()
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def wipe(installation: Installation) -> None:
    """Lose the database, the uploads and the key."""
    (installation.home / "uploads" / "7" / "opportunities.csv").unlink()
    (installation.home / "secret-key").unlink()
    if installation.vendor == "postgresql":
        call_command("flush", verbosity=0, interactive=False)
    else:
        Path(installation.database["NAME"]).unlink()


def test_a_wiped_installation_comes_back_whole(installation: Installation, tmp_path: Path) -> None:
    before = checksums(installation)
    make_backup(tmp_path / "backup.tar.gz", of=installation, version="1", now=NOW)
    wipe(installation)

    restore_backup(tmp_path / "backup.tar.gz", into=installation)

    assert checksums(installation) == before
    assert len(before) > 20
    assert (installation.home / "uploads" / "7" / "opportunities.csv").read_text() == "Id,Amount\n1,10\n"
    assert (installation.home / "secret-key").read_text() == "s" * 60


def test_only_the_owner_can_read_a_backup(installation: Installation, tmp_path: Path) -> None:
    make_backup(tmp_path / "backup.tar.gz", of=installation, version="1", now=NOW)

    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600


def test_a_restore_leaves_no_extract_of_other_facts(installation: Installation, tmp_path: Path) -> None:
    make_backup(tmp_path / "backup.tar.gz", of=installation, version="1", now=NOW)
    (installation.home / "extracts").mkdir()

    restore_backup(tmp_path / "backup.tar.gz", into=installation)

    assert not (installation.home / "extracts").exists()


@pytest.mark.parametrize("at", [0, 200, -200])
def test_a_damaged_backup_is_refused_and_changes_nothing(installation: Installation, tmp_path: Path, at: int) -> None:
    file = tmp_path / "backup.tar.gz"
    make_backup(file, of=installation, version="1", now=NOW)
    content = bytearray(file.read_bytes())
    content[at] ^= 0xFF
    file.write_bytes(content)
    before = checksums(installation)

    with pytest.raises(BackupRefused):
        restore_backup(file, into=installation)

    assert checksums(installation) == before


def test_a_backup_of_another_kind_of_database_is_refused(installation: Installation, tmp_path: Path) -> None:
    make_backup(tmp_path / "backup.tar.gz", of=installation, version="1", now=NOW)
    other = Installation(installation.home, "oracle", {})

    with pytest.raises(BackupRefused, match="same kind of database, oracle"):
        restore_backup(tmp_path / "backup.tar.gz", into=other)


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside"])
def test_an_archive_that_leads_out_of_its_folder_is_refused(
    name: str, tmp_path: Path, installation: Installation
) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())

    with pytest.raises(BackupRefused, match="neither a file nor a folder of a backup"):
        restore_backup(tmp_path / "evil.tar.gz", into=installation)


def test_an_archive_with_a_link_is_refused(tmp_path: Path, installation: Installation) -> None:
    link = tarfile.TarInfo("trimtab/secret-key")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        archive.addfile(link)

    with pytest.raises(BackupRefused, match="neither a file nor a folder of a backup"):
        restore_backup(tmp_path / "evil.tar.gz", into=installation)
