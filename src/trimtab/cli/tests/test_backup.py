"""`trimtab backup` and `trimtab restore`, as a user runs them."""

import json
from pathlib import Path

import pytest

from tests.support import run_trimtab


@pytest.mark.slow
def test_a_lost_installation_comes_back_with_two_commands(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "backup.tar.gz"
    run_trimtab("migrate", home=home)
    backup = run_trimtab("backup", "--json", str(file), home=home)
    for path in home.iterdir():
        path.unlink()

    restored = run_trimtab("restore", "--yes", str(file), home=home)

    assert sorted(json.loads(backup.stdout)["files"]) == ["database.sqlite3", "secret-key"]
    assert restored.returncode == 0, restored.stderr
    assert json.loads(run_trimtab("doctor", "--json", home=home).stdout)["ok"]


def test_a_file_that_is_no_backup_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a backup")

    refused = run_trimtab("restore", "--yes", str(file), home=tmp_path / "home")

    assert refused.returncode == 1
    assert "A backup is a whole file written by `trimtab backup`." in refused.stderr
    assert "Traceback" not in refused.stderr
