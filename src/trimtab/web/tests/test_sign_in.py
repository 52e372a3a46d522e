"""The pages of signing in look like the rest, and everybody can use them."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.cast import client_for
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out

browses = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password"


def code_for(secret: str) -> str:
    """What an authenticator app shows now: a code for each half minute, RFC 6238."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(page: Page, user: User) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill(user.email or "")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("login"), timeout=20_000)


@browses
@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_everybody_can_use_the_pages_before_sign_in(open_page: OpenPage, name: str, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)

    page.goto(reverse(name))

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults(page) == []
    assert sticks_out(page) <= 0


@browses
def test_a_wrong_password_keeps_the_address(page: Page, ana: User) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("Email").fill("ana@example.com")
    page.get_by_label("Password").fill("not this one")

    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("ana@example.com")
    assert faults(page) == []


@browses
@pytest.mark.slow
def test_a_second_factor_is_set_up_and_asked_for(open_page: OpenPage, ana: User) -> None:
    page = open_page(width=390)
    sign_in(page, ana)
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("activate/$"))
    assert faults(page) == []
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_for(secret))
    page.get_by_role("button", name="Activate").click()
    assert faults(page) == []

    again = open_page()
    sign_in(again, ana)

    expect(again).to_have_url(re.compile("2fa"))
    expect(again.get_by_role("heading", level=1)).to_be_visible()
    assert faults(again) == []


@browses
@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "mfa_index", "account_reauthenticate"])
def test_everybody_can_use_the_pages_of_the_own_account(open_page: OpenPage, ana: User, name: str) -> None:
    page = open_page(ana)

    page.goto(reverse(name))

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert faults(page) == []


@pytest.mark.django_db
def test_nobody_signs_up() -> None:
    page = client_for(None).get(reverse("account_signup"))

    assert "<form" not in page.text.partition("<main")[2]
