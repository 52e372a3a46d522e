"""A leader decides where time goes, and a seller leads a target: in a real browser, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.targeting.actions import add_target
from trimtab.targeting.models import Target
from trimtab.targeting.tests.builders import large
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def drag_to(page: Page, name: str, step: str) -> None:
    """Take the card and let go over the column of that step."""
    start = page.locator(".card", has_text=name).bounding_box()
    end = page.locator(f'[data-column="{step}"] .cards').bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 40, steps=4)
    for turn in range(40):
        page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30 + turn % 2)
        if page.locator(f'[data-column="{step}"]').get_by_text(name).count():
            break
        page.wait_for_timeout(50)
    page.mouse.up()


def test_card_is_dragged_and_moved_by_keyboard(
    organisation: Organisation, open_page: OpenPage, ana: User, acme: Account
) -> None:
    add_target(acme, why="Three new plants.", by=ana, now=NOW)
    page = open_page(ana)
    page.goto("/accounts/targets/")

    drag_to(page, "Acme", "contacted")
    expect(page.get_by_text("Acme is in In contact now.")).to_be_visible()
    page.get_by_label("Step of Acme").focus()
    page.keyboard.press("w")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Acme is in Watched now.")).to_be_visible()

    assert Target.objects.get().step == "watched"
    assert not faults(page)


def test_a_leader_reads_the_quadrants_asks_why_and_spreads_the_hours_on_a_phone(
    organisation: Organisation, open_page: OpenPage, ana: User, eva: User, acme: Account
) -> None:
    large(acme)
    page = open_page(eva, width=390, dark=True)
    page.goto("/accounts/where-to-spend-the-time/")

    assert [*faults(page), sticks_out(page)] == [0]
    page.locator("#rows").get_by_role("link", name="Acme", exact=True).click()
    expect(page.get_by_role("heading", name="Answer by answer")).to_be_visible()
    assert [*faults(page), sticks_out(page)] == [0]
    page.go_back()
    page.get_by_role("link", name="Hours", exact=True).click()
    page.get_by_role("link", name="Ana", exact=True).click()
    page.get_by_role("spinbutton").first.fill("400")
    page.get_by_role("button", name="Spread these").click()

    expect(page.locator(".lead")).to_contain_text("400")
    expect(page.get_by_role("row", name="Acme")).to_be_visible()
    assert [*faults(page), sticks_out(page)] == [0]
