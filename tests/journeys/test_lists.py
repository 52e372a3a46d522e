"""Lists in a real browser: by keyboard, edited in place, failing visibly, beside a record, without scripts."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import OpenPage
from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LIST = "/opportunities/?closing=any&sort=name"


@pytest.fixture
def deals(ana: User, acme: Account, process: Process) -> list[Opportunity]:
    """Three of Ana's, each worth 1000."""
    return [deal(name, owner=ana, account=acme, process=process) for name in ("Alpha", "Beta", "Gamma")]


def amount(page: Page, name: str) -> Locator:
    """The cell with the amount of that row."""
    return page.locator("#rows tr", has_text=name).locator('td[data-field="amount"]')


def test_the_week_is_updated_by_keyboard_alone(deals: list[Opportunity], ana: User, open_page: OpenPage) -> None:
    page = open_page(ana)
    page.goto(LIST)

    page.keyboard.press("j")
    page.keyboard.press("j")
    amount(page, "Beta").locator("a").focus()
    page.keyboard.press("e")
    expect(page.locator("#rows").get_by_label("Amount", exact=True)).to_be_focused()
    page.keyboard.type("2500")
    page.keyboard.press("Enter")

    expect(amount(page, "Beta")).to_contain_text("2,500 EUR")
    expect(amount(page, "Beta").locator("a")).to_be_focused()
    expect(page.locator("tr.is-current")).to_contain_text("Beta")


def test_escape_leaves_a_cell_as_it_was(deals: list[Opportunity], ana: User, open_page: OpenPage) -> None:
    page = open_page(ana)
    page.goto(LIST)
    amount(page, "Alpha").locator("a").click()
    page.locator("#rows").get_by_label("Amount", exact=True).fill("9")

    page.keyboard.press("Escape")

    expect(page.locator("form.cell-form")).to_have_count(0)
    expect(amount(page, "Alpha")).to_contain_text("1,000 EUR")
    expect(amount(page, "Alpha").locator("a")).to_be_focused()


def test_a_save_that_fails_is_seen_and_keeps_what_was_typed(
    deals: list[Opportunity], ana: User, open_page: OpenPage
) -> None:
    page = open_page(ana)
    page.goto(LIST)
    amount(page, "Alpha").locator("a").click()
    page.locator("#rows").get_by_label("Amount", exact=True).fill("4000")

    def cut_off(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/cells/**", cut_off)
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="This was not saved")).to_be_visible()
    expect(page.locator("#rows").get_by_label("Amount", exact=True)).to_have_value("4000")
    page.unroute("**/cells/**")
    page.keyboard.press("Enter")
    expect(amount(page, "Alpha")).to_contain_text("4,000 EUR")


def test_a_conflict_shows_the_others_value_in_the_cell(
    deals: list[Opportunity], ana: User, ben: User, open_page: OpenPage
) -> None:
    page = open_page(ana)
    page.goto(LIST)
    amount(page, "Alpha").locator("a").click()
    page.locator("#rows").get_by_label("Amount", exact=True).fill("4000")
    edit_opportunity(deals[0], changes={"amount": Decimal(7000)}, by=ben, now=NOW)

    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="7,000")).to_be_visible()
    expect(page.locator("#rows").get_by_label("Amount", exact=True)).to_have_value("4000")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(amount(page, "Alpha")).to_contain_text("4,000 EUR")


def test_a_record_is_looked_at_beside_the_list_and_escape_returns_to_its_row(
    deals: list[Opportunity], ana: User, open_page: OpenPage
) -> None:
    page = open_page(ana)
    page.goto(LIST)
    page.keyboard.press("j")

    page.keyboard.press("p")
    expect(page.locator("#peek")).to_contain_text("Alpha")
    assert faults(page) == []
    page.keyboard.press("Escape")

    expect(page.locator("#peek")).to_be_hidden()
    expect(page.locator("tr.is-current")).to_contain_text("Alpha")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_contain_text("Beta")


def test_rows_are_selected_one_by_one_and_all_that_match(
    deals: list[Opportunity], ana: User, open_page: OpenPage
) -> None:
    page = open_page(ana)
    page.goto(LIST)
    expect(page.locator("#selection")).to_be_hidden()

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#selection")).to_contain_text("1 row selected")
    page.get_by_label("All 3 that match, on every page").check()

    expect(page.locator("#selection")).to_contain_text("All 3 that match are selected")
    expect(page.locator('[name="ids"]:checked')).to_have_count(3)
    page.get_by_role("button", name="Select none").click()
    expect(page.locator("#selection")).to_be_hidden()


def test_a_list_that_cannot_be_loaded_says_so_and_keeps_its_rows(
    deals: list[Opportunity], ana: User, open_page: OpenPage
) -> None:
    page = open_page(ana)
    page.add_init_script("console.error = () => {}")  # htmx writes what the page tells
    page.goto(LIST)
    page.route("**/opportunities/?*", lambda route: route.abort())

    page.get_by_label("Name or account").fill("Al")
    page.get_by_label("Name or account").press("Enter")

    expect(page.get_by_text("The list could not be loaded.")).to_be_visible()
    expect(page.locator("#rows tbody tr")).to_have_count(3)


@pytest.mark.parametrize("width", [390, 1280])
def test_menus_of_a_list_fit_the_page(deals: list[Opportunity], ana: User, open_page: OpenPage, width: int) -> None:
    page = open_page(ana, width=width)
    page.goto(LIST)

    for menu in ("Views", "Columns", "Export"):
        page.locator(".list-tools summary", has_text=menu).click()
        assert (faults(page), sticks_out(page)) == ([], 0), menu


def test_columns_are_chosen_and_a_view_is_saved_without_javascript(
    deals: list[Opportunity], ana: User, open_page: OpenPage
) -> None:
    page = open_page(ana, javascript=False)
    page.goto(LIST)

    page.locator(".columns-menu summary").click()
    page.get_by_label("Owner", exact=True).last.uncheck()
    page.get_by_label("Next step").check()
    page.get_by_role("button", name="Show these").click()
    page.locator(".views-menu summary").click()
    page.get_by_label("Save what the list shows as").fill("Steps")
    page.get_by_role("button", name="Save the view").click()

    expect(page.get_by_role("navigation", name="Views").locator("[aria-current]")).to_have_text("Steps")
    heads = page.locator("#rows thead th").all_inner_texts()
    assert "Next step" in heads
    assert "Owner" not in heads


def test_a_cell_leads_to_the_form_without_javascript(deals: list[Opportunity], ana: User, open_page: OpenPage) -> None:
    page = open_page(ana, javascript=False)
    page.goto(LIST)

    amount(page, "Alpha").locator("a").click()
    page.get_by_label("Amount").fill("3000")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#facts")).to_contain_text("3,000 EUR")
