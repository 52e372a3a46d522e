"""A backup while others write: whole, and nobody waits long. `make soak` takes 300 MB."""

from pathlib import Path

import pytest

from tests.nerves.backing_up import back_up_under_writers


@pytest.mark.slow
def test_a_backup_lets_writers_go_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()

    found = back_up_under_writers(home, megabytes=20)

    assert (found.integrity, found.lost) == ("ok", 0)
    assert found.writes >= 1
    assert found.pause_ms < 500
