"""The look in a real browser: usable by everybody, in light and dark, on a desk and on a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.cast import client_for
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out

STATIC = Path(__file__).parent.parent / "static" / "web"
browses = pytest.mark.django_db(transaction=True)


@browses
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 860, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_use_every_component(
    open_page: OpenPage, dov: User, keep_shot: Callable[[Page, str], Path], width: int, dark: bool
) -> None:
    page = open_page(dov, width=width, dark=dark)
    page.goto("/styleguide/")
    expect(page.locator("#loaded")).to_be_visible()

    keep_shot(page, f"styleguide-{width}-{'dark' if dark else 'light'}")

    assert faults(page) == []
    assert sticks_out(page) <= 0


@browses
def test_at_twice_the_size_nothing_sticks_out(open_page: OpenPage, dov: User) -> None:
    # 200% of 1280 × 900 is a window of 640 × 450; the text alone twice as large is the browser's own setting.
    page = open_page(dov, width=640, height=450)
    page.goto("/styleguide/")
    page.evaluate("document.documentElement.style.fontSize = '32px'")

    assert sticks_out(page) <= 0
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


@browses
def test_on_a_phone_the_waterfall_lies_down(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov, width=390)
    page.goto("/styleguide/")

    expect(page.locator("svg.waterfall")).to_be_hidden()
    expect(page.get_by_role("rowheader", name="pushed out")).to_be_visible()


@browses
def test_without_javascript_every_part_is_there(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov, javascript=False)
    page.goto("/styleguide/")

    page.get_by_role("link", name="Trend of twelve months").click()

    expect(page.locator("#loaded")).to_be_visible()


@browses
def test_keys_walk_the_rows_and_open_the_help(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov)
    page.goto("/styleguide/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Bolt Logistics")).to_be_focused()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


@browses
def test_single_keys_can_be_switched_off(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov)
    page.goto("/styleguide/")
    page.keyboard.press("?")
    page.get_by_label("Use single keys in this browser").uncheck()
    page.get_by_role("button", name="Close").click()

    page.keyboard.press("/")

    expect(page.locator("#search")).not_to_be_focused()


@browses
def test_g_and_a_letter_go(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov)
    page.goto("/styleguide/")

    page.keyboard.press("g")
    page.keyboard.press("t")

    expect(page.get_by_role("heading", name="People")).to_be_visible()


@browses
def test_peek_shows_the_page_beside_and_escape_returns(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov)
    page.goto("/styleguide/")
    link = page.get_by_role("link", name="Nord AG")

    link.click()
    expect(page.locator("#peek-body")).to_contain_text("You see")
    page.keyboard.press("Escape")

    expect(page.locator("#peek")).to_be_hidden()
    expect(link).to_be_focused()


@browses
def test_a_definition_opens_within_the_page_and_closes(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov, width=390)
    page.goto("/styleguide/")
    page.get_by_label("What “Win rate” means").click()
    definition = page.get_by_text("Opportunities open on that day").locator("visible=true")

    box = definition.bounding_box()
    page.keyboard.press("Escape")

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    expect(definition).to_have_count(0)


@browses
def test_a_dialog_asks_before_it_acts(open_page: OpenPage, dov: User) -> None:
    page = open_page(dov)
    page.goto("/styleguide/")
    page.get_by_role("link", name="Remove …").click()
    asked = page.get_by_role("dialog", name="Remove the sample?")
    expect(asked).to_be_visible()

    asked.get_by_role("button", name="Cancel").click()

    expect(asked).to_be_hidden()


@browses
def test_a_chosen_theme_wins_over_the_system(open_page: OpenPage, dov: User) -> None:
    dov.theme = User.Theme.LIGHT
    dov.save()
    page = open_page(dov, dark=True)

    page.goto("/styleguide/")

    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.django_db
def test_the_styleguide_is_for_staff(ana: User, dov: User) -> None:
    assert client_for(ana).get("/styleguide/").status_code == 404
    assert client_for(dov).get("/styleguide/").status_code == 200
    assert client_for(dov).post("/styleguide/").status_code == 405


@pytest.mark.django_db
def test_parts_are_wrong_in_words_and_keep_what_was_typed(dov: User) -> None:
    text = client_for(dov).get("/styleguide/").text

    assert 'id="wrong_amount_error"' in text
    assert 'aria-describedby="wrong_amount_error"' in text
    assert 'value="1.2.3"' in text


def test_the_styles_are_small() -> None:
    base = (STATIC.parent.parent / "templates" / "web" / "base.html").read_text()
    everywhere = re.findall(r"web/css/(\w+\.css)", base)
    assert sum((STATIC / "css" / name).stat().st_size for name in everywhere) <= 30_000
    assert (STATIC / "js" / "trimtab.js").stat().st_size <= 10_000
