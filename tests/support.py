"""What tests of several apps need besides the cast."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from pytest_django import Settings

from trimtab.core.shared_answers import forget_shared_answers
from trimtab.sharing.policy import forget_counts

# A busy machine is no fault of the code: speed is measured in bench/, never by a test.
of_hypothesis.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile("calm")

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what opens the tests' database: the rest (mathematics, sites with a home or a cluster of their
    own) is the same there, and the run on SQLite has it.
    """
    if os.environ.get("TRIMTAB_DATABASE_URL", "").startswith("postgres"):
        config.hook.pytest_deselected(items=[item for item in items if not _opens_the_database(item)])
        items[:] = [item for item in items if _opens_the_database(item)]


def _opens_the_database(item: pytest.Item) -> bool:
    used = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(used & {"db", "transactional_db", "live_server"})


def shared_data_folder() -> Path | None:
    """The folder of real exports, which are never part of the project: TRIMTAB_TEST_DATA, else beside the checkout."""
    folder = Path(os.environ.get("TRIMTAB_TEST_DATA") or ROOT.parent / "shared" / "data")
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports; the test is skipped where there is none."""
    folder = shared_data_folder()
    if folder is None:
        pytest.skip("TRIMTAB_TEST_DATA names no folder of real exports")
    return folder


def run_trimtab(*arguments: str, home: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """The command as a user runs it: a process of its own, with its data in `home`, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    command = [sys.executable, "-m", "trimtab.cli", *arguments]
    environment = kept | {"TRIMTAB_HOME": str(home)} | variables
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="session")
def migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new installation, made once; tests copy it."""
    folder = tmp_path_factory.mktemp("migrated")
    run_trimtab("migrate", home=folder)
    return folder


@pytest.fixture
def home(migrated_home: Path, tmp_path: Path) -> Path:
    """An installation of the test's own, as new."""
    return Path(shutil.copytree(migrated_home, tmp_path / "home"))


def parts_of(answer: bytes) -> list[str]:
    """The pieces of a list's fragment or page, from each of its marks on, without the tokens of its forms."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.decode())
    starts = [text.index(f'<div id="{name}"') for name in ("list-lead", "list-tools", "rows")]
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]


def handfuls(names: Iterable[str], *, of: int = 12) -> list[tuple[str, ...]]:
    """The names in groups: a world costs as much as asking a few addresses in it."""
    every = list(names)
    return [tuple(every[start : start + of]) for start in range(0, len(every), of)]


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing of what happens inside stays: not in the tables, the cache or the extracts. Inside a transaction only."""
    forget_shared_answers()
    shutil.rmtree(django_settings.EXTRACTS, ignore_errors=True)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def own_figures(tmp_path: Path, settings: Settings) -> None:
    """Extracts of this test alone: ids come again in each test, so the figures of another would look current."""
    settings.EXTRACTS = tmp_path / "extracts"
    forget_shared_answers()


@pytest.fixture(autouse=True)
def nothing_guessed() -> None:
    """Each test begins as an address that has tried no secret link yet."""
    forget_counts("127.0.0.1")
