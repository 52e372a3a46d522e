"""The browser that journeys use sees what a user sees."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stranger_is_asked_to_sign_in(page: Page) -> None:
    page.goto("/")

    expect(page).to_have_url(re.compile("/sign-in/"))


def test_a_signed_in_person_sees_the_site(
    open_page: OpenPage, ana: User, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = open_page(ana)

    response = page.goto("/people/profile/")

    assert response is not None
    assert response.status == 200
    assert keep_shot(page, "browser").stat().st_size > 1000
