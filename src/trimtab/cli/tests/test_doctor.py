"""`trimtab doctor` says what is wrong and what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.support import run_trimtab
from trimtab.analytics.extracts.manifest import Manifest, schema_fingerprint, write_manifest
from trimtab.cli.checks import all_checks, check_space, check_sqlite

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
