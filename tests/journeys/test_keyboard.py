"""A morning without a mouse, and the palette for everybody."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Visit
from tests.journeys.sites import Site
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.slow
SEEN = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 1;
}"""


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other; wherever they lead, one sees where one is."""
    for key in keys:
        page.keyboard.press(key)
        if key != "Enter":  # it leaves the page
            assert page.evaluate("document.activeElement === document.body") or page.evaluate(SEEN), key


def do(page: Page, text: str) -> None:
    """Open the palette, type, and take the first answer."""
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    expect(page.locator("#palette-said")).to_contain_text("answers")
    page.keyboard.press("Enter")


def swapped(name: str) -> str:
    """The first long word of a name with two letters swapped."""
    word = next(word for word in name.split() if len(word) > 4).lower()
    return word[:2] + word[3] + word[2] + word[4:]


def sign_in_by_keys(page: Page, site: Site, name: str) -> None:
    page.goto("/")
    page.get_by_label("Email").focus()
    page.keyboard.type(site.address_of(name))
    press(page, "Tab")
    page.keyboard.type(site.passwords[site.address_of(name)])
    press(page, "Enter")
    page.wait_for_url("**/today/")


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus."""
    for _number in range(40):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        press(page, "Tab")
    pytest.fail(f"{wanted} cannot be reached by Tab")


def open_mistyped(page: Page, name: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(f"{swapped(name)} {name.split()[-1]}")
    found = page.locator("#palette").get_by_role("option", name=name).first
    expect(found).to_be_visible()
    for _number in range(20):
        if found.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/opportunities/\d+/"))


def change_stage(page: Page) -> None:
    do(page, "change the stage")
    stage = page.get_by_label("Stage")
    expect(stage).to_be_focused()
    before = stage.input_value()
    press(page, "ArrowDown")
    assert stage.input_value() != before
    tab_to(page, page.get_by_role("button", name="Change the stage"))
    press(page, "Enter")
    expect(page.get_by_label("Stage")).not_to_have_value(before)


def log_activity(page: Page, text: str) -> None:
    do(page, "log an activity")
    tab_to(page, page.locator("#log").get_by_label("Subject"))
    page.keyboard.type(text)
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text(text)


def open_second_row(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/opportunities/?*")
    press(page, "j", "j")
    expect(page.locator("#rows tbody tr.is-current a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#peek:not([hidden])").or_(page.get_by_role("button", name="Change the stage"))).to_be_visible()


def test_a_morning_without_a_mouse(
    browse: Callable[..., Page], visit: Visit, sample_site: Site, keep_shot: Callable[[Page, str], Path]
) -> None:
    listing = visit("ana")
    listing.goto("/opportunities/?scope=me&closing=any&status=open")
    name = listing.locator("#rows tbody th a").first.inner_text()
    page = browse(sample_site)

    sign_in_by_keys(page, sample_site, "ana")
    open_mistyped(page, name)
    change_stage(page)
    log_activity(page, "Called about the contract")
    keep_shot(page, "keyboard-logged")
    open_second_row(page)
    press(page, "Escape")
    do(page, "sign out")

    expect(page).to_have_url(re.compile("/sign-in/login/"))


@pytest.mark.parametrize(
    ("look", "options"), [("light", {}), ("dark", {"dark": True}), ("phone", {"width": 390, "dark": True})]
)
def test_everybody_can_use_the_palette(
    visit: Visit, look: str, options: dict[str, int], keep_shot: Callable[[Page, str], Path]
) -> None:
    page = visit("eva", **options)
    page.goto("/accounts/")
    name = page.locator("main tbody a[href^='/accounts/']").first.inner_text()
    opener = page.locator("#palette-open")

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#palette").get_by_role("option").first).to_be_visible()
    keep_shot(page, f"palette-recent-{look}")
    page.keyboard.type(name)
    expect(page.locator("#palette").get_by_role("option", selected=True)).to_contain_text(name)

    keep_shot(page, f"palette-{look}")
    assert (faults(page), sticks_out(page)) == ([], 0)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_stale_answer_is_dropped_and_an_error_is_told(visit: Visit) -> None:
    page = visit("eva")
    page.goto("/accounts/")
    held: list[Route] = []
    page.route("**/search/?q=pip&*", lambda route: held.append(route))
    page.keyboard.press("Control+k")
    page.keyboard.type("pip")
    page.wait_for_timeout(400)
    page.keyboard.type("eline")
    expect(page.locator("#palette").get_by_role("option").filter(has_text="Pipeline").first).to_be_visible()

    page.route("**/search/?q=pipelinex*", lambda route: route.abort())
    page.keyboard.type("x")

    expect(page.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    expect(page.locator("#palette").get_by_role("option")).to_have_count(0)
    assert held


def test_search_works_without_javascript(visit: Visit) -> None:
    page = visit("eva", java_script_enabled=False)
    page.goto("/accounts/")

    page.get_by_label("Search and commands").first.fill("dark")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Dark theme").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/search/?q=theme of the system")
    page.get_by_role("button", name="Theme of the system").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "auto")
