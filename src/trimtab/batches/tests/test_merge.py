"""Making one record of several: what survives, what goes along, what is refused; and taking it apart again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from tests.cast import LONG_AGO, NOW, account
from trimtab.accounts.actions import edit_account
from trimtab.accounts.models import Account, AccountMember, Contact
from trimtab.batches.comparing import compare, draft_merge, mergeable
from trimtab.batches.kinds import ACCOUNT, CONTACT, KINDS, OPPORTUNITY, Kind
from trimtab.batches.merging import MERGING
from trimtab.batches.moves import MOVES, STAY, STAY_ABOVE
from trimtab.batches.tests.states import state_of_everything
from trimtab.core.batches import apply_batch, begin, begin_undoing, undo_batch
from trimtab.core.models import Batch, Event
from trimtab.core.pacing import Watch
from trimtab.opportunities.actions import add_contact_role, edit_opportunity, log_activity
from trimtab.opportunities.models import (
    Activity,
    ActivityParty,
    ContactRole,
    FieldChange,
    LineItem,
    Opportunity,
    Product,
)
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.processes.tests.builders import answer, found_of, only_process

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def merged(kind: Kind, winner: object, *others: object, by: User, chosen: dict[str, int] | None = None) -> Batch:
    """The records made one."""
    records = mergeable(kind, by, [record.pk for record in (winner, *others)])  # type: ignore[attr-defined]
    survivor = next(record for record in records if record == winner)
    batch = draft_merge(kind, records, winner=survivor, chosen=chosen or {}, back="", by=by, now=NOW)
    begin(batch, now=NOW)
    return apply_batch(batch, MERGING, by=by, watch=Watch(NOW))


def taken_apart(batch: Batch, *, by: User) -> set[tuple[str, str, str]]:
    begin_undoing(batch, by=by, now=LATER)
    undo_batch(batch, MERGING, by=by, watch=Watch(LATER))
    return set(batch.items.values_list("name", "outcome", "reason"))


@pytest.fixture
def acme_again(ana: User, acme: Account) -> Account:
    """Acme once more, typed by hand: a contact, a part, an activity, and a domain that Acme lacks."""
    again = account("ACME Inc.", owner=ana, domain="acme.example", created_at=NOW - timedelta(9), custom={"tier": "A"})
    kim = Contact.objects.create(account=again, name="Kim Keller", created_at=LONG_AGO, changed_at=LONG_AGO)
    account("ACME Service", owner=None, parent=again)
    log_activity(fields={"kind": "call", "at": NOW, "subject": "Hello"}, account=again, contacts=[kim], by=ana, now=NOW)
    return again


def test_everything_of_the_account_goes_along(
    ana: User, ben: User, acme: Account, acme_again: Account, turbines: Opportunity, pumps: Opportunity
) -> None:
    edit_opportunity(pumps, changes={"account": acme_again}, by=ana, now=NOW - timedelta(1))
    AccountMember.objects.create(account=acme_again, user=ben)

    merged(ACCOUNT, acme, acme_again, by=ana, chosen={"domain": acme_again.pk, "custom:tier": acme_again.pk})

    acme.refresh_from_db()
    assert (acme.name, acme.domain, acme.custom) == ("Acme", "acme.example", {"tier": "A"})
    for rows in (acme.opportunities.all(), acme.contacts.all(), acme.activities.all(), acme.units.all()):
        assert rows.exists(), rows
    assert set(acme.members.values_list("user", flat=True)) == {ana.pk, ben.pk}
    acme_again.refresh_from_db()
    assert (acme_again.merged_into, acme_again.archived_at is None) == (acme, False)
    assert not acme_again.opportunities.exists()
    assert FieldChange.objects.get(opportunity=pumps, field="account", recorded_at__gte=NOW).new == str(acme.pk)


def test_merge_then_undo_gives_back_exactly_what_was(
    ana: User, acme: Account, acme_again: Account, turbines: Opportunity, pumps: Opportunity
) -> None:
    edit_opportunity(pumps, changes={"account": acme_again}, by=ana, now=NOW - timedelta(1))
    before = state_of_everything()
    batch = merged(ACCOUNT, acme, acme_again, by=ana, chosen={"name": acme_again.pk, "custom:tier": acme_again.pk})
    assert state_of_everything() != before

    outcomes = taken_apart(batch, by=ana)

    assert {outcome for _name, outcome, _reason in outcomes} == {"reversed"}
    assert state_of_everything() == before


def test_opportunities_are_merged_and_taken_apart(
    ana: User, acme: Account, turbines: Opportunity, pumps: Opportunity
) -> None:
    kim = Contact.objects.create(account=acme, name="Kim", created_at=LONG_AGO, changed_at=LONG_AGO)
    for one in (turbines, pumps):
        add_contact_role(one, contact=kim, role="Buyer", by=ana, now=NOW - timedelta(1))
        log_activity(fields={"kind": "call", "at": NOW}, opportunity=one, by=ana, now=NOW)
    LineItem.objects.create(opportunity=pumps, product=Product.objects.create(name="Pump"), amount=Decimal(5))
    edit_opportunity(pumps, changes={"amount": Decimal(70), "currency": "USD"}, by=ana, now=NOW - timedelta(1))
    before = state_of_everything()

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana, chosen={"amount": pumps.pk})

    turbines.refresh_from_db()
    assert (turbines.amount, turbines.currency) == (Decimal(70), "USD")
    assert [turbines.activities.count(), turbines.lines.count(), turbines.contact_roles.count()] == [2, 1, 1]
    assert list(visible_opportunities(ana).current()) == [turbines]
    taken_apart(batch, by=ana)
    assert state_of_everything() == before


def test_an_answer_of_the_process_keeps_its_evidence(
    ana: User, finn: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    only_process(finn)
    answer(pumps, "qualify-need", by=ana)

    batch = merged(OPPORTUNITY, turbines, pumps, by=ana)
    moved = found_of(turbines).steps[0].milestones[1]
    taken_apart(batch, by=ana)

    assert (moved.counts, moved.is_capped) == ("yes", False)
    assert found_of(pumps).steps[0].milestones[1].counts == "yes"


def test_contacts_are_merged_and_taken_apart(ana: User, acme: Account, turbines: Opportunity) -> None:
    kim, kimmy = (
        Contact.objects.create(account=acme, name=name, title=title, created_at=LONG_AGO, changed_at=LONG_AGO)
        for name, title in (("Kim Keller", ""), ("K. Keller", "Buyer"))
    )
    Contact.objects.filter(pk=kim.pk).update(reports_to=kimmy)
    add_contact_role(turbines, contact=kimmy, role="Buyer", by=ana, now=NOW)
    log_activity(fields={"kind": "call", "at": NOW}, opportunity=turbines, contacts=[kim, kimmy], by=ana, now=NOW)
    before = state_of_everything()

    batch = merged(CONTACT, kim, kimmy, by=ana, chosen={"title": kimmy.pk})

    kim.refresh_from_db()
    assert (kim.title, kim.reports_to) == ("Buyer", None)
    assert ContactRole.objects.get().contact == kim
    assert ActivityParty.objects.filter(contact=kim).count() == 1
    taken_apart(batch, by=ana)
    assert state_of_everything() == before


def test_an_account_merged_into_a_part_of_a_part_of_it_makes_no_circle(ana: User, acme: Account) -> None:
    part = account("Part", owner=ana, parent=acme)
    deep = account("Deep", owner=ana, parent=part)
    before = state_of_everything()

    batch = merged(ACCOUNT, deep, acme, by=ana)

    part.refresh_from_db()
    deep.refresh_from_db()
    assert (part.parent, deep.parent) == (deep, None)
    taken_apart(batch, by=ana)
    assert state_of_everything() == before


def test_what_was_edited_since_is_kept_and_named(ana: User, acme: Account, acme_again: Account) -> None:
    batch = merged(ACCOUNT, acme, acme_again, by=ana, chosen={"domain": acme_again.pk})
    edit_account(acme, changes={"domain": "acme.test"}, by=ana, now=NOW + timedelta(minutes=1))
    Activity.objects.update(account=None)

    found = taken_apart(batch, by=ana)

    assert ("Acme", "kept", "Edited since: Web domain.") in found
    assert ("Hello", "kept", "It belongs to something else by now.") in found
    assert ("Kim Keller", "reversed", "") in found
    acme.refresh_from_db()
    assert acme.domain == "acme.test"


def test_a_winner_that_was_merged_on_must_be_taken_apart_first(ana: User, acme: Account, acme_again: Account) -> None:
    batch = merged(ACCOUNT, acme, acme_again, by=ana)
    third = account("Acme Group", owner=ana)
    merged(ACCOUNT, third, Account.objects.get(pk=acme.pk), by=ana)

    found = taken_apart(batch, by=ana)

    assert {outcome for _name, outcome, _reason in found} == {"failed"}
    assert "Acme was merged into another record since; undo that first." in {reason for *_rest, reason in found}


def test_somebody_who_edits_after_the_preview_wins(ana: User, acme: Account, acme_again: Account) -> None:
    records = mergeable(ACCOUNT, ana, [acme.pk, acme_again.pk])
    batch = draft_merge(ACCOUNT, records, winner=records[0], chosen={}, back="", by=ana, now=NOW)
    edit_account(acme_again, changes={"region": "East"}, by=ana, now=NOW)
    begin(batch, now=NOW)

    apply_batch(batch, MERGING, by=ana, watch=Watch(NOW))

    assert not Account.objects.filter(merged_into__isnull=False).exists()
    reasons = set(batch.items.values_list("outcome", "reason"))
    assert reasons == {("refused", "Somebody changed ACME Inc. after the preview; nothing was merged.")}


def test_the_audit_of_both_tells_of_the_merge(ana: User, acme: Account, acme_again: Account) -> None:
    merged(ACCOUNT, acme, acme_again, by=ana)

    told = Event.objects.filter(verb="account.merged").values_list("record_id", flat=True)

    assert set(told) == {acme.pk, acme_again.pk}


def test_proposal_prefers_facts_then_age(ana: User) -> None:
    older = account("Volt", owner=ana, created_at=LONG_AGO)
    younger = account("Volt", owner=ana, created_at=NOW)

    comparison = compare(ACCOUNT, [younger, older])

    assert comparison.winner == older
    assert "it was added first" in comparison.why


@pytest.mark.parametrize("record", [record for record, kind in KINDS.items() if kind.is_merged])
def test_no_reference_to_a_record_is_forgotten_in_a_merge(record: str) -> None:
    model = KINDS[record].model
    moving = {(move.model, move.field) for move in MOVES[record]}
    above = {(apps.get_model(name), field) for name, field in STAY_ABOVE.items()}
    known = moving | {(other, field) for other, field in STAY.items()} | above

    assert {_reference(one) for one in model._meta.related_objects} <= known


def _reference(relation: Any) -> tuple[object, str]:  # Any: what Django's stubs know of it is too little
    """The model whose rows refer to the record, and by which field; of several at once, the model between."""
    if relation.many_to_many:
        return relation.through, relation.field.m2m_reverse_field_name()
    return relation.related_model, relation.field.name
