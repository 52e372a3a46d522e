"""The paces that the coach reads are kept with the extracts."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOW
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.extracts.paces import FILE, paces_in
from trimtab.coach.queries import Pace, Paces, Spread
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def test_paces_are_worked_out_with_the_extracts(ana: User, process: Process, tmp_path: Path) -> None:
    won = deal("Acme turbines", owner=ana, process=process, now=NOW - timedelta(days=30))
    edit_opportunity(won, changes={"stage": stage(process, "Won")}, by=ana, now=NOW - timedelta(days=20))

    refresh_extracts(folder=tmp_path, now=NOW)

    found = paces_in(tmp_path)
    assert found.as_of == NOW
    assert found.by_stage[stage(process, "Qualify").pk] == Pace(stay=Spread(1, 10.0, 10.0))
    assert found.url == "/pipeline/definitions/stage_paces/"


def test_one_win_is_no_pace_to_judge_by(ana: User, process: Process, tmp_path: Path) -> None:
    won = deal("Acme turbines", owner=ana, process=process, now=NOW - timedelta(days=30))
    edit_opportunity(won, changes={"stage": stage(process, "Won")}, by=ana, now=NOW - timedelta(days=20))
    refresh_extracts(folder=tmp_path, now=NOW)

    assert paces_in(tmp_path).stay(stage(process, "Qualify").pk) is None


def test_without_extracts_there_are_no_paces(tmp_path: Path) -> None:
    assert paces_in(tmp_path) == Paces()


def test_extracts_of_an_older_release_have_no_paces_yet(ana: User, process: Process, tmp_path: Path) -> None:
    deal("Acme turbines", owner=ana, process=process)
    refresh_extracts(folder=tmp_path, now=NOW)
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    (tmp_path / manifest.name / FILE).unlink()

    assert paces_in(tmp_path) == Paces()


@pytest.mark.parametrize(("hours", "is_new"), [(1, False), (24, True)])
def test_paces_are_worked_out_once_a_day(hours: int, is_new: bool, ana: User, process: Process, tmp_path: Path) -> None:
    deal("Acme turbines", owner=ana, process=process)
    refresh_extracts(folder=tmp_path, now=NOW)
    later = NOW + timedelta(hours=hours)
    deal("Bolt fleet", owner=ana, process=process, now=later)

    refresh_extracts(folder=tmp_path, now=later)

    assert paces_in(tmp_path).as_of == (later if is_new else NOW)
