"""How sure an insight is, who said so and when; it fades, and its past stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.discovery.actions import InsightChanged, add_link, edit_insight, set_state, set_third_state
from trimtab.discovery.models import StateChange
from trimtab.discovery.queries import content_of
from trimtab.discovery.tests.builders import board_of, card, contact
from trimtab.evidence.models import Evidence
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_confirming_keeps_who_when_and_how(acme: Account, ana: User) -> None:
    kim = contact("Kim", acme)
    goal = card("goal", "Growth", board=board_of(acme), by=ana)

    said = {"kind": "said", "told_by": kim, "happened_on": TODAY, "note": "Ten per cent."}
    set_state(goal.insight, state="confirmed", evidence=said, by=ana, now=NOW)

    change, evidence = StateChange.objects.get(), Evidence.objects.get()
    assert (change.state, change.by, change.told_by, change.at) == ("confirmed", ana, kim, NOW)
    assert (evidence.told_by, evidence.note, evidence.value) == (kim, "Ten per cent.", "confirmed")


@pytest.mark.parametrize("evidence", [None, {"kind": "assumption", "happened_on": TODAY}])
def test_our_own_assumption_confirms_nothing(evidence: dict[str, object] | None, acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)

    with pytest.raises(ValidationError):
        set_state(goal.insight, state="confirmed", evidence=evidence, by=ana, now=NOW)


def test_opening_again_keeps_the_past_and_withdraws_the_evidence(acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    set_state(goal.insight, state="confirmed", evidence={"kind": "said", "happened_on": TODAY}, by=ana, now=NOW)

    set_state(goal.insight, state="unconfirmed", by=ana, now=NOW)

    assert list(StateChange.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "unconfirmed"]
    assert Evidence.objects.get().withdrawn_at == NOW
    (shown,) = content_of(board_of(acme), today=TODAY).shown
    assert (shown.standing.state, shown.confirmed_days) == ("none", None)


def test_what_was_confirmed_fades_to_half_in_180_days_and_is_stale_on_the_next(acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    heard = TODAY - timedelta(days=180)
    set_state(goal.insight, state="confirmed", evidence={"kind": "said", "happened_on": heard}, by=ana, now=NOW)

    seen = [content_of(board_of(acme), today=TODAY + timedelta(days=later)).shown[0] for later in (0, 1)]

    assert seen[0].standing.strength == pytest.approx(0.4)
    assert [one.is_stale for one in seen] == [False, True]


def test_the_third_state_is_there_only_where_it_is_offered(acme: Account, ana: User, dov: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    set_state(goal.insight, state="done", by=ana, now=NOW)
    set_third_state(layer="goal", is_offered=True, label="Reached", by=dov, now=NOW)
    (shown,) = content_of(board_of(acme), today=TODAY).shown

    set_third_state(layer="goal", is_offered=False, label="", by=dov, now=NOW)

    assert shown.state_label == "Reached"
    with pytest.raises(ValidationError):
        set_state(goal.insight, state="done", by=ana, now=NOW)


def test_a_seller_does_not_rename_the_third_state(ana: User) -> None:
    with pytest.raises(PermissionDenied):
        set_third_state(layer="goal", is_offered=False, label="", by=ana, now=NOW)


def test_the_second_of_two_editors_is_told(acme: Account, ana: User, ben: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana).insight
    seen_at = goal.changed_at
    edit_insight(goal, changes={"text": "By Ben."}, by=ben, now=NOW + timedelta(minutes=1), seen_at=seen_at)

    with pytest.raises(InsightChanged):
        edit_insight(goal, changes={"text": "By Ana."}, by=ana, now=NOW + timedelta(minutes=2), seen_at=seen_at)


def test_only_rows_that_belong_together_are_linked(acme: Account, ana: User) -> None:
    goal, pressure = (card(layer, layer, board=board_of(acme), by=ana).insight for layer in ("goal", "pressure"))

    with pytest.raises(ValidationError):
        add_link(goal, pressure, by=ana, now=NOW)

    assert add_link(pressure, goal, by=ana, now=NOW).above == goal


def test_insights_of_two_customers_are_not_linked(acme: Account, bolt: Account, ana: User, cleo: User) -> None:
    pressure = card("pressure", "Rule", board=board_of(acme), by=ana).insight
    elsewhere = card("goal", "Growth", board=board_of(bolt), by=cleo).insight

    with pytest.raises(ValidationError):
        add_link(pressure, elsewhere, by=ana, now=NOW)
