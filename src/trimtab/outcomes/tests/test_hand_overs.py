"""What delivery must know, and what the customer may see of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.calls.actions import Promised, note_commitment, plan_call
from trimtab.competition import actions as competition
from trimtab.mutual.actions import add_plan_person, add_step, begin_plan
from trimtab.objectives.actions import complete_action
from trimtab.opportunities.models import ContactRole, LineItem, Opportunity, Process, Product
from trimtab.opportunities.tests.builders import deal
from trimtab.outcomes import actions
from trimtab.outcomes.actions import HandOverChanged
from trimtab.outcomes.document import SHAREABLE, customer_document, internal_document
from trimtab.outcomes.models import HandOver
from trimtab.outcomes.prefilling import draft_of
from trimtab.people.models import User
from trimtab.value.actions import confirm
from trimtab.value.tests.builders import case_of, line, their_word
from trimtab.web.formats import day

pytestmark = pytest.mark.django_db
Ended = Callable[..., Opportunity]
# Internal texts; none may ever reach the customer's version.
CANARIES = {"risks": "Canary: their chief doubts us", "note": "Canary: discount limit 12"}


def test_draft_is_filled_from_the_deal(ana: User, ended: Ended) -> None:
    won = ended("Won")
    contact = Contact.objects.create(
        account=won.account, name="Kim Keller", title="Finance", created_at=NOW, changed_at=NOW
    )
    ContactRole.objects.create(opportunity=won, contact=contact, role="Decision maker")
    LineItem.objects.create(opportunity=won, product=Product.objects.create(name="Turbine T4"), quantity=2)
    competition.add_criterion(won, facts={"name": "Delivery in June", "is_mandatory": True}, by=ana, now=NOW)
    competition.add_criterion(
        won, facts={"name": "His pride", "kind": "informal", "is_mandatory": True}, by=ana, now=NOW
    )
    competition.add_fear(won, facts={"kind": "size", "statement": "You are only forty people"}, by=ana, now=NOW)

    draft = draft_of(won, today=NOW.date())

    assert (draft["promises"], draft["scope"], draft["people"]) == (
        "Delivery in June", "Turbine T4 × 2", "Kim Keller, Finance",
    )  # fmt: skip
    assert draft["risks"] == "You are only forty people"
    assert (draft["billing"], draft["owners"]) == ("1,000 EUR", "Ana: sold it")


def test_draft_holds_what_was_promised_agreed_and_confirmed(ana: User, acme: Account, process: Process) -> None:
    turbines = deal("Acme turbines", owner=ana, process=process, account=acme)
    case = case_of(turbines, by=ana)
    saved = line(case, "benefit", 60_000, by=ana, label="Fewer stops", source="Their report")
    confirm(saved, evidence=their_word(acme), by=ana, now=NOW)
    line(case, "benefit", 9_000, by=ana, label="Only our guess")
    _agree(turbines, by=ana)
    call = plan_call(fields={"title": "Pumps", "starts_at": NOW}, opportunity=turbines, by=ana, now=NOW)
    note_commitment(call, Promised("ours", "Send the wiring plan", NOW.date()), by=ana, now=NOW)
    kept = note_commitment(call, Promised("ours", "Send the summary"), by=ana, now=NOW)
    note_commitment(call, Promised("theirs", "Give us the drawings"), by=ana, now=NOW)
    assert kept.action is not None
    complete_action(kept.action, by=ana, now=NOW)

    draft = draft_of(turbines, today=NOW.date())

    assert draft["promises"] == f"Send the wiring plan, {day(NOW.date())}"
    assert draft["measures"] == "Fewer stops: 60,000 EUR a year\nStops a month, from 14 to 7"
    assert draft["first_days"] == "Legal review: Ana / Kim Keller"
    assert (draft["people"], draft["owners"]) == ("Kim Keller, Finance", "Ana: sold it\nAna")
    assert draft["note"] == f"Fewer stops: 60,000 EUR a year; confirmed by Kim Keller on {day(NOW.date())}"
    assert "Kim" not in "".join(draft[name] for name in ("promises", "measures"))


def test_page_says_what_the_deal_knows_and_the_hand_over_does_not(ana: User, ended: Ended) -> None:
    won = ended("Won")
    actions.write_hand_over(won, texts={"billing": "1,000 EUR"}, by=ana, now=NOW)

    page = client_for(ana).get(reverse("hand-over", args=[won.pk])).content.decode()

    assert "<li>Ana: sold it</li>" in page
    assert "<li>1,000 EUR</li>" not in page


def _agree(opportunity: Opportunity, *, by: User) -> None:
    """A plan with one step, of Kim and Ana."""
    fields = {"outcome": "In use", "measures": "Stops a month, from 14 to 7"}
    plan = begin_plan(opportunity, fields=fields, template="purchase", by=by, now=NOW)
    kim = add_plan_person(plan, side="theirs", name="Kim Keller", title="Finance", by=by, now=NOW)
    plan.steps.update(removed_at=NOW)
    step = {"kind": "legal", "task": "Legal review", "ours": plan.people.get(side="ours"), "theirs": kim}
    add_step(plan, fields=step, by=by, now=NOW, today=NOW.date())


def test_every_part_of_an_intake_document_has_its_place() -> None:
    """Method 13.1: promises, scope, contacts, measures, risks, 90 days, billing, internal owners."""
    parts = ("promises", "scope", "people", "measures", "risks", "first_days", "billing", "owners")

    assert set(parts) <= set(HandOver.TEXTS)
    assert not {"risks", "note"} & set(SHAREABLE)


def test_only_a_won_deal_is_handed_over(ana: User, ended: Ended) -> None:
    lost = ended()

    with pytest.raises(ValidationError, match="won"):
        actions.write_hand_over(lost, texts={"scope": "x"}, by=ana, now=NOW)
    assert client_for(ana).get(reverse("hand-over", args=[lost.pk])).status_code == 404


def test_second_writer_is_told(ana: User, ben: User, ended: Ended) -> None:
    won = ended("Won")
    first = actions.write_hand_over(won, texts={"scope": "Two pumps"}, by=ana, now=NOW)

    with pytest.raises(HandOverChanged):
        actions.write_hand_over(won, texts={"scope": "One"}, by=ben, now=NOW)

    later = NOW + timedelta(hours=1)
    actions.write_hand_over(won, texts={"scope": "One"}, by=ben, now=later, seen_at=first.changed_at)
    assert HandOver.objects.get().scope == "One"


def test_customers_version_holds_no_internal_judgement(ana: User, ended: Ended) -> None:
    won = ended("Won")
    made = actions.write_hand_over(won, texts={"scope": "Two pumps"} | CANARIES, by=ana, now=NOW)

    theirs, ours = str(customer_document(made)), str(internal_document(made))

    assert "Two pumps" in theirs
    assert "Canary" not in theirs
    assert all(canary in ours for canary in CANARIES.values())


def test_it_goes_to_paper_and_to_who_delivers(ana: User, ended: Ended) -> None:
    won = ended("Won", name="Acme #turbines *1*")
    client, url = client_for(ana), reverse("hand-over", args=[won.pk])
    page = client.get(url)
    assert b"This draft is filled from the pages of the deal." in page.content
    client.post(url, {"scope": "#panic() $x$ *two* pumps", "owners": "Ana"})

    client.post(reverse("hand-over-giving", args=[won.pk]), {"to": "Ana"})

    assert HandOver.objects.get().given_to == ana
    paper = client.get(reverse("hand-over-file", args=[won.pk, "customer"]))
    assert paper.content.startswith(b"%PDF")
    assert client.get(reverse("hand-over-file", args=[won.pk, "other"])).status_code == 404
