"""The pages of pilots: list, protocol, draft, running, write-up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.analytics.pilots.actions import start_pilot
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.tests.pilots import draft
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
Queries = Callable[..., AbstractContextManager[CaptureQueriesContext]]
FORM = {
    "name": "Third contact", "lever": "several_contacts", "treatment": "Bring a third in.", "unit": "seller",
    "scope": "everyone", "design": "pairs", "steps": "4", "weeks": "26", "measure": "won", "horizon": "28",
    "base_percent": "22", "wanted_percent": "26", "worth_points": "1", "icc": "0.02",
}  # fmt: skip


@pytest.fixture
def sellers(organisation: Organisation, north: Team, ana: User, process: Process) -> list[User]:
    """Eight in the north, each with an open deal."""
    people = [ana, *(person(f"Seller{number}", role=User.Role.SELLER, team=north) for number in range(7))]
    for seller in people:
        opportunity("Open", owner=seller, process=process, opened=timezone.now() - timedelta(days=400))
    return people


@pytest.fixture
def running(sellers: list[User], ben: User, process: Process) -> Pilot:
    """Ben's pilot runs for twelve weeks. Those with the lever won six of ten deals, those without two."""
    begun = timezone.now() - timedelta(weeks=12)
    pilot = start_pilot(draft(sellers, by=ben, now=begun), by=ben, now=begun)
    for unit in pilot.units.all():
        for number in range(10):
            opened = begun + timedelta(days=number, hours=1)
            made = opportunity(f"Deal {number}", owner=unit.seller, process=process, opened=opened)
            if number < (6 if unit.step == 1 else 2):
                move(made, "Won", at=opened + timedelta(days=20, hours=unit.pair))
    return pilot


def page(user: User, address: str, status: int = 200) -> str:
    found = client_for(user).get(address)
    assert found.status_code == status, found.content.decode()[:2000]
    return found.content.decode()


def test_a_protocol_becomes_a_draft_with_its_draw_and_its_power(ben: User, sellers: list[User]) -> None:
    answer = client_for(ben).post("/pilots/new/", {**FORM, "scope": "team"})

    pilot = Pilot.objects.get()
    assert answer.headers["Location"] == f"/pilots/{pilot.pk}/"
    shown = page(ben, f"/pilots/{pilot.pk}/")
    assert "To see 22% become 26% in eight of ten cases it needs" in shown
    assert "Who was drawn" in shown
    assert "Lock and start" in shown


def test_what_was_typed_stays_where_it_is_wrong(ben: User, sellers: list[User]) -> None:
    answer = client_for(ben).post("/pilots/new/", {**FORM, "wanted_percent": "22", "treatment": "Call twice."})

    assert answer.status_code == 422
    assert "Call twice." in answer.content.decode()
    assert "looks for a difference" in answer.content.decode()
    assert not Pilot.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("scope", "team:99999"), ("weeks", "0"), ("base_percent", "x"), ("icc", "2"), ("design", "coin")],
)
def test_impossible_values_are_refused(ben: User, sellers: list[User], field: str, value: str) -> None:
    assert client_for(ben).post("/pilots/new/", {**FORM, field: value}).status_code == 422


def test_too_few_people_are_said_at_the_form(ben: User, ana: User, organisation: Organisation) -> None:
    answer = client_for(ben).post("/pilots/new/", {**FORM, "scope": "team"})

    assert answer.status_code == 422
    assert "choose a wider one" in answer.content.decode()


def test_a_lever_card_begins_its_protocol(ben: User, sellers: list[User]) -> None:
    shown = page(ben, "/pilots/new/?lever=several_contacts")

    assert 'value="Three contacts engaged"' in shown


def test_a_running_pilot_says_where_it_stands(ben: User, running: Pilot) -> None:
    shown = page(ben, f"/pilots/{running.pk}/")

    assert "After 12 weeks those with it differ by +40 points, between" in shown
    assert "It helps: the interval lies above zero." in shown
    assert "Difference and its interval by week" in shown


def test_a_seller_sees_the_own_arm_and_nobody_elses(ana: User, running: Pilot) -> None:
    shown = page(ana, f"/pilots/{running.pk}/")

    assert "Your arm" in shown
    assert "What it shows is told when it has ended" in shown
    assert "differ by" not in shown
    assert client_for(ana).get(f"/pilots/{running.pk}/write-up.pdf").status_code == 302
    assert "Who was drawn" not in shown
    assert "Seller3" not in shown
    assert "End the pilot" not in shown


def test_it_is_ended_with_a_reason_and_written_up(ben: User, running: Pilot) -> None:
    client = client_for(ben)

    client.post(f"/pilots/{running.pk}/ending/", {"why": "Seen enough"})

    running.refresh_from_db()
    assert (running.state, running.conclusion) == ("ended", "helps")
    assert running.result is not None
    assert running.result["deals_with"] == 40
    shown = page(ben, f"/pilots/{running.pk}/")
    assert "It is shown to help. Evidence grade A." in shown
    assert "Seen enough" in shown


def test_everybody_in_it_reads_what_an_ended_pilot_showed(ana: User, ben: User, running: Pilot) -> None:
    client_for(ben).post(f"/pilots/{running.pk}/ending/", {"why": "Seen enough"})

    assert "It is shown to help." in page(ana, f"/pilots/{running.pk}/")


def test_without_a_reason_it_does_not_end(ben: User, running: Pilot) -> None:
    answer = client_for(ben).post(f"/pilots/{running.pk}/ending/", {"why": " "})

    assert answer.status_code == 422
    running.refresh_from_db()
    assert running.state == "running"


def test_the_write_up_is_a_pdf(ben: User, running: Pilot) -> None:
    answer = client_for(ben).get(f"/pilots/{running.pk}/write-up.pdf")

    assert answer.content.startswith(b"%PDF")


def test_a_draft_has_no_write_up(ben: User, sellers: list[User]) -> None:
    pilot = draft(sellers, by=ben, now=timezone.now())

    assert client_for(ben).get(f"/pilots/{pilot.pk}/write-up.pdf").status_code == 302


def test_a_draft_is_drawn_again_started_or_withdrawn(ben: User, sellers: list[User]) -> None:
    client, pilot = client_for(ben), draft(sellers, by=ben, now=timezone.now())

    client.post(f"/pilots/{pilot.pk}/drawing/")
    client.post(f"/pilots/{pilot.pk}/starting/")
    client.post(f"/pilots/{pilot.pk}/withdrawal/")

    pilot.refresh_from_db()
    assert (pilot.draws, pilot.state) == (2, "running")


def test_stranger_finds_nothing_and_reader_changes_nothing(cleo: User, ana: User, running: Pilot) -> None:
    for address in ("", "drawing/", "starting/", "withdrawal/", "ending/"):
        method = "post" if address else "get"
        assert getattr(client_for(cleo), method)(f"/pilots/{running.pk}/{address}").status_code == 404
        if address:
            assert client_for(ana).post(f"/pilots/{running.pk}/{address}").status_code == 403


def test_sellers_do_not_begin_pilots(ana: User, sellers: list[User]) -> None:
    assert client_for(ana).get("/pilots/new/").status_code == 403
    assert "New pilot" not in page(ana, "/pilots/")


@pytest.mark.parametrize("address", ["drawing/", "starting/", "withdrawal/", "ending/"])
def test_changes_are_posted(ben: User, running: Pilot, address: str) -> None:
    assert client_for(ben).get(f"/pilots/{running.pk}/{address}").status_code == 405


def test_many_pilots_cost_as_many_queries_as_few(
    ben: User, sellers: list[User], django_assert_max_num_queries: Queries
) -> None:
    for number in range(60):
        draft(sellers, by=ben, now=timezone.now() - timedelta(days=number), name=f"Pilot {number}")
    client = client_for(ben)

    with django_assert_max_num_queries(12):
        first = client.get("/pilots/").content.decode()

    assert "Pilot 49" in first
    assert "Pilot 50" not in first
    assert "Older ones" in first


def test_a_pilot_of_many_costs_as_many_queries_as_one_of_few(
    ben: User, north: Team, sellers: list[User], django_assert_num_queries: Queries
) -> None:
    now = timezone.now() - timedelta(weeks=3)
    few = start_pilot(draft(sellers[:4], by=ben, now=now), by=ben, now=now)
    more = [person(f"More{number}", role=User.Role.SELLER, team=north) for number in range(20)]
    many = start_pilot(draft([*sellers, *more], by=ben, now=now), by=ben, now=now)
    client = client_for(ben)
    for pilot in (few, many):
        client.get(f"/pilots/{pilot.pk}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/pilots/{few.pk}/")

    with django_assert_num_queries(len(asked)):
        client.get(f"/pilots/{many.pk}/")


def test_a_list_without_pilots_says_what_one_is(ben: User, ana: User, organisation: Organisation) -> None:
    assert "No pilots yet." in page(ben, "/pilots/")
    assert "When you are in one" in page(ana, "/pilots/")
