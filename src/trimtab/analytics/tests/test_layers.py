"""What changed stands in layers beside the months: an edit reads and writes itself, not what was edited before."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.parquet import layers_in
from trimtab.analytics.tests.test_extracts import counted, everything
from trimtab.analytics.tests.world import change, day, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def refreshed(folder: Path, *, minute: int) -> None:
    refresh_extracts(folder=folder, now=NOW + timedelta(minutes=minute), beside=1_000)


def edited(one: Opportunity, *, minute: int) -> None:
    change(one, at=NOW + timedelta(minutes=minute), amount=Decimal(minute))


@pytest.fixture
def deals(ana: User, process: Process, organisation: Organisation) -> list[Opportunity]:
    return [opportunity(f"O{number}", owner=ana, process=process, opened=day("2026-03-02")) for number in range(30)]


def test_one_edit_after_another_equals_all_at_once(tmp_path: Path, deals: list[Opportunity]) -> None:
    refreshed(tmp_path / "steps", minute=0)
    for minute, number in enumerate([0, 1, 2, 1, 3, 0, 0, 4, 5, 6, 7, 8, 9, 1, 10, 11], 1):
        edited(deals[number], minute=minute)
        refreshed(tmp_path / "steps", minute=minute)

    refreshed(tmp_path / "once", minute=60)

    assert everything(tmp_path / "steps") == everything(tmp_path / "once")
    assert counted(tmp_path / "steps") == counted(tmp_path / "once")


def test_what_was_edited_before_is_neither_read_nor_written_again(tmp_path: Path, deals: list[Opportunity]) -> None:
    refreshed(tmp_path, minute=0)
    for one in deals[1:]:
        edited(one, minute=1)
    refreshed(tmp_path, minute=2)
    first = layer_files(tmp_path)
    edited(deals[0], minute=3)

    with CaptureQueriesContext(connection) as queries:
        refreshed(tmp_path, minute=4)

    assert any(f'"id" IN ({deals[0].pk})' in one["sql"] for one in queries)
    assert layer_files(tmp_path)[0] == first[0]
    assert len(layer_files(tmp_path)) == 2


def test_small_layers_are_joined(tmp_path: Path, deals: list[Opportunity]) -> None:
    refreshed(tmp_path, minute=0)
    for minute, one in enumerate(deals, 1):
        edited(one, minute=minute)
        refreshed(tmp_path, minute=minute)

    assert len(layer_files(tmp_path)) <= 2


def test_what_left_stays_away(tmp_path: Path, deals: list[Opportunity]) -> None:
    refreshed(tmp_path, minute=0)
    edited(deals[0], minute=1)
    refreshed(tmp_path, minute=1)

    Opportunity.objects.filter(pk=deals[0].pk).update(archived_at=NOW, changed_at=NOW + timedelta(minutes=2))
    refreshed(tmp_path, minute=2)

    assert len(everything(tmp_path)["opportunities"]) == len(deals) - 1


def layer_files(folder: Path) -> list[int]:
    """The layers, each as the inode of its ids: a file that is taken over keeps it."""
    manifest = read_manifest(folder)
    assert manifest is not None
    layers = layers_in(folder / manifest.name)
    return [(layer / "opportunity_ids.parquet").stat().st_ino for layer in layers]
