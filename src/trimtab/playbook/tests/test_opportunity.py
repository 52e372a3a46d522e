"""Plays of one opportunity: offered with their reason, begun into an action, ended in one tap."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.competition.actions import add_fear, edit_fear
from trimtab.core.models import Organisation
from trimtab.objectives.models import Action
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.playbook.actions import end_use, offer_plays, reopen_use, say_change, start_play
from trimtab.playbook.matching import Conditions
from trimtab.playbook.models import PlayOffer, PlayUse
from trimtab.playbook.queries import placed, plays_of
from trimtab.playbook.signals import signals_of
from trimtab.playbook.tests.builders import listed, play

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def turbines(ana: User, process: Process, acme: Account, organisation: Organisation) -> Opportunity:
    return deal("Turbines", owner=ana, process=process, account=acme, at="Proof", amount=80_000)


@pytest.fixture
def as_ana(ana: User) -> Client:
    return client_for(ana)


def offered(opportunity: Opportunity) -> list[str]:
    found = plays_of([opportunity], placed([opportunity], TODAY), TODAY)
    return [one.play.key for one in found[opportunity.pk]]


def begun(opportunity: Opportunity, by: User, key: str = "proof-on-their-terms") -> PlayUse:
    return start_play(opportunity, listed(key), who=by, due_on=TODAY, by=by, now=NOW)


def test_a_play_is_offered_at_its_step_with_the_reason(as_ana: Client, turbines: Opportunity) -> None:
    page = as_ana.get(f"/opportunities/{turbines.pk}/plays/").content.decode()

    assert "Proof by their own criteria" in page
    assert "It is for the step “Proof”: the name of the stage, “Proof”, says so." in page
    assert "Intake: what was promised" not in page


def test_what_somebody_is_afraid_of_brings_its_play_to_the_top_until_it_is_taken_away(
    ana: User, turbines: Opportunity
) -> None:
    fear = add_fear(turbines, facts={"kind": "lock_in"}, by=ana, now=NOW)
    with_fear = offered(turbines)
    edit_fear(fear, changes={"status": "calmed"}, by=ana, now=NOW)

    assert with_fear[0] == "fear-phased-contract"
    assert "fear-phased-contract" not in offered(turbines)


def test_saying_that_much_must_change_brings_the_pilot(ana: User, turbines: Opportunity) -> None:
    say_change(turbines, change="low", by=ana, now=NOW)
    low = offered(turbines)
    say_change(turbines, change="high", by=ana, now=NOW)

    assert "pilot-with-an-end" not in low
    assert "pilot-with-an-end" in offered(turbines)


def test_starting_a_play_makes_its_first_step_an_action(as_ana: Client, ana: User, turbines: Opportunity) -> None:
    typed = {"who": "Ana", "due_on": "2026-11-25"}

    as_ana.post(f"/opportunities/{turbines.pk}/plays/proof-on-their-terms/", typed)

    action = Action.objects.get()
    assert action.subject == "Agree the criteria of the proof on one page"
    assert (action.assignee, action.opportunity, action.origin_record) == (ana, turbines, "play_use")


def test_one_tap_ends_it_and_closes_its_action_and_can_be_taken_back(
    as_ana: Client, ana: User, turbines: Opportunity
) -> None:
    use = begun(turbines, ana)

    as_ana.post(f"/playbook/uses/{use.pk}/ending/", {"outcome": "advance"})
    done = Action.objects.get().status
    as_ana.post(f"/playbook/uses/{use.pk}/reopening/")

    assert done == "done"
    assert PlayUse.objects.get().is_open
    assert Action.objects.get().status == "to_do"


def test_what_was_not_played_drops_the_action_with_the_reason(ana: User, turbines: Opportunity) -> None:
    end_use(begun(turbines, ana), outcome="not_played", by=ana, now=NOW)

    assert Action.objects.get().dropped_because == "The play was not played."


def test_a_play_under_way_is_not_begun_twice(ana: User, turbines: Opportunity) -> None:
    first = begun(turbines, ana)
    with pytest.raises(ValidationError, match="under way already"):
        begun(turbines, ana)
    end_use(first, outcome="refusal", by=ana, now=NOW)
    begun(turbines, ana)

    with pytest.raises(ValidationError, match="under way already"):
        reopen_use(first, by=ana, now=NOW)


def test_the_use_keeps_the_version_it_was_begun_with(ana: User, eva: User, turbines: Opportunity) -> None:
    own = play("Ours", by=eva, now=NOW, follow_subject="Call")
    use = begun(turbines, ana, own.key)

    assert use.version.number == 1
    assert use.version.said.follow_subject == "Call"


def test_a_reader_and_a_stranger(ana: User, cleo: User, turbines: Opportunity) -> None:
    stranger = client_for(cleo)

    assert stranger.get(f"/opportunities/{turbines.pk}/plays/").status_code == 404
    assert stranger.post(f"/playbook/uses/{begun(turbines, ana).pk}/ending/", {"outcome": "advance"}).status_code == 404


def test_an_answer_that_is_none_is_said(as_ana: Client, ana: User, turbines: Opportunity) -> None:
    use = begun(turbines, ana)

    page = as_ana.post(f"/playbook/uses/{use.pk}/ending/", {"outcome": "maybe"}, follow=True).content.decode()

    assert "choose one of the four" in page
    assert PlayUse.objects.get().is_open


def test_the_panel_is_short_and_loaded_into_the_page(as_ana: Client, turbines: Opportunity) -> None:
    panel = as_ana.get(f"/opportunities/{turbines.pk}/plays/", headers={"HX-Target": "opportunity-plays"})

    assert panel.content.decode().strip().startswith('<section class="section" id="opportunity-plays">')


def test_nights_note_once_where_a_play_applies(ana: User, turbines: Opportunity) -> None:
    first, again = offer_plays(now=NOW), offer_plays(now=NOW)
    add_fear(turbines, facts={"kind": "cost"}, by=ana, now=NOW)

    assert first == len(offered(turbines)) - 1
    assert again == 0
    assert offer_plays(now=NOW + timedelta(days=1)) == 1
    assert PlayOffer.objects.filter(opportunity=turbines, play__key="fear-phased-contract").exists()


def test_what_was_won_is_at_the_intake_for_a_while(ana: User, process: Process, turbines: Opportunity) -> None:
    edit_opportunity(turbines, changes={"stage": stage(process, "Won")}, by=ana, now=NOW)
    turbines.refresh_from_db()

    assert offered(turbines) == ["intake-promises"]
    later = TODAY + timedelta(days=90)
    assert plays_of([turbines], placed([turbines], later), later)[turbines.pk] == []


def test_rules_see_plays_in_a_fixed_number_of_queries(ana: User, process: Process, turbines: Opportunity) -> None:
    many = [turbines, *(deal(f"Pump {number}", owner=ana, process=process) for number in range(30))]
    end_use(begun(turbines, ana), outcome="advance", by=ana, now=NOW)
    with CaptureQueriesContext(connection) as few_queries:
        few = signals_of(many[:2], TODAY)
    with CaptureQueriesContext(connection) as many_queries:
        signals_of(many, TODAY)

    assert few[turbines.pk]["playbook_used"] == 1
    assert few[turbines.pk]["playbook_available"] == len(offered(turbines)) - 1
    assert len(many_queries) == len(few_queries) <= 12


def test_an_amount_without_a_rate_is_not_known(ana: User, eva: User, turbines: Opportunity) -> None:
    """No rate is known for yen here: the amount is not known then, and excludes nothing by itself."""
    own = play("Large ones", by=eva, now=NOW, when=Conditions(steps=("proof",), amount_from=Decimal(100_000)))
    below = offered(turbines)
    Opportunity.objects.filter(pk=turbines.pk).update(currency="JPY")

    assert own.key not in below
    assert own.key in offered(Opportunity.objects.get(pk=turbines.pk))
