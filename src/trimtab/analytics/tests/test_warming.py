"""A new process gets ready without a reader, and what it holds in memory says the same as the files."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOW
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.rows import HISTORY_KNOWN, OPEN_ROWS
from trimtab.analytics.tests.world import day, opportunity
from trimtab.analytics.warming import load_pages, open_figures
from trimtab.core.models import Organisation
from trimtab.insight.slices import compose
from trimtab.opportunities.models import Process
from trimtab.people.models import User


def test_queries_are_composed_without_any_extract(tmp_path: Path) -> None:
    load_pages()
    before = compose.cache_info().misses

    load_pages()
    open_figures(tmp_path, memory="128MB")

    assert compose.cache_info().misses == before
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [0, 1, 10_000_000])
def test_memory_and_files_answer_the_same(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation, limit: int
) -> None:
    for number in range(3):
        opened = day("2026-03-02") + timedelta(days=40 * number)
        opportunity(f"O{number}", owner=ana, process=process, opened=opened, amount=100 + number)
    refresh_extracts(folder=tmp_path, now=NOW)
    manifest = read_manifest(tmp_path)
    assert manifest is not None

    engine = DuckDBEngine(tmp_path / manifest.name, memory_limit="128MB", copied_below=limit)
    engine.open_tables()

    assert engine.run(HISTORY_KNOWN).n == 3
    rows = engine.run(OPEN_ROWS, as_of=NOW).rows
    assert [(row["name"], row["amount"]) for row in rows] == [("O2", 102), ("O1", 101), ("O0", 100)]
    engine.close()
