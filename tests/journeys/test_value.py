"""A business case goes to the customer and back: opened by link on a phone, confirmed by keyboard, taken over."""

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.cast import NOW
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value import actions
from trimtab.value.models import BusinessCase, CustomerAnswer
from trimtab.value.tests.builders import kim
from trimtab.value.tests.conftest import f25, turbines  # noqa: F401  # fixtures
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_customer_confirms_a_case_by_link(open_page: OpenPage, f25: BusinessCase, ana: User) -> None:  # noqa: F811
    line = f25.lines.get(kind="benefit")
    who = kim(f25.opportunity.account)  # type: ignore[arg-type]  # it has one
    actions.edit_line(line, changes={"source": "Report 2025", "note": "CANARY"}, by=ana, now=NOW)
    Opportunity.objects.filter(pk=f25.opportunity_id).update(next_step="CANARY")
    page = open_page(ana)
    page.goto(f"/opportunities/{f25.opportunity_id}/business-case/")

    page.get_by_role("button", name="Make a version for the customer").click()
    page.get_by_label("For whom").fill("Kim")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Copy this address now").input_value()

    phone = open_page(None, width=390)
    phone.goto(address)
    assert "CANARY" not in phone.content()
    assert not sticks_out(phone)
    assert faults(phone) == []
    phone.get_by_label("About").focus()
    phone.keyboard.press("ArrowDown")
    phone.get_by_label("Your name").focus()
    phone.keyboard.type("Kim")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Thank you, it was kept.")).to_be_visible()

    page.reload()
    page.get_by_label("Who of theirs wrote it").select_option(str(who.pk))
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("It holds")).to_be_visible()
    assert CustomerAnswer.objects.get().state == "accepted"
