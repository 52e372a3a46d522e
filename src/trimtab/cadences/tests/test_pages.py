"""Cadences through the browser: written, entered, gone through with one tap each."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.cadences.actions import StepFacts, edit_cadence
from trimtab.cadences.actions.cadences import steps_as_kept
from trimtab.cadences.models import Cadence, Enrolment
from trimtab.cadences.tests.builders import activity, cadence, contact, followed
from trimtab.core.models import Organisation
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(acme: Account, organisation: Organisation) -> Contact:
    return contact(acme)


@pytest.fixture
def as_ana(ana: User, organisation: Organisation) -> Client:
    return client_for(ana)


def test_a_leader_takes_a_cadence_to_begin_with_over(ben: User, organisation: Organisation) -> None:
    client = client_for(ben)
    form = client.get("/cadences/new/?from=after-proposal").context["form"]
    typed = {bound.name: "" if bound.value() is None else bound.value() for bound in form}

    client.post("/cadences/new/", typed)

    assert [one.channel for one in steps_as_kept(Cadence.objects.get())] == ["phone", "email", "phone"]
    assert "Take it over" in client.get("/cadences/").content.decode()


def test_a_cadence_without_an_attempt_is_refused_in_words(ben: User, organisation: Organisation) -> None:
    answer = client_for(ben).post("/cadences/new/", {"name": "Nothing"})

    assert answer.status_code == 422
    assert "Choose a channel" in answer.content.decode()


def test_the_second_of_two_editors_loses_nothing(ben: User, eva: User, organisation: Organisation) -> None:
    shown, client = cadence(eva), client_for(ben)
    form = client.get(f"/cadences/{shown.pk}/edit/").context["form"]
    typed = {bound.name: "" if bound.value() is None else bound.value() for bound in form}
    steps = [StepFacts("phone", 1, "Ring")]
    edit_cadence(shown, name="Loud", about="", stop_on_meeting=True, steps=steps, by=eva, now=NOW + timedelta(days=1))

    answer = client.post(f"/cadences/{shown.pk}/edit/", typed | {"about": "For those who wait"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert all(word in page for word in ("Loud", "Ring", "For those who wait"))


def test_a_contact_is_followed_up_from_enrolment_to_the_answer(as_ana: Client, eva: User, kim: Contact) -> None:
    quiet = cadence(eva)
    typed = {"cadence": quiet.pk, "person": "Ana", "begin_on": "2026-11-20"}
    place = as_ana.post(f"/cadences/contacts/{kim.pk}/enrolment/", typed).headers["Location"]
    as_ana.post(f"{place}touches/", {"channel": "email", "result": "nothing", "number": "1"})
    page = as_ana.get(place).content.decode()
    as_ana.post(f"{place}touches/", {"channel": "phone", "result": "reply", "number": "2"})

    assert "1 of 3 attempts made" in page
    assert Enrolment.objects.get().ended_because == "reply"
    assert "They answered" in as_ana.get(f"/cadences/contacts/{kim.pk}/").content.decode()


def test_all_that_a_contact_got_is_in_one_list(as_ana: Client, kim: Contact, acme: Account) -> None:
    activity(3, kim=kim, account=acme)
    activity(2, kim=kim, part="from", account=acme, direction="in", kind="call")

    page = as_ana.get(f"/cadences/contacts/{kim.pk}/").content.decode()

    assert page.index("From the customer") < page.index("To the customer")


def test_who_wants_to_be_left_alone_is_not_offered_to_be_followed_up(as_ana: Client, eva: User, kim: Contact) -> None:
    as_ana.post(f"/cadences/contacts/{kim.pk}/refusals/", {"kind": "opt_out", "note": "No more"})
    page = as_ana.get(f"/cadences/contacts/{kim.pk}/").content.decode()
    typed = {"cadence": cadence(eva).pk, "person": "Ana", "begin_on": "2026-11-20"}

    answer = as_ana.post(f"/cadences/contacts/{kim.pk}/enrolment/", typed)

    assert "wants to be left alone since" in page
    assert "/enrolment/" not in page
    assert answer.status_code == 422
    assert "is to be left alone" in answer.content.decode()


def test_giving_up_without_a_reason_is_said(as_ana: Client, ana: User, eva: User, kim: Contact) -> None:
    made = followed(kim, cadence(eva), ana)

    answer = as_ana.post(f"/cadences/enrolments/{made.pk}/stopping/", {"because": "given_up"})

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()


def test_a_stranger_sees_no_follow_up(cleo: User, ana: User, eva: User, kim: Contact) -> None:
    made = followed(kim, cadence(eva), ana)
    client = client_for(cleo)

    assert client.get(f"/cadences/enrolments/{made.pk}/").status_code == 404
    assert client.get(f"/cadences/contacts/{kim.pk}/").status_code == 404
    assert "Kim Keller" not in client.get(f"/cadences/{made.cadence_id}/?scope=everyone").content.decode()
