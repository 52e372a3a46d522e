"""Pages for what went wrong: they say the next step, and the plainest of them need nothing that could be broken."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from playwright.sync_api import Page

from tests.cast import client_for, person
from trimtab.people.models import User
from trimtab.web.tests.looking import faults

WEB = Path(__file__).parent.parent


@pytest.mark.django_db
def test_an_unknown_address_says_so_in_the_frame(ana: User) -> None:
    page = client_for(ana).get("/nothing/here/")

    assert page.status_code == 404
    assert "There is nothing at this address" in page.text
    assert "Pipeline" in page.text


@pytest.mark.django_db
def test_an_expired_form_says_that_nothing_changed(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)

    page = client.post("/people/preferences/", {"theme": "dark"})

    assert page.status_code == 403
    assert "Nothing was changed." in page.text
    ana.refresh_from_db()
    assert ana.theme == "auto"


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_plain_pages_need_no_template_engine_and_find_their_styles(name: str) -> None:
    text = (WEB / "templates" / name).read_text()

    assert "{%" not in text
    assert "{{" not in text
    sheets = [part.partition('"')[0] for part in text.split('href="/static/')[1:]]
    assert sheets
    assert all((WEB / "static" / sheet).is_file() for sheet in sheets)


@pytest.mark.django_db
def test_a_conflict_shows_both_values() -> None:
    request = RequestFactory().get("/")
    request.user = person("Ana", role=User.Role.SELLER)

    text = render_to_string("409.html", {"rows": [("Amount", "200", "240")], "url": "/edit/"}, request)

    assert "Your change was not saved." in text
    assert ">200</td>" in text
    assert ">240</td>" in text


@pytest.mark.django_db(transaction=True)
def test_everybody_can_use_the_page_of_a_missing_address(page: Page) -> None:
    page.goto("/sign-in/nothing/")

    assert faults(page) == []
