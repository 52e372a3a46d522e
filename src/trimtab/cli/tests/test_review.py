"""`trimtab review` gives the figures of the page."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support import run_trimtab


@pytest.fixture(scope="module")
def home(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one administrator and no records."""
    folder = Path(shutil.copytree(migrated_home, tmp_path_factory.mktemp("reviewed") / "home"))
    run_trimtab("administrator", "dov@example.com", "--name", "Dov", home=folder)
    return folder


def test_a_program_reads_the_review_as_json(home: Path) -> None:
    done = run_trimtab("review", "--json", home=home)

    review = json.loads(done.stdout)
    assert review["currency"] == "EUR"
    assert review["scope"] == "everyone"


def test_a_person_reads_it_as_text_without_escape_codes(home: Path) -> None:
    done = run_trimtab("review", home=home)

    assert "Four levers" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("name", "start"), [("review.html", b"<!doctype html>"), ("review.pdf", b"%PDF")])
def test_the_same_review_is_written_to_a_file(home: Path, tmp_path: Path, name: str, start: bytes) -> None:
    done = run_trimtab("review", "--out", str(tmp_path / name), home=home)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--as", "nobody@example.com"], "Got nobody@example.com."),
        (["--out", "review.doc"], "Got 'doc'."),
        (["--period", "FY1"], "that Dov may see. Got  FY1."),
    ],
)
def test_who_or_what_is_not_there_is_told(home: Path, arguments: list[str], told: str) -> None:
    done = run_trimtab("review", *arguments, home=home)

    assert done.returncode == 2
    assert told in done.stderr
