"""`trimtab doctor` says what is wrong and what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.support import run_trimtab
from trimtab.analytics.extracts.manifest import Manifest, schema_fingerprint, write_manifest
from trimtab.cli.checks import all_checks, check_file_system, check_folder, check_gate, check_space, check_sqlite

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def status_of(name: str) -> str:
    return next(check.status for check in all_checks(now=NOW) if check.name == name)


@pytest.mark.parametrize(("version", "status"), [((3, 40, 1), "warning"), ((3, 51, 2), "warning"), ((3, 51, 3), "ok")])
def test_a_version_of_sqlite_with_the_wal_reset_bug_is_named(version: tuple[int, ...], status: str) -> None:
    assert check_sqlite(version).status == status


@pytest.mark.parametrize(("free", "status"), [(50, "ok"), (9, "warning"), (1, "problem")])
def test_a_disk_that_fills_up_is_told_in_time(free: int, status: str) -> None:
    assert check_space(Path("/"), free=free, total=100).status == status


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "status"), [(1, "ok"), (25, "warning")])
def test_an_old_extract_is_told(hours: int, status: str) -> None:
    settings.EXTRACTS.mkdir(exist_ok=True)
    write_manifest(settings.EXTRACTS, Manifest(1, NOW - timedelta(hours=hours), 0, schema_fingerprint()))

    assert status_of("extract") == status

    (settings.EXTRACTS / "manifest.json").unlink()


@pytest.mark.django_db
def test_a_migrated_database_is_up_to_date() -> None:
    assert status_of("migrations") == "ok"


def test_an_empty_database_is_a_problem_with_its_remedy(tmp_path: Path) -> None:
    done = run_trimtab("doctor", "--json", home=tmp_path)

    told = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert told["migrations"]["status"] == "problem"
    assert "trimtab migrate" in told["migrations"]["text"]
    assert told["database settings"]["status"] == "ok"


@pytest.mark.parametrize(
    ("kind", "status"), [("ext4", "ok"), ("nfs4", "problem"), ("cifs", "problem"), ("fuse.s3fs", "warning")]
)
def test_a_database_on_a_network_file_system_is_refused(tmp_path: Path, kind: str, status: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/export {tmp_path} {kind} rw 0 0\n")

    assert check_file_system(tmp_path / "trimtab.sqlite3", mounts=mounts).status == status


@pytest.mark.parametrize(
    ("version", "is_gated", "status"),
    [((3, 40, 1), True, "ok"), ((3, 40, 1), False, "problem"), ((3, 51, 3), False, "warning")],
)
def test_an_old_sqlite_without_the_gate_is_refused(version: tuple[int, ...], is_gated: bool, status: str) -> None:
    assert check_gate(version, is_gated=is_gated).status == status


def test_a_folder_that_takes_no_files_is_refused(tmp_path: Path) -> None:
    assert check_folder(tmp_path).status == "ok"
    assert check_folder(tmp_path / "nothing").status == "problem"
