"""The inbox in a real browser, by keyboard; on a phone, what is due in the network."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.cast import NOW
from trimtab.people.models import User
from trimtab.research.models import Mark
from trimtab.research.tests.builders import article, followed
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_article_is_reached_read_and_kept_by_keyboard(
    open_page: OpenPage, ana: User, keep_shot: Callable[[Page, str], Path]
) -> None:
    feed = followed("https://acme.example/feed", by=ana)
    article(feed, "Older", days_ago=2)
    plant = article(feed, "Acme opens a plant", days_ago=1, text="Turbines", at=NOW)
    page = open_page(ana)
    page.goto("/research/")

    page.keyboard.press("j")
    keep_shot(page, "research-inbox")
    page.keyboard.press("Enter")
    expect(page.locator(".article")).to_contain_text("Turbines")
    expect(page.get_by_role("button", name="Put back among the unread")).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="☆ Favourite").press("Enter")

    expect(page.get_by_role("button", name="★ Favourite")).to_be_visible()
    mark = Mark.objects.get(article=plant)
    assert mark.is_read
    assert mark.favourite_at is not None
    assert not faults(page)
    assert not sticks_out(page)


def test_a_promise_is_noted_and_kept_on_a_phone(open_page: OpenPage, ana: User) -> None:
    page = open_page(ana, width=390, dark=True)
    page.goto("/network/")

    page.get_by_label("What happened").select_option("promised")
    page.get_by_label("Who: what").fill("Mia Meier: send the slides")
    page.get_by_label("Who: what").press("Enter")
    expect(page.locator("main")).to_contain_text("Promises to keep")
    assert not sticks_out(page)
    page.get_by_role("button", name="Kept: send the slides").press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Kept: send the slides")
