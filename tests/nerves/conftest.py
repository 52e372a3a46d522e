"""The world of the access matrix, and an installation with a running site, for tests that try to break them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.sites import Site, running
from tests.nerves.disks import small_disk
from tests.nerves.stock import Stock, fill
from tests.test_access_matrix import world

__all__ = ["world"]
DISK_MEGABYTES = 128


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stock]:
    """A home with forty opportunities of Finn's, made once; sites run on copies."""
    home = tmp_path_factory.mktemp("stocked") / "home"
    home.mkdir()
    return home, fill(home, opportunities=40)


@pytest.fixture(scope="session")
def stock(stocked: tuple[Path, Stock]) -> Stock:
    """What is in the home of `site`."""
    return stocked[1]


@pytest.fixture(scope="session")
def site(stocked: tuple[Path, Stock], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site under gunicorn, two workers of four threads, on a small disk where we may mount one.

    Its tests leave it running.
    """
    home = tmp_path_factory.mktemp("hurt") / "home"
    with small_disk(home, megabytes=DISK_MEGABYTES):
        shutil.copytree(stocked[0], home, dirs_exist_ok=True)
        with running("serve", home=home) as running_site:
            yield running_site
