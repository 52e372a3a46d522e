"""The index of a seller: the seller first, then who leads; the same figures on the page, in the file, by command."""

import csv
import json
import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from typer.testing import CliRunner

from tests.cast import client_for, person
from trimtab.analytics.service.actions import share_index
from trimtab.analytics.service.models import IndexSharing
from trimtab.analytics.tests.world import move, opportunity
from trimtab.cli import app
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sellers(organisation: Organisation, north: Team, ana: User, process: Process) -> list[User]:
    """Four sellers of the north decided 24 each within a year; Ana won one in four, the others every other one."""
    dice = random.Random(3)
    team = [ana, *[person(f"N{number}", role=User.Role.SELLER, team=north) for number in range(3)]]
    for seller in team:
        for number in range(24):
            at = timezone.now() - timedelta(days=dice.randint(40, 300))
            made = opportunity(f"{seller} {number}", owner=seller, process=process, opened=at - timedelta(days=60))
            won = number % 4 == 0 if seller == ana else number % 2 == 0
            move(made, "Won" if won else "Lost", at=at)
    return team


def test_the_seller_sees_the_index_before_who_leads(sellers: list[User], ana: User, ben: User) -> None:
    page = f"/pipeline/service/{ana.pk}/index/"

    own, before = (client_for(user).get(page).content.decode() for user in (ana, ben))
    file_before = client_for(ben).get(f"/pipeline/service/{ana.pk}/index.csv").status_code
    client_for(ana).post("/pipeline/service/index/sharing/")
    after = client_for(ben).get(page).content.decode()

    assert "The index is " in own
    assert "Only you see this so far." in own
    assert "has not shown the index yet" in before
    assert "The index is " not in before
    assert file_before == 404
    assert "The index is " in after


def test_nobody_else_finds_it(sellers: list[User], ana: User, cleo: User, finn: User, dov: User) -> None:
    share_index(by=ana, now=timezone.now())

    for user in (sellers[1], cleo, finn, dov):
        assert client_for(user).get(f"/pipeline/service/{ana.pk}/index/").status_code == 404


def test_page_file_and_command_say_the_same(sellers: list[User], ana: User) -> None:
    page = client_for(ana).get(f"/pipeline/service/{ana.pk}/index/").content.decode()
    file = client_for(ana).get(f"/pipeline/service/{ana.pk}/index.csv").content.decode()
    said = CliRunner().invoke(app, ["service-index", "--as", str(ana.email), "--json"])

    rows = {row["figure"]: row for row in csv.DictReader(StringIO(file))}
    told = {row["figure"]: row for row in json.loads(said.stdout)}
    assert f"The index is {round(float(rows['index']['value']))}," in page
    assert told["index"]["value"] == float(rows["index"]["value"])
    assert (rows["win_rate"]["value"], rows["win_rate"]["cases"]) == ("0.25", "24")
    assert rows["win_rate"]["others with the same work"] == str(told["win_rate"]["others with the same work"])
    assert rows["answered"]["value"] == ""  # no activities: left out, and named
    assert "Left out" in page


def test_taking_the_file_is_recorded_without_figures(sellers: list[User], ana: User) -> None:
    client_for(ana).get(f"/pipeline/service/{ana.pk}/index.csv")

    event = Event.objects.get(verb="service_index.exported")
    assert (event.record_id, event.after) == (ana.pk, {})


def test_too_few_cases_are_answered_in_words(organisation: Organisation, ana: User, process: Process) -> None:
    page = client_for(ana).get(f"/pipeline/service/{ana.pk}/index/").content.decode()
    said = CliRunner().invoke(app, ["service-index", "--as", str(ana.email)])

    assert "It cannot be told" in page
    assert "It cannot be told" in said.stdout


def test_the_command_has_the_sight_of_its_reader(sellers: list[User], ana: User, ben: User, cleo: User) -> None:
    def code(*arguments: str) -> int:
        return CliRunner().invoke(app, ["service-index", *arguments]).exit_code

    assert code("--as", str(ben.email), "--seller", str(ana.email)) == 1  # not shown yet
    assert code("--as", str(cleo.email), "--seller", str(ana.email)) == 2
    assert code("--as", "nobody@example.com") == 2


def test_who_does_not_sell_shows_nothing(ana: User, ben: User) -> None:
    assert client_for(ben).post("/pipeline/service/index/sharing/").status_code == 403
    assert client_for(ana).get("/pipeline/service/index/sharing/").status_code == 405
    with pytest.raises(PermissionDenied):
        share_index(by=ben, now=timezone.now())
    assert not IndexSharing.objects.exists()


def test_shown_twice_is_kept_once(ana: User) -> None:
    first, second = (share_index(by=ana, now=timezone.now()) for _turn in range(2))

    assert first == second
    assert Event.objects.filter(verb="service_index.shared").count() == 1


def test_the_page_takes_as_many_queries_for_many_sellers(sellers: list[User], ana: User, north: Team) -> None:
    client, page = client_for(ana), f"/pipeline/service/{ana.pk}/index/"
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(10):
        person(f"M{number}", role=User.Role.SELLER, team=north)
    client.get(page)
    with CaptureQueriesContext(connection) as many:
        client.get(page)

    assert len(many) == len(few) <= 15
