"""`trimtab simulate`: a company in a folder, the same each time, with its truth apart."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from trimtab.analytics.engine import DuckDBEngine
from trimtab.cli import app
from trimtab.insight.tables import TABLES

SMALL = ("--preset", "small", "--sellers", "4", "--until", "2026-08-31")


def run(out: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["simulate", "--out", str(out), *(options or SMALL)])
    return result.exit_code, result.output


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "company"
    code, printed = run(out, *SMALL, "--tables", "--truth")
    assert code == 0, printed
    return out


def test_same_seed_gives_the_same_bytes(company: Path, tmp_path: Path) -> None:
    run(tmp_path / "again", *SMALL, "--tables", "--truth")

    assert contents(tmp_path / "again") == contents(company)


def test_another_seed_gives_another_company(company: Path, tmp_path: Path) -> None:
    run(tmp_path / "other", *SMALL, "--seed", "2")

    assert contents(tmp_path / "other")["exports/Account.csv"] != contents(company)["exports/Account.csv"]


def test_the_tables_are_the_declared_ones(company: Path) -> None:
    engine = DuckDBEngine(company / "tables")

    for name in TABLES:
        assert engine.table_rows(name) > 0


def test_the_truth_says_how_to_make_the_company_again(company: Path) -> None:
    known = json.loads((company / "truth" / "simulation.json").read_text())

    assert (known["preset"], known["seed"], known["parameters"]["sellers"]) == ("small", 1, 4)
    assert known["simulator_version"]


def test_true_chances_add_up_to_one(company: Path) -> None:
    found = duckdb.execute(
        "SELECT count(*), max(abs(won + lost + dark + open - 1)) FROM read_parquet($file)",
        {"file": str(company / "truth" / "chances" / "0001.parquet")},
    ).fetchone()

    assert found is not None
    assert found[0] > 20
    assert found[1] < 1e-9


def test_an_open_opportunity_has_hazards_in_every_week(company: Path) -> None:
    found = duckdb.execute(
        "SELECT count(*), min(lose), max(win) FROM read_parquet($files) WHERE NOT is_silent",
        {"files": str(company / "truth" / "states" / "*.parquet")},
    ).fetchone()

    assert found is not None
    assert found[0] > 500
    assert found[1] > 0
    assert 0.2 < found[2] < 10


def test_a_company_is_not_replaced_without_saying(company: Path) -> None:
    before = contents(company)

    code, printed = run(company)

    assert code == 1
    assert "--overwrite" in printed
    assert contents(company) == before


def test_overwriting_leaves_nothing_of_the_company_before(tmp_path: Path) -> None:
    run(tmp_path / "company", *SMALL, "--shape", "hubspot")

    code, _ = run(tmp_path / "company", *SMALL, "--shape", "plain", "--overwrite")

    names = [path.name for path in (tmp_path / "company" / "exports").iterdir()]
    assert code == 0
    assert "Opportunities.csv" in names
    assert "deals.csv" not in names


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("Dear Bolt")

    code, printed = run(tmp_path, *SMALL, "--overwrite")

    assert code == 1
    assert "other things" in printed
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (("--preset", "acme"), "--preset must be one of sample"),
        (("--preset", "small", "--shape", "zoho"), "--shape must be one of"),
        (("--preset", "small", "--sellers", "1"), "sellers=1"),
        (("--preset", "small", "--until", "0001-01-01"), "between 1990 and 2100"),
        (("--preset", "global", "--years", "30"), "do not fit into memory"),
        (("--preset", "small", "--until", "soon"), "soon"),
    ],
)
def test_bad_input_is_answered_in_words(options: tuple[str, ...], answer: str, tmp_path: Path) -> None:
    code, printed = run(tmp_path / "none", *options)

    assert code == 2
    assert answer in printed
    assert not (tmp_path / "none").exists()
