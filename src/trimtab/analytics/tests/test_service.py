"""Quality of service: a seller's differences are private, and what was agreed is kept."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.analytics.service.actions import keep_agreement
from trimtab.analytics.service.models import CoachingAgreement
from trimtab.analytics.service.policy import people_to_coach
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sellers(organisation: Organisation, north: Team, ana: User, process: Process) -> list[User]:
    """Ana wins nothing of 14; three others of the north win half of 14 each."""
    dice = random.Random(2)
    team = [ana, *[person(f"N{number}", role=User.Role.SELLER, team=north) for number in range(3)]]
    for seller in team:
        for number in range(14):
            at = timezone.now() - timedelta(days=dice.randint(5, 200))
            made = opportunity(f"{seller} {number}", owner=seller, process=process, opened=at - timedelta(days=20))
            move(made, "Won" if seller != ana and number % 2 else "Lost", at=at)
    return team


def test_a_seller_sees_only_the_own_page(sellers: list[User], ana: User, cleo: User) -> None:
    page = client_for(ana).get(f"/pipeline/service/{ana.pk}/")

    assert page.status_code == 200
    assert client_for(ana).get(f"/pipeline/service/{sellers[1].pk}/").status_code == 404
    assert client_for(cleo).get(f"/pipeline/service/{ana.pk}/").status_code == 404


def test_operations_and_administrators_do_not_see_it(sellers: list[User], ana: User, finn: User, dov: User) -> None:
    for user in (finn, dov):
        assert client_for(user).get(f"/pipeline/service/{ana.pk}/").status_code == 404
        assert not people_to_coach(user).exists()
    assert not people_to_coach(User(is_active=False)).exists()


def test_a_leader_sees_where_a_seller_differs(sellers: list[User], ana: User, ben: User) -> None:
    page = client_for(ben).get(f"/pipeline/service/{ana.pk}/").content.decode()

    assert "differs more than chance explains: 0%" in page
    assert "Win rate" in page
    assert "Clear: worth a talk" in page
    assert "N1" not in page


def test_a_team_of_two_is_not_compared(organisation: Organisation, ana: User, ben: User, process: Process) -> None:
    page = client_for(ben).get(f"/pipeline/service/{ana.pk}/").content.decode()

    assert "Too few to compare with" in page


def test_what_was_agreed_is_kept_and_read_by_the_seller(sellers: list[User], ana: User, ben: User) -> None:
    told = {"measure": "win_rate", "agreed": "Ask for the budget in the first call."}

    answer = client_for(ben).post(f"/pipeline/service/{ana.pk}/agreements/", told)

    kept = CoachingAgreement.objects.get()
    event = Event.objects.get(verb="coaching.agreed")
    assert answer.status_code == 302
    assert (kept.seller, kept.by, kept.agreed) == (ana, ben, "Ask for the budget in the first call.")
    assert "budget" not in str(event.after)
    page = client_for(ana).get(f"/pipeline/service/{ana.pk}/").content.decode()
    assert "Ask for the budget in the first call." in page
    assert "12 are needed" in page


def test_whether_the_lever_moved_stands_beside_it(sellers: list[User], ana: User, ben: User, process: Process) -> None:
    at = timezone.now() - timedelta(days=100)
    for seller in sellers:
        for number in range(24):
            day = at + timedelta(days=30 + number) if number < 12 else at - timedelta(days=number)
            made = opportunity(f"L {seller} {number}", owner=seller, process=process, opened=day - timedelta(days=9))
            move(made, "Won" if number % 2 else "Lost", at=day)
    keep_agreement(seller=ana, measure="win_rate", agreed="Listen first.", by=ben, now=at)

    page = client_for(ana).get(f"/pipeline/service/{ana.pk}/").content.decode()

    assert "points" in page


def test_a_seller_agrees_nothing_alone(sellers: list[User], ana: User, ben: User) -> None:
    told = {"measure": "win_rate", "agreed": "More."}

    assert client_for(ana).post(f"/pipeline/service/{ana.pk}/agreements/", told).status_code == 403
    assert client_for(ben).post(f"/pipeline/service/{ana.pk}/agreements/", {"measure": "win_rate"}).status_code == 422
    with pytest.raises(PermissionDenied):
        keep_agreement(seller=ana, measure="win_rate", agreed="More.", by=ana, now=timezone.now())
    assert not CoachingAgreement.objects.exists()


def test_wrong_methods_are_refused(sellers: list[User], ana: User, ben: User) -> None:
    assert client_for(ben).post("/pipeline/service/").status_code == 405
    assert client_for(ben).post(f"/pipeline/service/{ana.pk}/").status_code == 405
    assert client_for(ben).get(f"/pipeline/service/{ana.pk}/agreements/").status_code == 405


def test_the_page_without_activities_says_so(sellers: list[User], ben: User) -> None:
    page = client_for(ben).get("/pipeline/service/").content.decode()

    assert "Too few activities on open opportunities" in page
    assert "Ana" in page


def test_the_list_takes_as_many_queries_for_many_people(sellers: list[User], ben: User, north: Team) -> None:
    client = client_for(ben)
    client.get("/pipeline/service/")
    with CaptureQueriesContext(connection) as few:
        client.get("/pipeline/service/")
    for number in range(10):
        person(f"M{number}", role=User.Role.SELLER, team=north)
    client.get("/pipeline/service/")
    with CaptureQueriesContext(connection) as many:
        client.get("/pipeline/service/")

    assert len(many) == len(few)
