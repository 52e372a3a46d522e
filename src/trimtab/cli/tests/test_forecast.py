"""`trimtab forecast`: one document for programs, and words where there is no honest number."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import run_trimtab
from trimtab.insight.simulate import Parameters, simulate, write_exports

AS_OF = "2026-07-27"


@pytest.fixture(scope="module")
def imported(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small company of two years, imported."""
    home = tmp_path_factory.mktemp("forecast") / "home"
    shutil.copytree(migrated_home, home)
    world = simulate(Parameters(years=2, sellers=6, team_size=3), seed=3, until=date(2026, 8, 2))
    write_exports(world, home / "exports")
    assert run_trimtab("import", str(home / "exports"), "--yes", home=home).returncode == 0
    return home


def test_document_holds_the_forecast_and_its_groups_add_up(imported: Path) -> None:
    done = run_trimtab("forecast", "--as-of", AS_OF, "--period", "2026-Q3", "--by", "person", "--json", home=imported)

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["period"]["key"], told["as_of"][:10], told["interval"]["level"]) == ("FY2026-Q3", AS_OF, 0.8)
    assert Decimal(told["p10"]) <= Decimal(told["p50"]) <= Decimal(told["p90"])
    assert sum(Decimal(child["mean"]) for child in told["children"]) == Decimal(told["mean"])
    assert {"floor", "skill", "baselines", "method", "n", "step_back", "target", "chance", "past"} <= set(told)


def test_what_cannot_be_answered_is_said_and_told_to_programs(imported: Path) -> None:
    done = run_trimtab("forecast", "--as-of", AS_OF, "--period", "2026-Q1", "--json", home=imported)

    assert done.returncode == 1
    assert "there is nothing left to forecast" in done.stderr
    assert "there is nothing left to forecast" in json.loads(done.stdout)["refused"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--as-of", "soon"], "--as-of must be a day"),
        (["--period", "2026-Q9"], "--period must be written"),
    ],
)
def test_misuse_is_said_with_what_was_given(home: Path, asked: list[str], said: str) -> None:
    done = run_trimtab("forecast", *asked, home=home)

    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_empty_installation_is_told_to_import(home: Path) -> None:
    done = run_trimtab("forecast", home=home)

    assert done.returncode == 1
    assert "Import some first." in done.stderr
