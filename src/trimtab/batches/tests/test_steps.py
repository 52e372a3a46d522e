"""A large change runs in steps: stopped, killed, gone on with, undone half-way; with rights as they are then."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.batches.editing import EDITING, MOST, Asked, draft, selected
from trimtab.batches.kinds import OPPORTUNITY
from trimtab.batches.working import go_back, go_on, work_on
from trimtab.core.audit import Actor
from trimtab.core.batches import Work, WrongState, apply_batch, begin, begin_undoing, counts_of, stop, undo_batch
from trimtab.core.models import Batch, BatchItem
from trimtab.core.pacing import Pace, Watch
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity, Process
from trimtab.opportunities.tests.listed import many
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
STEPS = Pace(4, 0)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
RENEWAL = Asked("edit", {"kind": "Renewal"})


class Killed(BaseException):
    """What ends a process in the middle of a step."""


def killed_in_step(number: int) -> Work:
    """Edits as always, until in the middle of that step nothing goes on."""
    steps = []

    def change(batch: Batch, items: Sequence[BatchItem], by: Actor, now: datetime) -> None:
        steps.append(len(items))
        EDITING.change(batch, items, by, now)
        if len(steps) == number:
            raise Killed

    return Work(change, EDITING.restore)


@pytest.fixture
def ten(ana: User, acme: Account, process: Process) -> list[int]:
    many(ana, acme, process, 10)
    return list(Opportunity.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def batch(ana: User, ten: list[int]) -> Batch:
    drafted = draft(OPPORTUNITY, RENEWAL, ids=ten, back="", by=ana, now=NOW)
    begin(drafted, now=NOW)
    return drafted


@pytest.fixture
def killed(batch: Batch, ana: User) -> Batch:
    """Killed in the middle of its second step."""
    with pytest.raises(Killed):
        apply_batch(batch, killed_in_step(2), by=ana, watch=Watch(NOW), pace=STEPS)
    batch.refresh_from_db()
    return batch


def test_a_killed_step_leaves_nothing_half_done(killed: Batch) -> None:
    counts = counts_of(killed)

    assert (killed.state, counts["changed"], counts["waiting"]) == ("running", 4, 6)
    assert FieldChange.objects.filter(field="kind").count() == 4


def test_a_killed_change_goes_on_and_does_nothing_twice(killed: Batch, ana: User) -> None:
    apply_batch(killed, EDITING, by=ana, watch=Watch(NOW), pace=STEPS)

    assert counts_of(killed)["changed"] == 10
    assert FieldChange.objects.filter(field="kind").count() == 10
    assert Batch.objects.get().state == "finished"


def test_a_killed_change_is_undone_as_far_as_it_came(killed: Batch, ana: User) -> None:
    begin_undoing(killed, by=ana, now=NOW)
    undo_batch(killed, EDITING, by=ana, watch=Watch(NOW), pace=STEPS)

    counts = counts_of(killed)
    assert (counts["reversed"], counts["waiting"]) == (4, 6)
    assert not Opportunity.objects.exclude(kind="").exists()


def test_page_of_a_killed_change_offers_to_go_on(killed: Batch, ana: User) -> None:
    page = client_for(ana).get(f"/changes/{killed.pk}/").text

    assert "its process has ended" in page
    assert f'action="/changes/{killed.pk}/application/"' in page


def test_progress_is_a_part_of_the_page(killed: Batch, ana: User) -> None:
    client, address = client_for(ana), f"/changes/{killed.pk}/"

    page = client.get(address).text
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "progress"}).text

    assert "4 of 10 records." in part
    assert TOKEN.sub("", part).strip() in TOKEN.sub("", page)


def test_page_is_asked_for_anew_when_it_is_over(batch: Batch, ana: User) -> None:
    apply_batch(batch, EDITING, by=ana, watch=Watch(NOW))

    answer = client_for(ana).get(f"/changes/{batch.pk}/", headers={"HX-Request": "true", "HX-Target": "progress"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_a_stopped_change_keeps_what_is_done_and_goes_on(batch: Batch, ana: User) -> None:
    stop(batch)
    apply_batch(batch, EDITING, by=ana, watch=Watch(NOW), pace=STEPS)
    assert (batch.state, counts_of(batch)["changed"]) == ("stopped", 0)

    go_on(batch, by=ana, now=NOW)

    assert (batch.state, counts_of(batch)["changed"]) == ("finished", 10)


def test_rights_taken_away_after_the_preview_change_nothing(batch: Batch, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)

    work_on(batch, now=NOW)

    assert counts_of(batch)["refused"] == 10
    assert not FieldChange.objects.filter(field="kind").exists()


def test_a_record_edited_after_the_preview_is_left_and_named(batch: Batch, ana: User, ten: list[int]) -> None:
    edit_opportunity(Opportunity.objects.get(pk=ten[0]), changes={"kind": "Upsell"}, by=ana, now=NOW)

    apply_batch(batch, EDITING, by=ana, watch=Watch(NOW))

    left = batch.items.get(outcome="refused")
    assert (left.object_id, left.reason) == (ten[0], "Somebody changed it after the preview.")
    assert Opportunity.objects.get(pk=ten[0]).kind == "Upsell"


def test_what_was_never_applied_cannot_be_undone(ana: User, ten: list[int]) -> None:
    drafted = draft(OPPORTUNITY, RENEWAL, ids=ten, back="", by=ana, now=NOW)

    with pytest.raises(WrongState, match="Only a change that was applied can be undone"):
        go_back(drafted, by=ana, now=NOW)


def test_previews_that_were_never_applied_go_after_a_day(ana: User, ten: list[int]) -> None:
    old = draft(OPPORTUNITY, RENEWAL, ids=ten, back="", by=ana, now=NOW - timedelta(days=2))

    draft(OPPORTUNITY, RENEWAL, ids=ten, back="", by=ana, now=NOW)

    assert not Batch.objects.filter(pk=old.pk).exists()


def test_a_step_asks_the_same_for_each_record(ana: User, acme: Account, process: Process) -> None:
    many(ana, acme, process, 60)
    ids = list(Opportunity.objects.values_list("pk", flat=True))
    asked = []
    for chosen in (ids[:10], ids[10:60]):
        drafted = draft(OPPORTUNITY, RENEWAL, ids=chosen, back="", by=ana, now=NOW)
        begin(drafted, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            apply_batch(drafted, EDITING, by=ana, watch=Watch(NOW))
        asked.append(len(queries))

    assert (asked[1] - asked[0]) / 40 <= 12


@pytest.mark.slow
def test_ten_thousand_are_previewed_with_few_queries_and_no_more_are_taken(
    ana: User, acme: Account, process: Process
) -> None:
    many(ana, acme, process, MOST + 1)
    matching = "closing=any&scope=everyone"

    with CaptureQueriesContext(connection) as queries:
        chosen = selected(OPPORTUNITY, ana, ids=[], matching=matching, now=NOW)
        drafted = draft(OPPORTUNITY, RENEWAL, ids=chosen.ids, back="", by=ana, now=NOW)

    assert (len(chosen.ids), chosen.is_cut, drafted.total) == (MOST, True, MOST)
    assert len(queries) <= 150  # 10,000 items take a hundred INSERTs on SQLite
    page = client_for(ana).get(f"/changes/{drafted.pk}/").text
    assert "<b>10,000</b> records would change." in page
    assert "The first 25 are shown." in page


def test_recent_changes_show_own_ones_and_operations_see_all(batch: Batch, ana: User, cleo: User, finn: User) -> None:
    apply_batch(batch, EDITING, by=ana, watch=Watch(NOW))
    address = f'href="/changes/{batch.pk}/"'

    assert address in client_for(ana).get("/changes/").text
    assert address not in client_for(cleo).get("/changes/").text
    assert address in client_for(finn).get("/changes/").text


@pytest.mark.parametrize("address", ["/changes/", "/changes/{pk}/"])
def test_pages_ask_as_many_queries_for_many_records_as_for_few(
    address: str, ben: User, ana: User, ten: list[int], acme: Account
) -> None:
    client, asked = client_for(ben), []
    for count in (2, 10):
        for owner in (ana, ben):
            Opportunity.objects.filter(pk__in=ten[: count // 2]).update(owner=owner)
        asked_for = Asked("edit", {"owner": ben.pk, "next_step": str(count)})
        drafted = draft(OPPORTUNITY, asked_for, ids=ten[:count], back="", by=ben, now=NOW)
        for _again in range(count):
            Batch.objects.create(
                verb="edit", record="opportunity", what={"changes": {"owner": ben.pk}}, state="finished",
                by_id=ben.pk, by_name="Ben", created_at=NOW,
            )  # fmt: skip
        client.get("/changes/")
        with CaptureQueriesContext(connection) as queries:
            client.get(address.format(pk=drafted.pk))
        asked.append(len(queries))

    assert asked[0] == asked[1]
