"""Thirty-two people at once, with an importer, backups and checkpoints. `make soak` does it for five minutes."""

import shutil
from pathlib import Path

import pytest

from tests.journeys.sites import Site, running
from tests.nerves.crowding import crowd_in
from tests.nerves.stock import Stock

pytestmark = pytest.mark.slow
PEOPLE = 32
SECONDS = 8.0


def test_nobody_is_turned_away(site: Site, stock: Stock) -> None:
    load = crowd_in(site, stock, people=PEOPLE, seconds=SECONDS)

    assert (load.refused, load.integrity) == (0, "ok")
    assert load.writes >= 1
    assert load.imports >= 500
    assert load.backups >= 1


def test_with_deferred_transactions_and_no_gate_most_writers_are_refused(
    stocked: tuple[Path, Stock], tmp_path: Path
) -> None:
    home = shutil.copytree(stocked[0], tmp_path / "home")

    with running("serve", home=home, DJANGO_SETTINGS_MODULE="tests.nerves.deferred") as site:
        load = crowd_in(site, stocked[1], people=8, seconds=4.0, only_writes=True)

    assert load.writes_refused > load.writes / 2, f"{load.writes_refused} of {load.writes}"
