"""A map of five people by the keyboard alone; the list says the same, and a phone shows it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.slow
POSTS = ("Chief executive", "Finance", "Technology", "Legal", "Voice of the users")


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Tab until the control of that name has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).last  # type: ignore[arg-type]
    for _number in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{name} cannot be reached by Tab")


def choose(page: Page, label: str, text: str) -> None:
    """Type the beginning of an option."""
    tab_to(page, label, "combobox")
    page.keyboard.type(text)


def add_post(page: Page, post: str) -> None:
    page.get_by_role("link", name="Add people").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/new/")
    choose(page, "Post", post)
    tab_to(page, "Put on the map")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text(post)


def walk_to(page: Page, name: str) -> None:
    """Go to the beginning of the first row, then from person to person until that one is named."""
    for key in ["ArrowUp", *["ArrowLeft"] * 4, *["ArrowRight"] * 4]:
        if page.locator("#map-said").inner_text().startswith(f"{name}."):
            return
        page.keyboard.press(key)
    pytest.fail(f"The arrows do not lead to {name}")


def draw(page: Page, start: str, key: str, end: str, said: str) -> None:
    """Draw a line from one person to another."""
    walk_to(page, start)
    page.keyboard.press("l")
    expect(page.locator("#map-said")).to_contain_text(f"From {start}")
    walk_to(page, end)
    page.keyboard.press(key)
    expect(page.locator("#map-said")).to_have_text(f"{said}.")


def begin_map(page: Page) -> str:
    """A new customer with an empty map; its address."""
    page.goto("/accounts/new/")
    page.get_by_label("Name", exact=True).fill("Map Works")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/accounts/\d+/"))
    address = f"{page.url}people/"
    page.goto(address)
    page.get_by_role("button", name="Begin the map").focus()
    page.keyboard.press("Enter")
    return address


def judge_inner_circle(page: Page) -> None:
    """Judge the influence of the person where one is, beside the map."""
    page.keyboard.press("n")
    expect(page.locator("#peek")).to_be_visible()
    tab_to(page, "not judged", "radio")
    for _number in range(3):
        page.keyboard.press("ArrowDown")
    assert faults(page) == []
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.locator("#map-said")).to_contain_text("Inner circle")


def test_five_people_two_influences_and_a_conflict_by_keys(
    visit: Visit, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = visit("eva", width=1400)
    people = begin_map(page)
    for post in POSTS:
        add_post(page, post)
    page.goto(f"{people}?view=map")
    expect(page.locator("#map[data-ready]")).to_be_visible()
    page.locator("#map").focus()

    draw(page, "Finance", "i", "Chief executive", "Finance influences Chief executive")
    draw(page, "Technology", "i", "Finance", "Technology influences Finance")
    draw(page, "Technology", "c", "Legal", "Technology is in conflict with Legal")
    walk_to(page, "Chief executive")
    judge_inner_circle(page)
    expect(page.locator(".lead").first).to_contain_text("1 person has a say in the decision")
    keep_shot(page, "people-map-keys")
    page.keyboard.press("u")
    expect(page.locator("#map-said")).to_contain_text("judged as before")

    page.get_by_role("link", name="List", exact=True).focus()
    page.keyboard.press("Enter")
    rows = page.locator(".people tbody")
    for words in ("influences Chief executive", "influences Finance", "is in conflict with Legal"):
        expect(rows).to_contain_text(words)
    page.set_viewport_size({"width": 390, "height": 800})
    keep_shot(page, "people-list-phone")
    assert (faults(page), sticks_out(page)) == ([], 0)
