"""A change of many records is undone: exactly, except for what somebody edited since, which is named."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOW, account
from trimtab.accounts.actions import edit_account
from trimtab.accounts.models import Account, AccountMember
from trimtab.batches.editing import EDITING, Asked, NothingToChange, draft
from trimtab.batches.kinds import ACCOUNT, KINDS, OPPORTUNITY, Kind
from trimtab.batches.tests.states import state_of_everything
from trimtab.core.batches import apply_batch, begin, begin_undoing, undo_batch
from trimtab.core.models import Batch, BatchItem
from trimtab.core.pacing import Pace, Watch
from trimtab.opportunities.actions import archive_opportunity, edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity, Process
from trimtab.opportunities.queries import with_close_date_moved_later
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def changed(kind: Kind, asked: Asked, ids: list[int], *, by: User, now: datetime = NOW) -> Batch:
    """The batch, previewed and applied."""
    batch = draft(kind, asked, ids=ids, back="", by=by, now=now)
    begin(batch, now=now)
    return apply_batch(batch, EDITING, by=by, watch=Watch(now), pace=Pace(3, 0))


def undone(batch: Batch, *, by: User) -> list[tuple[str, str, str]]:
    """The batch taken back: name, outcome and reason of each record."""
    begin_undoing(batch, by=by, now=LATER)
    undo_batch(batch, EDITING, by=by, watch=Watch(LATER), pace=Pace(3, 0))
    return list(batch.items.order_by("pk").values_list("name", "outcome", "reason"))


CHANGES: dict[str, Any] = {
    "opportunity": {
        "owner": ["ana", "ben"],
        "stage": ["Proof", "Won", "Lost"],
        "close_on": ["2027-01-01", None],
        "forecast_category": ["commit", None],
        "kind": ["Renewal", None],
        "lead_source": ["Fair"],
        "next_step": ["Call", None],
        "custom:partner": ["Grid AG", None],
    },
    "account": {
        "owner": ["ana", "ben"],
        "region": ["West", None],
        "segment": ["ENT"],
        "industry": ["Energy", None],
        "custom:tier": ["A", None],
    },
}
ASKED = st.sampled_from(sorted(CHANGES)).flatmap(
    lambda record: st.tuples(
        st.just(record),
        st.dictionaries(
            st.sampled_from(sorted(CHANGES[record])), st.integers(min_value=0, max_value=2), min_size=1, max_size=4
        ),
        st.sampled_from(["edit", "archive"]),
    )
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_undo_gives_back_exactly_what_was(
    asked: tuple[str, dict[str, int], str], ana: User, ben: User, acme: Account, process: Process
) -> None:
    record, chosen, verb = asked
    if not Opportunity.objects.exists():
        deal("Won", owner=ana, process=process, account=acme, at="Won", kind="New", now=NOW - timedelta(9))
        deal("Open", owner=ana, process=process, account=acme, close_on=date(2026, 12, 1))
        Opportunity.objects.filter(name="Open").update(custom={"partner": "Volt", "other": 1})
    values = {field: CHANGES[record][field][index % len(CHANGES[record][field])] for field, index in chosen.items()}
    people = {"ana": ana.pk, "ben": ben.pk}
    plain = {
        field: people[value] if field == "owner" else stage(process, value).pk if field == "stage" else value
        for field, value in values.items()
    }
    before = state_of_everything()

    kind = KINDS[record]
    ids = list(kind.model._default_manager.values_list("pk", flat=True))
    try:
        batch = changed(kind, Asked(verb, plain if verb == "edit" else {}), ids, by=ben)
    except NothingToChange:  # all have these values already
        return
    outcomes = {outcome for _name, outcome, _reason in undone(batch, by=ben)}

    assert outcomes <= {"reversed", "same"}
    assert state_of_everything() == before
    Batch.objects.all().delete()


def test_what_somebody_edited_since_is_kept_and_named(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    batch = changed(
        OPPORTUNITY, Asked("edit", {"kind": "Renewal", "next_step": "Call"}), [turbines.pk, pumps.pk], by=ana
    )
    edit_opportunity(turbines, changes={"kind": "Upsell"}, by=ana, now=NOW + timedelta(minutes=1))

    found = undone(batch, by=ana)

    assert found == [("Acme turbines", "kept", "Edited since: Kind."), ("Acme pumps", "reversed", "")]
    turbines.refresh_from_db()
    assert (turbines.kind, turbines.next_step) == ("Upsell", "")


def test_a_value_that_came_back_by_hand_counts_as_edited(ana: User, turbines: Opportunity) -> None:
    batch = changed(OPPORTUNITY, Asked("edit", {"kind": "Renewal"}), [turbines.pk], by=ana)
    for minute, kind in enumerate(("Upsell", "Renewal"), 1):
        edit_opportunity(turbines, changes={"kind": kind}, by=ana, now=NOW + timedelta(minutes=minute))

    assert undone(batch, by=ana)[0][1] == "kept"


def test_an_account_edited_since_is_kept_and_named(ana: User, acme: Account) -> None:
    batch = changed(ACCOUNT, Asked("edit", {"region": "West", "segment": "ENT"}), [acme.pk], by=ana)
    edit_account(acme, changes={"region": "East"}, by=ana, now=NOW + timedelta(minutes=1))

    assert undone(batch, by=ana) == [("Acme", "kept", "Edited since: Region.")]
    acme.refresh_from_db()
    assert (acme.region, acme.segment) == ("East", "MM")


def test_what_cannot_be_taken_back_says_why(ana: User, ben: User, turbines: Opportunity, cleo: User) -> None:
    batch = changed(OPPORTUNITY, Asked("edit", {"kind": "Renewal"}), [turbines.pk], by=ana)
    Opportunity.objects.filter(pk=turbines.pk).update(owner=cleo)

    name, outcome, reason = undone(batch, by=ana)[0]

    assert (name, outcome) == ("Acme turbines", "failed")
    assert reason == "The owner is outside what this person sees."


def test_a_record_archived_by_hand_since_stays_archived(ana: User, turbines: Opportunity) -> None:
    archive_opportunity(turbines, by=ana, now=NOW - timedelta(1))
    batch = changed(OPPORTUNITY, Asked("restore"), [turbines.pk], by=ana)
    archive_opportunity(turbines, by=ana, now=NOW + timedelta(minutes=1))

    assert undone(batch, by=ana)[0][1:] == ("kept", "Somebody archived or restored it since.")


def test_an_undone_move_of_the_close_date_is_no_slip(ana: User, turbines: Opportunity) -> None:
    edit_opportunity(turbines, changes={"close_on": date(2026, 12, 1)}, by=ana, now=NOW - timedelta(1))
    batch = changed(OPPORTUNITY, Asked("edit", days=30), [turbines.pk], by=ana)
    assert with_close_date_moved_later(Opportunity.objects.all()).exists()

    undone(batch, by=ana)

    assert not with_close_date_moved_later(Opportunity.objects.all()).exists()


def test_an_undone_stage_gives_the_closing_time_back(ana: User, process: Process) -> None:
    won = deal("Won", owner=ana, process=process, at="Won", now=NOW - timedelta(9))
    batch = changed(OPPORTUNITY, Asked("edit", {"stage": stage(process, "Lost").pk}), [won.pk], by=ana)

    undone(batch, by=ana)

    won.refresh_from_db()
    assert (won.status, won.closed_at) == ("won", NOW - timedelta(9))
    assert FieldChange.objects.filter(opportunity=won, field="stage").count() == 1


def test_whoever_only_came_to_an_account_by_the_change_leaves_it(
    ben: User, ana: User, turbines: Opportunity, pumps: Opportunity, acme: Account
) -> None:
    batch = changed(OPPORTUNITY, Asked("edit", {"owner": ben.pk}), [turbines.pk, pumps.pk], by=ben)
    assert AccountMember.objects.filter(account=acme, user=ben).exists()

    undone(batch, by=ben)

    assert list(AccountMember.objects.values_list("user", flat=True)) == [ana.pk]


def test_nothing_of_an_account_without_a_change_is_touched(ana: User, acme: Account) -> None:
    other = account("Volt", owner=ana, region="West")

    batch = changed(ACCOUNT, Asked("edit", {"region": "West"}), [acme.pk, other.pk], by=ana)

    assert dict(batch.items.values_list("name", "outcome")) == {"Acme": "changed", "Volt": "same"}
    assert BatchItem.objects.get(name="Volt").at is None
