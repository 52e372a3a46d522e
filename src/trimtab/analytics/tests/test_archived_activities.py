"""Archived activities count in no figure, from the next refresh on."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.cast import NOW
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.parquet import stored_rows
from trimtab.analytics.tests.world import day, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.actions import archive_activity, edit_activity, log_activity, restore_activity
from trimtab.opportunities.models import Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def activities(folder: Path) -> list[tuple[object, ...]]:
    """Kind and minutes of each activity in the extracts."""
    manifest = read_manifest(folder)
    assert manifest is not None
    rows = stored_rows(folder / manifest.name, "activities")
    return [] if rows is None else duckdb.execute(f"SELECT kind, minutes FROM ({rows})").fetchall()


def test_an_activity_that_is_edited_archived_and_restored_is_read_again(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    call = log_activity(fields={"kind": "call", "at": NOW, "minutes": 5}, opportunity=made, by=ana, now=NOW)
    refresh_extracts(folder=tmp_path, now=NOW)
    assert activities(tmp_path) == [("call", 5)]

    edit_activity(call, changes={"minutes": 9}, by=ana, now=NOW + timedelta(hours=1))
    refresh_extracts(folder=tmp_path, now=NOW + timedelta(hours=1))
    assert activities(tmp_path) == [("call", 9)]

    archive_activity(call, by=ana, now=NOW + timedelta(hours=2))
    refresh_extracts(folder=tmp_path, now=NOW + timedelta(hours=2))
    assert activities(tmp_path) == []

    restore_activity(call, by=ana, now=NOW + timedelta(hours=3))
    refresh_extracts(folder=tmp_path, now=NOW + timedelta(hours=3))
    assert activities(tmp_path) == [("call", 9)]
