"""A rule written in a real browser: tried before it speaks, warned about where it finds nothing. Screen check 17."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.rulebook.models import KeptRule
from trimtab.web.tests.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_rule_is_tried_before_it_speaks_and_warns_where_it_never_would(
    open_page: OpenPage, ana: User, finn: User, acme: Account, process: Process
) -> None:
    today = timezone.now().date()
    for name, days in (("Turbines", 5), ("Fleet", 60), ("Dateless", None)):
        close_on = None if days is None else today + timedelta(days=days)
        deal(name, owner=ana, process=process, account=acme, close_on=close_on)
    page = open_page(finn)
    page.goto("/settings/rules/new/")

    ask(page, "days until the close date", "is less than", "1")
    settled(page, "What is found, in a sentence", "It closes in {opportunity_closes_in}.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("It speaks of none of them.")
    assert not KeptRule.objects.exists()

    settled(page, "Value", "10")
    page.get_by_role("button", name="Try it on my open opportunities").click()
    trial = page.locator("#trial")
    expect(trial).to_contain_text("Of 3: it speaks of 1, is silent about 1, and cannot tell of 1.")
    for heading, name in (
        ("It speaks of", "Turbines"),
        ("It is silent about", "Fleet"),
        ("It cannot tell", "Dateless"),
    ):
        found = trial.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
        expect(found.get_by_role("link")).to_have_text([name])
    expect(trial).to_contain_text("It closes in 5 days.")
    assert faults(page) == []

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The rule was saved.")).to_be_visible()
    assert KeptRule.objects.get().key.startswith("own_")


def ask(page: Page, signal: str, operator: str, value: str) -> None:
    """Choose what is asked, how, and against which value; each choice brings the next."""
    asked = page.get_by_label("What is asked")
    asked.select_option(asked.locator("option", has_text=signal).first.get_attribute("value"))
    how = page.get_by_label("How it is asked")
    how.select_option(how.locator("option", has_text=operator).first.get_attribute("value"))
    settled(page, "Value", value)


def settled(page: Page, label: str, text: str) -> None:
    """Type, and wait until the builder was drawn anew: a request that a sent form cuts off is noted as an error."""
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    expect(page.locator(".htmx-request")).to_have_count(0)
