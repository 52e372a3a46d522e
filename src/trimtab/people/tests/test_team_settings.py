"""Teams are renamed, moved with what it does to sight, and removed when empty."""

from datetime import date

import pytest
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.core.models import Event
from trimtab.people.actions import create_team
from trimtab.people.models import Team, User
from trimtab.people.queries import sight_after_move
from trimtab.rhythm.models import Quota

pytestmark = pytest.mark.django_db


def test_a_move_says_who_would_see_more_and_less(north: Team, south: Team, ana: User, ben: User, cleo: User) -> None:
    inside = create_team(name="Inside", parent=north, by=None, now=timezone.now())
    person("Ida", role=User.Role.SELLER, team=inside)
    hugo = person("Hugo", role=User.Role.MANAGER, team=south)

    move = sight_after_move(inside, south)

    assert move.people == 1
    assert {(one.person, one.is_more) for one in move.changes} == {(ben, False), (hugo, True)}


def test_a_move_is_shown_before_it_is_made(north: Team, south: Team, ben: User, finn: User) -> None:
    client, sent = client_for(finn), {"name": "North", "parent": south.pk}

    page = client.post(f"/people/teams/{north.pk}/", sent)
    north.refresh_from_db()
    unmoved = north.parent
    client.post(f"/people/teams/{north.pk}/", {**sent, "save": "1"})

    north.refresh_from_db()
    assert page.context["move"].people == 1
    assert (unmoved is not None and unmoved.name, north.parent) == ("Company", south)


def test_a_team_cannot_stand_below_itself(company: Team, north: Team, finn: User) -> None:
    page = client_for(finn).post(f"/people/teams/{company.pk}/", {"name": "Company", "parent": north.pk})

    assert page.status_code == 422
    assert "A team cannot stand below itself." in page.content.decode()


def test_a_name_is_changed_at_once(north: Team, finn: User) -> None:
    client_for(finn).post(f"/people/teams/{north.pk}/", {"name": "Far north", "parent": north.parent_id})

    north.refresh_from_db()
    assert north.name == "Far north"
    assert Event.objects.get(verb="team.renamed").before == {"name": "North"}


def test_an_empty_team_is_removed(north: Team, finn: User) -> None:
    client_for(finn).post(f"/people/teams/{north.pk}/removal/")

    assert not Team.objects.filter(pk=north.pk).exists()
    assert Event.objects.get(verb="team.removed").before["name"] == "North"


@pytest.mark.parametrize("why", ["people", "teams", "targets"])
def test_a_team_that_holds_something_stays(why: str, north: Team, company: Team, finn: User) -> None:
    team = company if why == "teams" else north
    if why == "people":
        person("Ida", role=User.Role.SELLER, team=north)
    if why == "targets":
        span = {"start_on": date(2026, 1, 1), "end_on": date(2026, 3, 31)}
        Quota.objects.create(team=north, **span, amount=1, currency="EUR", set_at=timezone.now())

    client_for(finn).post(f"/people/teams/{team.pk}/removal/")

    assert Team.objects.filter(pk=team.pk).exists()
