"""Editing with history: what the two clocks keep, and what an edit brings along."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, AccountMember
from trimtab.core.models import Event
from trimtab.opportunities.actions import (
    OpportunityChanged,
    archive_opportunity,
    create_opportunity,
    edit_opportunity,
    restore_opportunity,
)
from trimtab.opportunities.history import current_value, value_as_of
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage
from trimtab.opportunities.models.history import TRACKED_FIELDS
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User

DAY = timedelta(days=1)


@pytest.fixture
def robots(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's opportunity at Acme, opened long ago."""
    return deal("Robots", owner=ana, account=acme, process=process, amount=100, close_on=date(2026, 12, 1))


def changes_of(opportunity: Opportunity, field: str) -> list[tuple[str | None, str | None]]:
    return list(
        FieldChange.objects.filter(opportunity=opportunity, field=field).order_by("pk").values_list("old", "new")
    )


def test_creating_keeps_the_first_values(robots: Opportunity, ana: User) -> None:
    first = FieldChange.objects.filter(opportunity=robots)

    assert {one.field for one in first} == {"name", "owner", "account", "stage", "amount", "currency", "close_on"}
    assert {(one.old, one.valid_at, one.recorded_at, one.origin, one.by_id) for one in first} == {
        (None, LONG_AGO, LONG_AGO, "created", ana.pk)
    }
    assert (robots.status, robots.closed_at, robots.process_id) == ("open", None, robots.stage.process_id)


def test_an_edit_keeps_old_and_new_with_both_clocks(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"amount": Decimal(150)}, by=ana, now=NOW)

    change = FieldChange.objects.filter(opportunity=robots, field="amount").latest("pk")
    assert (change.old, change.new, change.valid_at, change.recorded_at) == ("100.00", "150.00", NOW, NOW)
    assert (change.origin, change.by_id) == ("edit", ana.pk)
    robots.refresh_from_db()
    assert (robots.amount, robots.changed_at) == (Decimal("150.00"), NOW)


def test_an_edit_writes_one_event(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"amount": Decimal(150), "next_step": "Call."}, by=ana, now=NOW)

    event = Event.objects.get(verb="opportunity.edited")
    assert (event.record_id, event.by_name, event.at) == (robots.pk, "Ana", NOW)
    assert (event.before, event.after) == ({"amount": "100.00"}, {"amount": "150.00", "next_step": "Call."})


def test_the_same_value_changes_nothing(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"amount": Decimal("100.00"), "next_step": ""}, by=ana, now=NOW)

    assert not Event.objects.filter(verb="opportunity.edited").exists()
    assert Opportunity.objects.get().changed_at == LONG_AGO


def test_a_back_dated_value_before_a_later_one_stays_past(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"amount": Decimal(300)}, by=ana, now=NOW - 10 * DAY)

    edit_opportunity(robots, changes={"amount": Decimal(200)}, by=ana, now=NOW, valid_at=NOW - 20 * DAY)

    robots.refresh_from_db()
    assert robots.amount == Decimal("300.00")
    assert changes_of(robots, "amount")[-1] == ("100.00", "200.00")
    assert value_as_of(robots, "amount", NOW - 5 * DAY) == "300.00"
    assert value_as_of(robots, "amount", NOW) == "300.00"


def test_a_back_dated_value_after_the_last_one_is_the_present(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"amount": Decimal(200)}, by=ana, now=NOW, valid_at=NOW - 20 * DAY)

    robots.refresh_from_db()
    assert robots.amount == Decimal("200.00")
    assert value_as_of(robots, "amount", NOW - DAY) == "100.00"


def test_a_back_dated_value_without_any_history_is_the_present(robots: Opportunity, ana: User) -> None:
    FieldChange.objects.filter(opportunity=robots).delete()

    edit_opportunity(robots, changes={"amount": Decimal(200)}, by=ana, now=NOW, valid_at=NOW - DAY)

    robots.refresh_from_db()
    assert (robots.amount, changes_of(robots, "amount")) == (Decimal("200.00"), [("100.00", "200.00")])


@pytest.mark.parametrize("valid_at", [NOW + DAY, LONG_AGO - DAY])
def test_a_value_begins_between_the_opening_and_now(robots: Opportunity, ana: User, valid_at: object) -> None:
    with pytest.raises(ValueError, match="`valid_at` must not be"):
        edit_opportunity(robots, changes={"amount": Decimal(1)}, by=ana, now=NOW, valid_at=valid_at)  # type: ignore[arg-type]

    assert changes_of(robots, "amount") == [(None, "100.00")]


def test_winning_closes_and_reopening_opens_again(robots: Opportunity, ana: User, process: Process) -> None:
    won = edit_opportunity(robots, changes={"stage": stage(process, "Won")}, by=ana, now=NOW, valid_at=NOW - 2 * DAY)
    assert (won.status, won.closed_at) == ("won", NOW - 2 * DAY)

    again = edit_opportunity(robots, changes={"stage": stage(process, "Proof")}, by=ana, now=NOW + DAY)
    assert (again.status, again.closed_at) == ("open", None)
    again.refresh_from_db()
    assert (again.status, again.closed_at) == ("open", None)


def test_a_stage_brings_its_forecast_category(robots: Opportunity, ana: User, process: Process) -> None:
    proposal = stage(process, "Proposal")
    Stage.objects.filter(pk=proposal.pk).update(forecast_category="commit")
    proposal.refresh_from_db()

    edited = edit_opportunity(robots, changes={"stage": proposal}, by=ana, now=NOW)

    assert edited.forecast_category == "commit"
    assert changes_of(robots, "forecast_category") == [(None, "commit")]


def test_a_stage_of_another_process_moves_the_opportunity_there(robots: Opportunity, ana: User) -> None:
    renewal = Process.objects.create(name="Renewal")
    due = Stage.objects.create(process=renewal, name="Due", position=1)

    edit_opportunity(robots, changes={"stage": due}, by=ana, now=NOW)

    assert Opportunity.objects.get().process == renewal


def test_own_fields_have_history_too(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"custom:margin": "12.5"}, by=ana, now=NOW)

    assert Opportunity.objects.get().custom == {"margin": "12.5"}
    assert changes_of(robots, "custom:margin") == [(None, "12.5")]


def test_the_second_of_two_editors_is_told(robots: Opportunity, ana: User, ben: User) -> None:
    edit_opportunity(robots, changes={"amount": Decimal(150)}, by=ben, now=NOW, seen_at=LONG_AGO)

    with pytest.raises(OpportunityChanged) as told:
        edit_opportunity(robots, changes={"amount": Decimal(175)}, by=ana, now=NOW, seen_at=LONG_AGO)

    assert told.value.opportunity.amount == Decimal("150.00")
    assert Opportunity.objects.get().amount == Decimal("150.00")


def test_a_new_owner_works_with_the_account(robots: Opportunity, acme: Account, ben: User) -> None:
    edit_opportunity(robots, changes={"owner": ben}, by=ben, now=NOW)

    assert AccountMember.objects.filter(account=acme, user=ben).exists()


def test_nobody_gives_a_record_to_somebody_out_of_sight(robots: Opportunity, ana: User, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        edit_opportunity(robots, changes={"owner": cleo}, by=ana, now=NOW)


def test_an_opportunity_moves_only_to_an_account_that_one_sees(robots: Opportunity, ana: User, bolt: Account) -> None:
    with pytest.raises(PermissionDenied):
        edit_opportunity(robots, changes={"account": bolt}, by=ana, now=NOW)


def test_a_stranger_edits_nothing(robots: Opportunity, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        edit_opportunity(robots, changes={"amount": Decimal(1)}, by=cleo, now=NOW)

    assert changes_of(robots, "amount") == [(None, "100.00")]


@pytest.mark.parametrize("field", ["status", "closed_at", "custom", "process"])
def test_what_is_no_tracked_field_is_refused(robots: Opportunity, ana: User, field: str) -> None:
    with pytest.raises(ValueError, match=f"Got '{field}'"):
        edit_opportunity(robots, changes={field: None}, by=ana, now=NOW)


def test_an_opportunity_needs_a_stage(ana: User) -> None:
    with pytest.raises(ValueError, match="`stage` must be a stage"):
        create_opportunity(fields={"name": "X", "owner": ana, "stage": "Won", "currency": "EUR"}, by=ana, now=NOW)


def test_archiving_hides_and_restoring_brings_back(robots: Opportunity, ana: User) -> None:
    archive_opportunity(robots, by=ana, now=NOW)
    archive_opportunity(robots, by=ana, now=NOW + DAY)
    assert Opportunity.objects.get().archived_at == NOW
    assert not Opportunity.objects.all().current().exists()

    restore_opportunity(robots, by=ana, now=NOW + DAY)
    assert Opportunity.objects.all().current().exists()
    assert list(
        Event.objects.filter(verb__startswith="opportunity.").order_by("pk").values_list("verb", flat=True)
    ) == [
        "opportunity.created",
        "opportunity.archived",
        "opportunity.restored",
    ]


def test_the_present_equals_history_after_any_edits(robots: Opportunity, ana: User, process: Process) -> None:
    edit_opportunity(robots, changes={"amount": None, "kind": "New", "stage": stage(process, "Lost")}, by=ana, now=NOW)
    edit_opportunity(robots, changes={"loss_reason": "Price", "close_on": None}, by=ana, now=NOW + DAY)

    now = Opportunity.objects.get()
    for field in TRACKED_FIELDS:
        assert value_as_of(now, field, NOW + DAY) == current_value(now, field), field
