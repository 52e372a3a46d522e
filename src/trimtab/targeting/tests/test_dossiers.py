"""Targets on their way, dossiers with facts and signs, and who knows whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, NOW, account, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.actions import log_activity
from trimtab.people.models import User
from trimtab.targeting.actions import TargetMoved, add_target, drop_target, move_target, see_sign, withdraw_fact
from trimtab.targeting.dossier import completeness, ties_with
from trimtab.targeting.models import DossierFact, Target, TargetMove
from trimtab.targeting.tests.builders import known, watched

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(organisation: Organisation, ana: User) -> Client:
    return client_for(ana)


@pytest.fixture
def target(ana: User, acme: Account) -> Target:
    return add_target(acme, why="They build three plants.", by=ana, now=NOW)


def moved(target: Target, *, by: User, step: str = "watched", why: str = "") -> Target:
    return move_target(target, step=step, why=why, revisit_on=None, seen_at=target.changed_at, by=by, now=NOW)


def test_completeness_by_hand() -> None:
    """A sure fact of today and a likely one of a year ago, of twelve headings: 11.46 of 100 points."""
    facts = [
        DossierFact(pk=1, heading="company", confidence="sure", known_on=date(2026, 11, 20)),
        DossierFact(pk=2, heading="people", confidence="likely", known_on=date(2025, 11, 20)),
    ]

    assert completeness(facts, today=date(2026, 11, 20)) == pytest.approx(100 * (1 + 0.375) / 12)


def test_second_fact_under_a_heading_adds_nothing() -> None:
    facts = [DossierFact(pk=pk, heading="company", confidence="sure", known_on=date(2026, 11, 20)) for pk in range(3)]

    assert completeness(facts, today=date(2026, 11, 20)) == pytest.approx(100 / 12)


def test_target_stands_on_the_board(site: Client, target: Target) -> None:
    page = site.get(reverse("targets")).content.decode()

    assert "<b>1</b> target." in page
    assert "Spotted" in page


def test_stranger_does_not_see_the_target(organisation: Organisation, cleo: User, target: Target) -> None:
    page = client_for(cleo).get(reverse("targets"), {"scope": "everyone"}).content.decode()

    assert "Acme" not in page


def test_card_moves_without_a_script(site: Client, target: Target, acme: Account) -> None:
    typed = {"step": "contacted", "seen_at": target.changed_at.isoformat()}

    site.post(reverse("target-moves", args=[acme.pk]), typed)

    target.refresh_from_db()
    assert target.step == "contacted"
    assert TargetMove.objects.filter(target=target).count() == 2


def test_releasing_asks_why_and_keeps_what_was_typed(site: Client, target: Target, acme: Account) -> None:
    typed = {"step": "released", "revisit_on": "2027-05-01", "seen_at": target.changed_at.isoformat()}

    response = site.post(reverse("target-moves", args=[acme.pk]), typed)

    assert response.status_code == 422
    assert "2027-05-01" in response.content.decode()


def test_second_of_two_who_move_a_card_is_told(ana: User, target: Target) -> None:
    seen = Target.objects.get(pk=target.pk)
    move_target(seen, step="watched", why="", revisit_on=None, seen_at=seen.changed_at, by=ana, now=NOW + timedelta(1))

    with pytest.raises(TargetMoved):
        moved(target, by=ana)


def test_dropped_target_leaves_the_board_and_keeps_its_dossier(site: Client, ana: User, target: Target) -> None:
    known(target.account, by=ana)

    drop_target(target, by=ana, now=NOW)

    assert "No account here is a target yet." in site.get(reverse("targets")).content.decode()
    assert target.account.dossier.exists()


def test_target_that_was_dropped_comes_back(ana: User, target: Target) -> None:
    drop_target(target, by=ana, now=NOW)

    again = add_target(target.account, why="They hire.", by=ana, now=NOW)

    assert (again.pk, again.why, again.archived_at) == (target.pk, "They hire.", None)


def test_fact_is_added_with_its_source(site: Client, acme: Account) -> None:
    typed = {
        "heading": "people", "text": "Kim Keller decides.", "source": "Fair in Hanover", "known_on": "2026-11-01",
        "confidence": "likely", "link": "",
    }  # fmt: skip

    site.post(reverse("dossier-facts", args=[acme.pk]), typed)

    assert "Fair in Hanover" in site.get(reverse("account-dossier", args=[acme.pk])).content.decode()


def test_fact_without_a_source_is_refused_and_kept_in_the_form(site: Client, acme: Account) -> None:
    typed = {"heading": "people", "text": "Kim Keller decides.", "known_on": "2026-11-01", "confidence": "likely"}

    response = site.post(reverse("dossier-facts", args=[acme.pk]), typed)

    assert response.status_code == 422
    assert "Kim Keller decides." in response.content.decode()


def test_fact_taken_back_stays_in_the_audit(site: Client, ana: User, acme: Account) -> None:
    fact = known(acme, by=ana)

    withdraw_fact(fact, by=ana, now=NOW)

    assert "Makes turbines." not in site.get(reverse("account-dossier", args=[acme.pk])).content.decode()
    assert Event.objects.get(verb="dossier_fact.withdrawn").before["text"] == "Makes turbines."


def test_sign_that_was_seen_waits_on_the_board(site: Client, ana: User, target: Target) -> None:
    see_sign(watched(target.account, by=ana), seen_on=NOW.date(), source="Newspaper", by=ana, now=NOW)

    page = site.get(reverse("targets")).content.decode()

    assert "A new head of plants" in page
    assert "1 sign seen" in page


def test_sign_seen_tomorrow_is_refused(site: Client, ana: User, acme: Account) -> None:
    sign = watched(acme, by=ana)

    response = site.post(reverse("sign-sighting", args=[acme.pk, sign.pk]), {"seen_on": "2999-01-01"})

    assert response.status_code == 422
    assert "This day is still to come." in response.content.decode()


def test_fact_of_another_account_is_not_found(site: Client, cleo: User, acme: Account, bolt: Account) -> None:
    fact = known(bolt, by=cleo)

    response = site.post(reverse("dossier-fact-withdrawal", args=[acme.pk, fact.pk]))

    assert response.status_code == 404


def test_who_knows_whom_comes_from_the_activities(ana: User, acme: Account, organisation: Organisation) -> None:
    kim = Contact.objects.create(account=acme, name="Kim Keller", created_at=LONG_AGO, changed_at=LONG_AGO)
    for _time in range(2):
        log_activity(
            fields={"kind": "call", "subject": "Hello", "at": NOW - timedelta(3)}, account=acme, contacts=[kim], by=ana,
            now=NOW,
        )  # fmt: skip

    (tie,) = ties_with(acme, now=NOW)

    assert (tie.user, tie.contact, tie.times) == (ana, kim, 2)


def test_board_asks_as_often_for_many_cards_as_for_one(
    site: Client, ana: User, target: Target, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site.get(reverse("targets"))
    with CaptureQueriesContext(connection) as few:
        site.get(reverse("targets"))
    for number in range(12):
        add_target(account(f"Other {number}", owner=ana), why="", by=ana, now=NOW)

    with django_assert_num_queries(len(few)):
        site.get(reverse("targets"))
