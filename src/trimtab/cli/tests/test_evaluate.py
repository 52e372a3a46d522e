"""`trimtab evaluate` on files as people have them."""

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli import app

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def run(file: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["evaluate", str(file), *options])
    return result.exit_code, result.output


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    """400 deals: those of the north are won more often; three are still open; the reason is known at the end only."""
    chance = random.Random(1)
    lines = ["Id;Region;Amount;Created;Stage;Loss Reason"]
    for number in range(400):
        region = chance.choice(["North", "South"])
        is_won = chance.random() < (0.6 if region == "North" else 0.2)
        stage, reason = ("Closed Won", "") if is_won else ("Closed Lost", "Price")
        if number < 3:
            stage, reason = "Negotiation", ""
        amount = f"{chance.randrange(1_000, 90_000)},50"
        lines.append(f"D-{number:04};{region};{amount};{1 + number % 28:02}.{1 + number % 12:02}.2025;{stage};{reason}")
    file = tmp_path / "deals.csv"
    file.write_text("\n".join(lines))
    return file


def test_signal_is_found_and_the_leak_is_named(deals: Path) -> None:
    code, printed = run(deals, "--outcome", "Stage", "--positive", "Closed Won", "--time", "Created", "--json")

    told = json.loads(printed)
    assert (code, told["signal"], told["still_open"], told["cases"]) == (0, True, 3, 397)
    assert [leak["column"] for leak in told["leaks"]] == ["Loss Reason"]
    assert told["names_only"] == ["Id"]
    assert told["protocol"] == "rolling origin"
    assert told["log_loss"]["value"] < told["baselines"]["base rate"]["log_loss"]["value"]


def test_outcome_without_a_plain_value_asks_which_one_counts(deals: Path) -> None:
    code, printed = run(deals, "--outcome", "Region")

    assert code == 2
    assert "--positive" in printed
    assert "North, South" in printed


def test_column_that_is_not_there_is_answered_with_those_that_are(deals: Path) -> None:
    code, printed = run(deals, "--outcome", "Result")

    assert code == 2
    assert "Region, Amount, Created" in printed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Won;Region\n", "no rows"),
        ("Won;Region\nyes;North\nno;South\n", "Too little data"),
        ("Won;Region\nyes;North\nyes;South\n", "2 with the outcome and 0 without"),
    ],
)
def test_too_little_is_said_in_words(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    file.write_text(text)

    _code, printed = run(file, "--outcome", "Won")

    assert words in " ".join(printed.split())
    assert "Traceback" not in printed
