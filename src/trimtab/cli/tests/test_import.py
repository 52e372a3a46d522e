"""`trimtab import` brings in a folder, as a user runs it."""

import json
from pathlib import Path

import pytest

from tests.support import run_trimtab

HEADER = "Id,Name,Amount,CurrencyIsoCode,CloseDate,StageName,CreatedDate\n"
ROWS = (
    "0061,Acme rollout,1000,EUR,2026-05-20,Prospecting,2026-01-15T08:00:00Z\n"
    "0062,Bolt pilot,500,EUR,2026-06-20,Closed Won,2026-02-15T08:00:00Z\n"
    ",,5,EUR,2026-06-20,Prospecting,2026-02-15T08:00:00Z\n"
)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Two opportunities, and a row that names none."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "Opportunity.csv").write_text(HEADER + ROWS)
    return folder


@pytest.mark.slow
def test_every_row_is_counted_and_the_same_files_twice_change_nothing(home: Path, exports: Path) -> None:
    first = run_trimtab("import", str(exports), "--yes", "--json", home=home)
    second = run_trimtab("import", str(exports), "--yes", "--json", home=home)

    (once,) = json.loads(first.stdout)["tables"]
    (twice,) = json.loads(second.stdout)["tables"]
    assert (once["rows"], once["new"], once["rejected"]) == (3, 2, 1)
    assert (twice["rows"], twice["same"], twice["rejected"]) == (3, 2, 1)


def test_rejected_rows_are_written_with_line_and_reason(home: Path, exports: Path, tmp_path: Path) -> None:
    run_trimtab("import", str(exports), "--yes", "--rejected", str(tmp_path / "rejected.csv"), home=home)

    header, row = (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == "table,line,reason,row"
    assert ",4," in row


def test_a_dry_run_changes_nothing(home: Path, exports: Path) -> None:
    run_trimtab("import", str(exports), "--yes", "--dry-run", home=home)

    done = run_trimtab("import", str(exports), "--yes", "--json", home=home)

    assert json.loads(done.stdout)["tables"][0]["new"] == 2


def test_a_folder_without_exports_is_refused_in_one_sentence(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = run_trimtab("import", str(tmp_path / "empty"), home=home)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith(".")


def test_an_answer_without_a_value_is_misuse(home: Path, exports: Path) -> None:
    done = run_trimtab("import", str(exports), "--answer", "dates", home=home)

    assert done.returncode == 2
    assert "--answer must be ID=VALUE. Got dates." in done.stderr
