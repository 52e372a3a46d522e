"""The pages of people and of one's own settings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import client_for, person
from trimtab.core.models import Event
from trimtab.people.models import Team, User

SET_UP_PAGES = ["/people/new/", "/people/teams/"]
pytestmark = pytest.mark.django_db


def form_of(user: User, **changes: str) -> dict[str, str]:
    """What the form of that person sends when somebody changes only `changes`."""
    sent = {"name": user.name, "email": user.email or "", "role": user.role, "is_active": "on"}
    return sent | ({"team": str(user.team_id)} if user.team_id else {}) | changes


def test_a_manager_finds_the_people_of_the_team(ben: User, ana: User, cleo: User) -> None:
    page = client_for(ben).get("/people/")

    assert [shown.name for shown in page.context["page"]] == ["Ana", "Ben"]
    assert "You see 2 people." in page.text


def test_an_administrator_finds_somebody_by_a_part_of_the_name(dov: User, ana: User, cleo: User) -> None:
    page = client_for(dov).get("/people/", {"q": "cle"})

    assert [shown.name for shown in page.context["page"]] == ["Cleo"]
    assert 'value="cle"' in page.text


def test_a_search_without_a_match_says_the_next_step(dov: User) -> None:
    page = client_for(dov).get("/people/", {"q": "nobody of that name"})

    assert "Nobody matches." in page.text
    assert "<table" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_more_people_take_no_more_queries(dov: User, north: Team) -> None:
    client = client_for(dov)
    client.get("/people/")
    with CaptureQueriesContext(connection) as few:
        client.get("/people/")
    for number in range(20):
        person(f"Person {number}", role=User.Role.SELLER, team=north)

    with CaptureQueriesContext(connection) as many:
        page = client.get("/people/")

    assert len(page.context["page"]) == 21
    assert len(many) == len(few)


def test_the_page_of_a_person_explains_the_access(ben: User, ana: User) -> None:
    page = client_for(ben).get(f"/people/{ana.pk}/")

    assert page.status_code == 200
    assert "See and edit." in page.text
    assert "This person leads North, and the owner belongs to it." in page.text
    assert f"/people/{ana.pk}/edit/" not in page.text, "who may not edit is not offered to"


def test_a_stranger_cannot_see_the_person(cleo: User, ana: User) -> None:
    assert client_for(cleo).get(f"/people/{ana.pk}/").status_code == 404


def test_nobody_is_a_person_that_does_not_exist(dov: User) -> None:
    assert client_for(dov).get("/people/987654/").status_code == 404


@pytest.mark.parametrize("path", ["/people/", "/people/1/", "/people/profile/", *SET_UP_PAGES])
def test_who_is_not_signed_in_is_asked_to(path: str) -> None:
    answer = client_for(None).get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", SET_UP_PAGES)
def test_pages_that_set_up_do_not_exist_for_those_who_sell(ben: User, path: str) -> None:
    client = client_for(ben)

    assert client.get(path).status_code == 404
    assert client.post(path, {"name": "Bolt"}).status_code == 404
    assert not Event.objects.filter(by_id=ben.pk).exists()


def test_a_manager_cannot_change_a_person(ben: User, ana: User) -> None:
    answer = client_for(ben).post(f"/people/{ana.pk}/edit/", form_of(ana, name="Anne"))

    ana.refresh_from_db()
    assert (answer.status_code, ana.name) == (404, "Ana")


@pytest.mark.parametrize("path", SET_UP_PAGES)
def test_those_who_set_up_see_a_form(finn: User, path: str) -> None:
    page = client_for(finn).get(path)

    assert page.status_code == 200
    assert "csrfmiddlewaretoken" in page.text.partition("<main")[2]


def test_a_person_is_changed(dov: User, ana: User, south: Team) -> None:
    answer = client_for(dov).post(f"/people/{ana.pk}/edit/", form_of(ana, name="Anne", team=str(south.pk)))

    ana.refresh_from_db()
    assert answer.headers["Location"] == f"/people/{ana.pk}/"
    assert (ana.name, ana.team) == ("Anne", south)
    assert Event.objects.filter(verb="person.edited", record_id=ana.pk).count() == 1


def test_a_wrong_change_keeps_what_was_typed(dov: User, ana: User) -> None:
    page = client_for(dov).post(f"/people/{ana.pk}/edit/", form_of(ana, name="Anne", email="not an address"))

    ana.refresh_from_db()
    assert 'value="Anne"' in page.text
    assert 'value="not an address"' in page.text
    assert "Enter a valid email address." in page.text
    assert ana.name == "Ana"


def test_a_person_is_added_and_can_sign_in(dov: User, north: Team) -> None:
    sent = {"name": "Gil", "email": "Gil@Example.com", "role": "seller", "team": str(north.pk), "is_active": "on"}

    client_for(dov).post("/people/new/", sent | {"password": "a long first one"})

    added = User.objects.get(name="Gil")
    assert (added.email, added.team) == ("gil@example.com", north)
    assert added.check_password("a long first one")


def test_a_weak_password_is_refused_and_the_rest_is_kept(dov: User) -> None:
    sent = {"name": "Gil", "email": "gil@example.com", "role": "seller", "password": "short"}

    page = client_for(dov).post("/people/new/", sent)

    assert 'value="Gil"' in page.text
    assert "too short" in page.text
    assert 'value="short"' not in page.text, "a password is never sent back"
    assert not User.objects.filter(name="Gil").exists()


def test_an_address_that_somebody_has_is_refused(dov: User, ana: User) -> None:
    page = client_for(dov).post("/people/new/", {"name": "Anne", "email": "ana@example.com", "role": "seller"})

    assert page.status_code == 200
    assert "already exists" in page.text
    assert User.objects.filter(email="ana@example.com").count() == 1


def test_preferences_are_kept_and_lead_back(ana: User) -> None:
    answer = client_for(ana).post("/people/preferences/", {"theme": "dark", "next": "/people/?q=a"})

    ana.refresh_from_db()
    assert answer.headers["Location"] == "/people/?q=a"
    assert (ana.theme, ana.density) == ("dark", "comfortable")


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_preferences_lead_to_no_other_site(ana: User, address: str) -> None:
    answer = client_for(ana).post("/people/preferences/", {"theme": "dark", "next": address})

    assert answer.headers["Location"] == "/"


def test_a_wrong_preference_is_told_and_changes_nothing(ana: User) -> None:
    answer = client_for(ana).post(
        "/people/preferences/", {"time_zone": "Nowhere", "next": "/people/profile/"}, follow=True
    )

    ana.refresh_from_db()
    assert "A time zone is written as Europe/Berlin. Got Nowhere." in answer.text
    assert ana.time_zone == ""


def test_the_own_settings_show_what_is_set(ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(time_zone="Europe/Vienna")

    page = client_for(ana).get("/people/profile/")

    assert 'value="Europe/Vienna"' in page.text
    assert "/sign-in/2fa/" in page.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/people/"),
        ("post", "/people/profile/"),
        ("get", "/people/preferences/"),
        ("put", "/people/new/"),
        ("delete", "/people/teams/"),
    ],
)
def test_a_wrong_method_is_refused(dov: User, method: str, path: str) -> None:
    assert getattr(client_for(dov), method)(path).status_code == 405


def test_a_person_takes_no_delete(dov: User, ana: User) -> None:
    assert client_for(dov).post(f"/people/{ana.pk}/").status_code == 405
    assert client_for(dov).delete(f"/people/{ana.pk}/edit/").status_code == 405
