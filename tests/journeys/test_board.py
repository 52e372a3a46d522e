"""The board in a real browser: by mouse, by keyboard alone, on a phone, without JavaScript, and when two meet."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage
from tests.cast import person
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import Team, User
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/opportunities/board/?closing=any&scope=everyone"
Keep = Callable[[Page, str], Path]


@pytest.fixture
def robots(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's opportunity in Qualify, beside others."""
    today = timezone.now().date()
    deal("Turbines", owner=ana, account=acme, process=process, amount=70, close_on=today)
    deal("Pumps", owner=ana, process=process, amount=None, at="Proof")
    return deal("Robots", owner=ana, account=acme, process=process, amount=1000, close_on=today)


def column(page: Page, name: str) -> Locator:
    return page.locator(f'.column[data-name="{name}"]')


def card(page: Page, name: str) -> Locator:
    return page.locator(".card", has=page.get_by_role("link", name=name, exact=True))


def drag(page: Page, name: str, to: str) -> None:
    """Take the card by its middle and let go over the other column."""
    start, end = card(page, name).bounding_box(), column(page, to).locator(".cards").bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 40, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30, steps=8)
    # As a person does: over the column until the card shows there, then let go.
    for turn in range(40):
        page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30 + turn % 2)
        if column(page, to).get_by_text(name).count():
            break
        page.wait_for_timeout(50)
    page.mouse.up()


def stage_of(robots: Opportunity) -> str:
    robots.refresh_from_db()
    return robots.stage.name


@pytest.mark.parametrize("dark", [False, True])
def test_a_card_is_dragged_and_the_move_undone(
    open_page: OpenPage, ana: User, robots: Opportunity, dark: bool, keep_shot: Keep
) -> None:
    page = open_page(ana, dark=dark)
    page.goto(BOARD)
    expect(column(page, "Qualify").locator(".column-head")).to_contain_text("1,070 EUR")

    drag(page, "Robots", "Proposal")

    notice = page.locator("#board-notice")
    expect(notice).to_contain_text("Robots is in Proposal now.")
    expect(column(page, "Proposal").locator(".column-head")).to_contain_text("1,000 EUR")
    expect(column(page, "Qualify").locator(".column-head")).to_contain_text("70 EUR")
    expect(column(page, "Proposal").locator(".card")).to_contain_text("Robots")
    keep_shot(page, f"board-{'dark' if dark else 'light'}")
    assert (stage_of(robots), faults(page), sticks_out(page)) == ("Proposal", [], 0)

    notice.get_by_role("button", name="Undo").click()

    expect(notice).to_contain_text("Robots is back in Qualify.")
    expect(column(page, "Qualify").locator(".cards")).to_contain_text("Robots")
    assert stage_of(robots) == "Qualify"


def test_what_is_dropped_on_lost_may_say_why(open_page: OpenPage, ana: User, robots: Opportunity) -> None:
    page = open_page(ana)
    page.goto(BOARD)

    drag(page, "Robots", "Lost")
    page.get_by_label("Why was it lost?").fill("Price")
    page.get_by_role("button", name="Keep the reason").click()

    expect(page.locator("#board-notice")).to_contain_text("Robots is lost: Price.")
    robots.refresh_from_db()
    assert (robots.status, robots.loss_reason) == ("lost", "Price")


def test_a_card_is_moved_by_keyboard_alone(open_page: OpenPage, ana: User, robots: Opportunity) -> None:
    page = open_page(ana)
    page.goto(BOARD)
    said, button = page.locator("#board-said"), page.get_by_role("button", name="Move Robots")
    while not button.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")

    page.keyboard.press("Space")
    expect(said).to_have_text("Picked up Robots. It is in Qualify.")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("Over Proof, 2 of 5.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.locator("#board-notice")).to_contain_text("Robots is in Proposal now.")
    expect(button).to_be_focused()
    assert stage_of(robots) == "Proposal"


def test_escape_puts_a_card_back(open_page: OpenPage, ana: User, robots: Opportunity) -> None:
    page = open_page(ana)
    page.goto(BOARD)
    page.get_by_role("button", name="Move Robots").focus()

    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")

    expect(page.locator("#board-said")).to_have_text("Robots is back in Qualify.")
    expect(column(page, "Qualify").locator(".cards")).to_contain_text("Robots")
    assert stage_of(robots) == "Qualify"


def test_a_card_that_somebody_else_moved_goes_where_it_is_now(
    open_page: OpenPage, ana: User, ben: User, robots: Opportunity, process: Process
) -> None:
    page = open_page(ana)
    page.goto(BOARD)
    edit_opportunity(robots, changes={"stage": stage(process, "Proof")}, by=ben, now=timezone.now())

    drag(page, "Robots", "Proposal")

    expect(page.locator("#board-notice")).to_contain_text("Ben changed it in the meantime. It is in Proof now.")
    expect(column(page, "Proof").locator(".cards")).to_contain_text("Robots")
    assert stage_of(robots) == "Proof"


def test_a_reader_cannot_drag_and_is_told_why(open_page: OpenPage, north: Team, robots: Opportunity) -> None:
    page = open_page(person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM))
    page.goto(BOARD)

    drag(page, "Robots", "Proposal")

    expect(page.locator("#board-notice")).to_contain_text("edits only own records and those of people led")
    expect(column(page, "Qualify").locator(".cards")).to_contain_text("Robots")
    assert stage_of(robots) == "Qualify"


def test_whoever_lost_the_right_meanwhile_sees_the_card_go_back(
    open_page: OpenPage, ana: User, ben: User, robots: Opportunity
) -> None:
    page = open_page(ben)
    page.goto(BOARD)
    User.objects.filter(pk=ben.pk).update(role=User.Role.SELLER, sees=User.Sees.TEAM)

    drag(page, "Robots", "Proposal")

    expect(page.locator("#board-notice")).to_contain_text("Robots was not moved.")
    expect(column(page, "Qualify").locator(".cards")).to_contain_text("Robots")
    assert stage_of(robots) == "Qualify"


def test_on_a_phone_one_stage_is_shown_and_the_form_moves_the_card(
    open_page: OpenPage, ana: User, robots: Opportunity, keep_shot: Keep
) -> None:
    page = open_page(ana, width=390)
    page.goto(BOARD)
    expect(column(page, "Proof")).to_be_hidden()
    keep_shot(page, "board-phone")
    assert (faults(page), sticks_out(page)) == ([], 0)

    page.get_by_role("button", name="Move Robots").click()
    page.get_by_label("Move to").select_option("Proof")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#board-notice")).to_contain_text("Robots is in Proof now.")
    page.get_by_role("link", name="Proof 2").click()

    expect(column(page, "Proof").locator(".cards")).to_contain_text("Robots")
    expect(column(page, "Qualify")).to_be_hidden()


def test_without_javascript_a_form_on_the_card_moves_it(open_page: OpenPage, ana: User, robots: Opportunity) -> None:
    page = open_page(ana, javascript=False)
    page.goto(BOARD)

    page.get_by_role("button", name="Move Robots").click()
    page.get_by_label("Move to").select_option("Lost")
    page.get_by_label("Loss reason, where it is lost").fill("Price")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("main")).to_contain_text("Robots is lost: Price.")
    expect(column(page, "Lost").locator(".cards")).to_contain_text("Robots")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("main")).to_contain_text("Robots is back in Qualify.")
    assert stage_of(robots) == "Qualify"


def test_more_cards_come_without_loading_the_page(open_page: OpenPage, ana: User, process: Process) -> None:
    for number in range(30):
        deal(f"Deal {number:02}", owner=ana, process=process, close_on=timezone.now().date())
    page = open_page(ana)
    page.goto(BOARD)

    page.get_by_role("link", name="More in Qualify").click()

    expect(column(page, "Qualify").locator(".card")).to_have_count(30)
    expect(page.get_by_role("link", name="More in Qualify")).to_have_count(0)
