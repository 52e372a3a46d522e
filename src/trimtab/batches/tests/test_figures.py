"""Figures follow a change of many records, and its undo, as if they were built anew."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import refresh_extracts
from trimtab.analytics.tests.test_extracts import everything, rows
from trimtab.batches.editing import EDITING, Asked
from trimtab.batches.kinds import ACCOUNT, OPPORTUNITY
from trimtab.batches.tests.test_merge import acme_again, merged, taken_apart
from trimtab.batches.tests.test_undo import changed
from trimtab.core.batches import begin_undoing, undo_batch
from trimtab.core.models import Organisation
from trimtab.core.pacing import Watch
from trimtab.opportunities.actions import edit_opportunity, log_activity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
__all__ = ["acme_again"]
TIMES = {"ledger"}  # the times of writing


def figures(folder: Path) -> dict[str, object]:
    """What the extracts hold, after they followed."""
    refresh_extracts(folder=folder, now=NOW + timedelta(hours=2))
    return {table: found for table, found in everything(folder).items() if table not in TIMES}


def test_a_merged_opportunity_is_in_no_figure_until_the_merge_is_undone(
    tmp_path: Path, organisation: Organisation, ana: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    log_activity(fields={"kind": "call", "at": NOW}, opportunity=pumps, by=ana, now=NOW)
    before = figures(tmp_path / "followed")

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana)

    after = figures(tmp_path / "followed")
    assert rows(tmp_path / "followed", "opportunities", "name") == [("Acme turbines",)]
    assert after == figures(tmp_path / "anew")
    taken_apart(batch, by=ana)
    assert figures(tmp_path / "followed") == before


def test_opportunities_of_a_merged_account_are_counted_under_the_survivor(
    tmp_path: Path, organisation: Organisation, ana: User, acme: Account, acme_again: Account, pumps: Opportunity
) -> None:
    edit_opportunity(pumps, changes={"account": acme_again}, by=ana, now=NOW - timedelta(1))
    before = figures(tmp_path / "followed")

    batch = merged(ACCOUNT, acme, acme_again, by=ana)

    figures(tmp_path / "followed")
    assert rows(tmp_path / "followed", "opportunities", "name, region") == [("Acme pumps", "North")]
    taken_apart(batch, by=ana)
    assert figures(tmp_path / "followed") == before


def test_an_undone_win_was_never_won(
    tmp_path: Path, organisation: Organisation, ana: User, process: Process, turbines: Opportunity
) -> None:
    lost = deal("Lost", owner=ana, process=process, at="Lost", now=NOW - timedelta(9))
    before = figures(tmp_path / "followed")
    won = Asked("edit", {"stage": stage(process, "Won").pk})
    batch = changed(OPPORTUNITY, won, [turbines.pk, lost.pk], by=ana)
    assert figures(tmp_path / "followed") != before

    begin_undoing(batch, by=ana, now=NOW + timedelta(hours=1))
    undo_batch(batch, EDITING, by=ana, watch=Watch(NOW + timedelta(hours=1)))

    assert figures(tmp_path / "followed") == before
