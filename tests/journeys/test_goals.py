"""The board of a customer's goals in a real browser: by mouse, by keyboard alone, on a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage
from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.discovery.actions import add_insight, add_section
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Insight
from trimtab.people.models import User
from trimtab.web.tests.looking import sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def cell(page: Page, lane: str, column: str) -> Locator:
    return page.locator(f'.cell[data-lane="{lane}"][data-column-name="{column}"]')


def drag(page: Page, name: str, to: Locator) -> None:
    """Take the card by its text and let go over the cell, wherever the page has scrolled it meanwhile."""
    card = page.locator(".card-item", has_text=name)
    card.evaluate("card => card.scrollIntoView({ block: 'center' })")
    start = card.bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + 40, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 40, steps=4)
    for turn in range(40):
        end = to.bounding_box()
        assert end is not None
        page.mouse.move(end["x"] + 30, end["y"] + 12 + turn % 2, steps=4)
        if to.get_by_text(name).count():
            break
        page.wait_for_timeout(50)
    page.mouse.up()


def layer_of(title: str) -> str:
    return Insight.objects.get(title=title).layer


def test_a_card_is_taken_as_soon_as_it_is_seen(open_page: OpenPage, ana: User, acme: Account) -> None:
    board = Board(acme, None, None)
    section = add_section(board, name="Uptime", by=ana, now=NOW)
    for title in ("No staff", "No budget"):
        add_insight(board, layer="obstacle", facts={"title": title}, section=section, by=ana, now=NOW)
    page = open_page(ana)
    page.goto(f"/accounts/{acme.pk}/goals/")
    page.evaluate("htmx.config.defaultSettleDelay = 60000")

    drag(page, "No staff", cell(page, "initiative", "Uptime"))
    expect(page.get_by_text("No staff: Initiative, Uptime.")).to_be_visible()
    drag(page, "No budget", cell(page, "initiative", "Uptime"))
    expect(page.get_by_text("No budget: Initiative, Uptime.")).to_be_visible()


def test_a_story_is_told_by_mouse_by_keyboard_and_on_a_phone(open_page: OpenPage, ana: User, acme: Account) -> None:
    board = Board(acme, None, None)
    section = add_section(board, name="Uptime", by=ana, now=NOW)
    add_insight(board, layer="obstacle", facts={"title": "No staff"}, section=section, by=ana, now=NOW)
    page = open_page(ana)
    page.goto(f"/accounts/{acme.pk}/goals/")

    page.get_by_role("link", name="Add to Goals, Uptime").click()
    page.get_by_label("What do they want to reach?").fill("Halve the downtime")
    page.keyboard.press("Enter")
    expect(cell(page, "goal", "Uptime")).to_contain_text("Halve the downtime")
    expect(page.locator("#goals-lead")).to_contain_text("Of 1 goals and initiatives 0 are owned")

    drag(page, "No staff", cell(page, "initiative", "Uptime"))
    expect(page.get_by_text("No staff: Initiative, Uptime.")).to_be_visible()
    assert layer_of("No staff") == "initiative"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("No staff is back")).to_be_visible()
    assert layer_of("No staff") == "obstacle"

    handle = page.get_by_role("button", name="Move Halve the downtime")
    handle.focus()
    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Halve the downtime: Pressure, Uptime.")).to_be_visible()
    expect(handle).to_be_focused()
    assert layer_of("Halve the downtime") == "pressure"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(cell(page, "pressure", "Uptime")).to_contain_text("Halve the downtime")

    page.set_viewport_size({"width": 390, "height": 800})
    assert sticks_out(page) == 0
    page.get_by_role("button", name="Move No staff").click()
    page.get_by_label("Row", exact=True).select_option("solution")
    page.get_by_role("button", name="Move", exact=True).click()
    page.wait_for_url("**/goals/")
    assert layer_of("No staff") == "solution"
