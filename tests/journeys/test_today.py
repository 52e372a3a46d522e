"""A seller's morning on a phone: read what to do, do it, say what is not useful."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.slow


def test_seller_acts_with_one_thumb(visit: Visit, keep_shot: Callable[[Page, str], Path]) -> None:
    page = visit("ana", width=390)
    page.goto("/today/")
    first = page.locator(".next-action").first
    name = first.locator("h3 a").inner_text()
    keep_shot(page, "today-seller-phone")

    first.get_by_text("Not useful", exact=True).click()
    assert (faults(page), sticks_out(page)) == ([], 0)
    first.get_by_role("button", name="It waits on purpose").click()

    expect(page.get_by_text(f"{name}: this stays away until its data change.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".next-action h3 a").first).to_have_text(name)


def test_what_is_typed_wrong_is_asked_again(visit: Visit) -> None:
    page = visit("ana", width=390, java_script_enabled=False)
    page.goto("/today/")
    first = page.locator(".next-action").first
    first.get_by_text("Put off", exact=True).click()

    first.get_by_label("Until").fill("2020-01-01")
    first.get_by_role("button", name="Put off until that day").click()

    expect(page.get_by_text("Put it off until a day that is still to come.")).to_be_visible()
    expect(page.get_by_label("Until")).to_have_value("2020-01-01")


def test_manager_opens_the_deal_beside_the_page(visit: Visit, keep_shot: Callable[[Page, str], Path]) -> None:
    page = visit("ben")
    page.goto("/today/")
    keep_shot(page, "today-manager")

    page.locator(".next-action h3 a").first.click()

    expect(page.locator("#peek-body")).to_contain_text("History")
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()


def test_the_keys_lead_from_action_to_action_and_open_one_beside(visit: Visit) -> None:
    page = visit("ben")
    page.goto("/today/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("p")

    expect(page.locator(".next-action").first).to_have_class("next-action is-current")
    expect(page.locator("#peek-body")).to_contain_text("History")
