"""What delivery must know, and what the customer may see of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.cast import NOW, client_for
from trimtab.accounts.models import Contact
from trimtab.competition import actions as competition
from trimtab.opportunities.models import ContactRole, LineItem, Opportunity, Product
from trimtab.outcomes import actions
from trimtab.outcomes.actions import HandOverChanged
from trimtab.outcomes.document import customer_document, internal_document
from trimtab.outcomes.models import HandOver
from trimtab.outcomes.prefilling import draft_of
from trimtab.people.models import User

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

    draft = draft_of(won)

    assert (draft["promises"], draft["scope"], draft["people"]) == (
        "Delivery in June", "Turbine T4 × 2", "Kim Keller, Finance",
    )  # fmt: skip
    assert draft["risks"] == "You are only forty people"
    assert (draft["billing"], draft["owners"]) == ("1,000 EUR", "Ana: sold it")


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
