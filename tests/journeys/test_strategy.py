"""The strategy of a deal in a real browser: the page says what would change its advice, and that does change it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.competition.tests.conftest import Deal, contest, rivalo, turbines  # noqa: F401  # fixtures
from trimtab.people.models import User
from trimtab.strategy.models import StrategyChoice
from trimtab.strategy.tests.test_choosing import holds_it
from trimtab.web.tests.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_advice_changes_by_what_it_said_would_change_it(
    open_page: OpenPage,
    ana: User,
    contest: Deal,  # noqa: F811
) -> None:
    holds_it(contest, ana)
    page = open_page(ana)
    page.goto(f"/opportunities/{contest.opportunity.pk}/strategy/")
    expect(page.locator(".lead")).to_contain_text("The facts speak for Defend.")
    expect(page.locator("#reasoning")).to_contain_text("would make it Frontal")

    page.get_by_role("link", name="Our lead over the best other").click()
    judge(page, "Rivalo", "Not met")
    page.get_by_role("link", name="Strategy", exact=True).click()
    expect(page.locator(".lead")).to_contain_text("The facts speak for Frontal.")
    assert faults(page) == []

    page.get_by_role("link", name="Choose a strategy").click()
    page.get_by_role("radio", name=re.compile("^Defend")).check()
    page.get_by_label("Goal").fill("Signed in March")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say what they do not show.")).to_be_visible()
    page.get_by_label("Why, if the facts speak for another one").fill("Their chief asked for it.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".lead")).to_contain_text("Defend: Signed in March. The facts speak for Frontal.")
    assert StrategyChoice.objects.get().is_against_advice


def judge(page: Page, party: str, fit: str) -> None:
    """How that party meets the one criterion."""
    page.locator(f"table.fits tbody td[data-label='{party}']").get_by_role("link").click()
    expect(page.locator(".lead")).to_contain_text(party)
    page.get_by_label(fit, exact=True).check()
    page.get_by_role("button", name="Save").click()
