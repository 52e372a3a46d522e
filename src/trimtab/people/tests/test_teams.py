"""The page of teams."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.people.actions import create_team
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


def test_a_team_is_added_below_another(finn: User, north: Team) -> None:
    answer = client_for(finn).post("/people/teams/", {"name": "Harbour", "parent": str(north.pk)})

    added = Team.objects.get(name="Harbour")
    assert answer.headers["Location"] == "/people/teams/"
    assert added.path == f"{north.path}{added.pk}/"


def test_the_tree_of_teams_names_who_leads_and_how_many_belong(finn: User, ana: User, ben: User, south: Team) -> None:
    page = client_for(finn).get("/people/teams/")

    rows = [
        (team.name, depth, [str(one) for one in team.leaders], team.people_count)
        for team, depth in page.context["tree"]
    ]
    assert rows == [("Company", 0, [], 0), ("North", 1, ["Ben"], 2), ("South", 1, [], 0)]
    assert f'href="/people/{ben.pk}/"' in page.text


def test_more_teams_take_no_more_queries(finn: User, ben: User) -> None:
    client = client_for(finn)
    client.get("/people/teams/")
    with CaptureQueriesContext(connection) as few:
        client.get("/people/teams/")
    for number in range(5):
        create_team(name=f"Team {number}", parent=ben.team, by=None, now=NOW)

    with CaptureQueriesContext(connection) as many:
        page = client.get("/people/teams/")

    assert len(page.context["tree"]) == 7
    assert len(many) == len(few)


def test_a_team_without_a_name_is_refused_and_its_place_kept(finn: User, north: Team) -> None:
    page = client_for(finn).post("/people/teams/", {"name": "", "parent": str(north.pk)})

    assert f'<option value="{north.pk}" selected>' in page.text
    assert "This field is required." in page.text
    assert Team.objects.count() == 2
