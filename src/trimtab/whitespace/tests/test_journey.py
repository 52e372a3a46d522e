"""From an empty cell to an opportunity, on a phone and with the keyboard, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out
from trimtab.whitespace.models import Potential
from trimtab.whitespace.tests.builders import line, product

pytestmark = pytest.mark.django_db(transaction=True)
Keep = Callable[[Page, str], Path]


def test_white_cell_becomes_a_potential_and_then_the_opportunity_that_it_is(
    open_page: OpenPage, ana: User, acme: Account, process: Process, keep_shot: Keep
) -> None:
    line(deal("Pumps", owner=ana, account=acme, process=process), product("Pump", "Water"))
    product("Turbine", "Power")
    deal("Acme turbines", owner=ana, account=acme, process=process, amount=80_000)
    page = open_page(ana, width=390)
    page.goto(f"/accounts/{acme.pk}/white-space/")
    expect(page.locator(".lead")).to_contain_text("1 of 2 cells is white space")
    assert (faults(page), sticks_out(page)) == ([], 0)
    keep_shot(page, "white-space-phone")

    page.get_by_role("link", name="Turbine, Acme").click()
    beside = page.locator("#peek")
    beside.get_by_label("Amount").fill("30000")
    beside.get_by_label("Note").fill("Kim asked for two.")
    beside.get_by_role("button", name="Put it on the grid").click()

    expect(page.locator("main")).to_contain_text("Turbine for Acme")
    page.get_by_role("link", name="Qualify").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Opportunity", exact=True).select_option(label="Acme turbines")
    page.get_by_role("button", name="Map it").press("Enter")

    expect(page.locator("main")).to_contain_text("worth +50.0\N{NO-BREAK SPACE}k EUR against the potential")
    assert faults(page) == []
    page.goto(f"/accounts/{acme.pk}/white-space/")
    expect(page.locator(".lead")).to_contain_text("0 of 2 cells are white space")
    assert Potential.objects.get().note == "Kim asked for two."
