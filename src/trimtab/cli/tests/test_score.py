"""`trimtab score` writes the chances of open opportunities, and says in words where little can be told."""

import csv
import json
from pathlib import Path

import pytest

from tests.support import run_trimtab

DEALS = """Id,Name,StageName,Amount,CreatedDate,CloseDate
006A,Acme,Proposal,1000,2026-01-10,2026-12-01
006B,Bolt,Closed Won,2000,2026-01-12,2026-03-01
006C,Corso,Closed Lost,3000,2026-02-01,2026-04-01
"""


@pytest.fixture
def imported(home: Path, tmp_path: Path) -> Path:
    """Three deals: one open, one won, one lost."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "Opportunity.csv").write_text(DEALS)
    assert run_trimtab("import", str(folder), "--yes", home=home).returncode == 0
    return home


def test_each_open_opportunity_gets_its_chances_under_its_own_id(imported: Path, tmp_path: Path) -> None:
    done = run_trimtab("score", "--out", str(tmp_path / "chances.csv"), home=imported)

    assert done.returncode == 0, done.stderr
    with (tmp_path / "chances.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["external_id"] == "006A"
    assert 0 < float(row["low"]) < float(row["won"]) < float(row["high"]) < 1
    assert sum(float(row[name] or 0) for name in ("won", "lost", "dark", "open")) == pytest.approx(1, abs=1e-4)
    assert "Too little is known" in done.stdout


def test_a_past_day_knows_nothing_of_later_ends(imported: Path, tmp_path: Path) -> None:
    out = tmp_path / "then.json"

    done = run_trimtab("score", "--as-of", "2026-02-15", "--until", "2026-05-16", "--out", str(out), home=imported)

    assert done.returncode == 0, done.stderr
    written = json.loads(out.read_text())
    assert [row["external_id"] for row in written["opportunities"]] == ["006A", "006B", "006C"]
    assert (written["decided"], written["days"], written["signal"]) == (0, 90, False)


def test_an_installation_without_records_gives_an_empty_file_and_a_sentence(home: Path, tmp_path: Path) -> None:
    done = run_trimtab("score", "--out", str(tmp_path / "chances.csv"), home=home)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "chances.csv").read_text(encoding="utf-8-sig").count("\n") == 1
    assert "Too little is known" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "chances.pdf"], "must end in .csv or .json"),
        (["--out", "chances.csv", "--as-of", "someday"], "Got someday."),
        (["--out", "chances.csv", "--as-of", "2999-01-01"], "must not lie in the future"),
        (["--out", "chances.csv", "--as-of", "2026-02-01", "--until", "2026-01-01"], "Got 2026-01-01."),
    ],
)
def test_what_was_asked_wrongly_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)

    done = run_trimtab("score", *arguments, home=home)

    assert done.returncode == 2
    assert told in done.stderr


def test_features_of_three_deals_are_verified(imported: Path) -> None:
    done = run_trimtab("verify", "--share", "1", home=imported)

    assert done.returncode == 0, done.stderr
    assert "built anew" in done.stdout
