"""A mutual plan in a real browser: made and shared, answered on a phone without an account, accepted."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.accounts.models import Account
from trimtab.mutual.models import Step
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.web.tests.looking import sticks_out

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "they-like-us-least"


def test_seller_and_customer_agree_on_a_date(open_page: OpenPage, ana: User, acme: Account, process: Process) -> None:
    opportunity = deal("Turbines", owner=ana, process=process, account=acme, next_step=CANARY)
    page = open_page(ana)
    address = shared(page, opportunity)

    customer = open_page(None, width=390, dark=True, javascript=False)
    customer.goto(address)
    assert CANARY not in customer.content()
    assert not sticks_out(customer)
    customer.get_by_label("It is done").check()
    sign = customer.locator("li", has=customer.get_by_role("heading", name="Sign"))
    sign.locator("summary").click()
    sign.get_by_label("Another date").fill("2027-06-01")
    customer.get_by_label("Your name").fill("Kim Keller")
    customer.get_by_role("button", name="Send").click()
    expect(customer.get_by_text("Thank you. It is kept")).to_be_visible()

    page.goto(f"/opportunities/{opportunity.pk}/mutual-plan/")
    expect(page.locator(".lead")).to_contain_text("1 of 12 steps are done.")
    page.get_by_role("button", name="Take their date for Sign").click()
    expect(page.get_by_text("The date is taken over.")).to_be_visible()
    assert Step.objects.get(shipped="sign").due_on == date(2027, 6, 1)
    customer.goto(address)
    expect(customer.get_by_text("accepted")).to_be_visible()


def shared(page: Page, opportunity: Opportunity) -> str:
    """The seller makes a plan, with somebody of the customer and a note for us alone; the address for the customer."""
    page.goto(f"/opportunities/{opportunity.pk}/mutual-plan/")
    page.get_by_label("Outcome").fill("Half the downtime")
    page.get_by_label("They want value by").fill("2027-12-01")
    page.get_by_role("button", name="Begin the plan").click()
    expect(page.locator(".lead")).to_contain_text("0 of 12 steps are done.")

    page.get_by_role("link", name="Name people of both sides").click()
    page.get_by_label("Name", exact=True).fill("Kim Keller")
    page.get_by_label("Title").press("Enter")  # by keyboard alone
    expect(page.get_by_text("Kim Keller works on the plan.")).to_be_visible()
    page.get_by_role("link", name="Back to the plan").click()
    page.get_by_role("link", name="Agree on the problem").click()
    page.get_by_label("Their owner").select_option(label="Kim Keller")
    page.get_by_label("Note for us alone").fill(CANARY)
    page.get_by_role("button", name="Save").click()
    page.locator("#links").scroll_into_view_if_needed()
    page.get_by_label("For whom").fill("Kim")
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("Copy this address now").input_value()
