"""The ledger of sums says what a count from nothing says, after every kind of write in every room."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.accounts.models import Account
from trimtab.batches.kinds import OPPORTUNITY
from trimtab.batches.tests.test_bulk_edits import DEALS, preview
from trimtab.batches.tests.test_merge import merged, taken_apart
from trimtab.connectors.imports.actions import undo_import
from trimtab.connectors.imports.tests.exports import bring_in, opportunity, write_exports
from trimtab.connectors.models import ImportRun
from trimtab.opportunities import actions
from trimtab.opportunities.board import Board
from trimtab.opportunities.ledger import LARGE, problem_of_the_ledger, rebuild, settle, unwatch, watch
from trimtab.opportunities.models import LedgerEntry, Opportunity, Process, Stage
from trimtab.opportunities.tallies import Group, groups_kept, groups_of
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.frame import frame_for
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def deals(ana: User, cleo: User, acme: Account, process: Process) -> list[Opportunity]:
    """Three of Ana's, one of Cleo's: with cents, without amount, in dollars, without a date."""
    return [
        deal("A", owner=ana, account=acme, process=process, close_on=date(2026, 11, 2)),
        deal("B", owner=ana, account=acme, process=process, amount=None, close_on=date(2026, 11, 30)),
        deal("C", owner=ana, process=process, currency="USD", close_on=date(2026, 12, 1), at="Proof"),
        deal("D", owner=cleo, process=process, amount=7),
    ]


def writes(one: Opportunity, process: Process, by: User, other: User) -> Mapping[str, Callable[[], object]]:
    def edit(**changes: Any) -> Callable[[], object]:
        return lambda: actions.edit_opportunity(one, changes=changes, by=by, now=NOW)

    def back_dated() -> None:
        actions.edit_opportunity(one, changes={"amount": 5}, by=by, now=NOW, valid_at=LONG_AGO + timedelta(1))

    def moved_and_back() -> None:
        before = one.changed_at
        moved = actions.edit_opportunity(one, changes={"stage": stage(process, "Won")}, by=by, now=NOW)
        actions.take_back_move(moved, since=before, seen_at=moved.changed_at, by=by, now=LATER)

    def archived_and_back() -> None:
        actions.archive_opportunity(one, by=by, now=NOW)
        assert problem_of_the_ledger() == ""
        actions.restore_opportunity(one, by=by, now=LATER)

    return {
        "create": lambda: deal("E", owner=by, process=process, amount=3),
        "amount": edit(amount=Decimal("0.10")),
        "no amount": edit(amount=None),
        "large amount": edit(amount=Decimal(LARGE)),
        "currency": edit(currency="USD"),
        "owner": edit(owner=other),
        "date": edit(close_on=date(2026, 12, 31)),
        "no date": edit(close_on=None),
        "stage": edit(stage=stage(process, "Lost")),
        "what is not summed": edit(next_step="Call"),
        "back-dated": back_dated,
        "move and back": moved_and_back,
        "archive and restore": archived_and_back,
        "remove": lambda: Opportunity.objects.filter(pk=one.pk).delete(),
        "remove its owner": lambda: User.objects.filter(opportunities=one).delete(),
        "change many": lambda: Opportunity.objects.update(amount=1, close_on=None),
    }


KINDS = (
    "create", "amount", "no amount", "large amount", "currency", "owner", "date", "no date", "stage",
    "what is not summed", "back-dated", "move and back", "archive and restore", "remove", "remove its owner",
    "change many",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_write_of_one_reaches_the_ledger(
    kind: str, deals: list[Opportunity], process: Process, finn: User, cleo: User
) -> None:
    writes(deals[0], process, finn, cleo)[kind]()

    assert problem_of_the_ledger() == ""


def test_a_change_of_many_and_its_undo_reach_it(deals: list[Opportunity], ana: User) -> None:
    client = client_for(ana)
    batch = preview(client, DEALS, ids=[one.pk for one in deals[:3]], close_on="2027-01-05")

    client.post(f"/changes/{batch.pk}/application/")
    after = problem_of_the_ledger()
    client.post(f"/changes/{batch.pk}/undoing/")

    assert (after, problem_of_the_ledger()) == ("", "")


def test_a_merge_and_its_undo_reach_it(deals: list[Opportunity], ana: User) -> None:
    batch = merged(OPPORTUNITY, deals[0], deals[1], by=ana)
    after = problem_of_the_ledger()

    taken_apart(batch, by=ana)

    assert (after, problem_of_the_ledger()) == ("", "")


def test_an_import_and_its_undo_reach_it(tmp_path: Path, deals: list[Opportunity]) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    made = bring_in(write_exports(tmp_path / "in", [opportunity("006A"), opportunity("006B")]), uploads=uploads)
    after = problem_of_the_ledger()

    undo_import(ImportRun.objects.get(pk=made.run_id), uploads=uploads, by=None, now=LATER)

    assert (after, problem_of_the_ledger()) == ("", "")
    assert LedgerEntry.objects.exists()


def test_settled_entries_say_the_same_with_fewer(deals: list[Opportunity], finn: User, process: Process) -> None:
    for amount in range(20):
        actions.edit_opportunity(deals[0], changes={"amount": amount}, by=finn, now=NOW + timedelta(minutes=amount))

    fewer = settle(least=2)

    assert fewer > 30
    assert LedgerEntry.objects.count() == 3  # A and B are of one person, stage and month
    assert problem_of_the_ledger() == ""


def test_a_write_that_nobody_watched_is_found_and_mended(deals: list[Opportunity]) -> None:
    unwatch()
    unwatched = problem_of_the_ledger()
    Opportunity.objects.filter(pk=deals[0].pk).update(amount=1)
    watch()
    assert problem_of_the_ledger() == ""
    LedgerEntry.objects.filter(number=1).first().delete()  # type: ignore[union-attr]  # there are some

    found = problem_of_the_ledger()
    rebuild()

    assert unwatched == "Not every change of an opportunity is watched."
    assert found == "1 sums differ from what the opportunities add up to."
    assert problem_of_the_ledger() == ""


@pytest.mark.parametrize("period", ["", "FY2026-Q4", "FY2026-M11", "FY2027"])
def test_ledger_and_opportunities_give_the_same_board(
    period: str, deals: list[Opportunity], eva: User, ben: User, process: Process, finn: User
) -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=NOW.tzinfo)
    actions.edit_opportunity(deals[3], changes={"stage": stage(process, "Won")}, by=finn, now=at)
    query = QueryDict(f"scope=everyone&period={period}" if period else "scope=everyone&closing=any")
    board = Board(query, frame_for(eva, query.dict(), now=at), now=at)
    stages = list(Stage.objects.all())

    kept = board._sums._kept(stages, in_period=bool(period)) if people_are_many(board) else None

    assert kept is not None
    counted = groups_of(
        board._sums._records(in_period=bool(period)), stages=stages, currencies={"EUR", "USD"},
        today=at.date(), currency="EUR", zone=board.frame.organisation.zone,
    )  # fmt: skip
    assert sorted(kept, key=key) == sorted(counted, key=key)


def test_amounts_too_large_for_cents_are_summed_as_they_are(deals: list[Opportunity], finn: User) -> None:
    actions.edit_opportunity(deals[0], changes={"amount": Decimal(LARGE)}, by=finn, now=NOW)

    assert groups_kept(None, stages=[deals[0].stage_id], period=None, today=NOW.date()) is None


def people_are_many(board: Board) -> bool:
    """Of a few the opportunities are counted themselves; here all are many."""
    people = list(User.objects.values_list("pk", flat=True))
    board.frame.scope.__dict__["ids"] = (*people, *range(max(people) + 1, max(people) + 100))
    return True


def key(group: Group) -> tuple[int, str]:
    return group.stage_id, group.currency


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by how many rows there are")
def test_sums_of_many_read_no_row_and_sort_nothing(db: None) -> None:
    entries = LedgerEntry.objects.filter(stage_id__in=[1, 2], month__gte=NOW.date())
    grouped = entries.values_list("stage_id", "month", "currency").distinct()

    plan = grouped.explain()

    assert "USING COVERING INDEX ledger_by_stage (stage_id=? AND month>?)" in plan
    assert "TEMP B-TREE" not in plan
