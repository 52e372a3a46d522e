"""A seller's first account plan, counted in steps, and the manager's review of what changed; the tutorial's way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.slow
# Ten minutes are thirty steps of twenty seconds, with reading and thinking.
MOST_STEPS = 30


@dataclass
class Steps:
    """What a person does, each press and each field counted."""

    page: Page
    number: int = 0

    def press(self, target: Locator) -> None:
        """Reach it with the keyboard, press Enter, and wait for the page that follows."""
        before = self.page.url
        target.focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)
        self.number += 1

    def write(self, label: str, text: str) -> None:
        """Fill the field of that label."""
        self.page.get_by_label(label, exact=True).fill(text)
        self.number += 1


def test_a_sellers_first_plan_takes_few_steps_and_her_manager_sees_what_changed(
    visit: Visit, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = visit("ana", width=390)
    steps = Steps(page)
    page.goto("/accounts/?sort=-changed_at")
    link = page.locator("main tbody th a").last
    name = link.inner_text()
    page.goto(str(link.get_attribute("href")))  # a press would show the account in a panel beside the list
    steps.number += 1
    steps.press(page.get_by_role("link", name="Plans", exact=True))
    steps.write("Revenue target for twelve months", "60000")
    steps.press(page.get_by_role("button", name="Start"))
    expect(page.locator(".lead")).to_contain_text("of 60,000 EUR")

    steps.press(page.get_by_role("link", name="Edit").first)
    steps.write("Goal", "From one order to the supplier that is asked first.")
    steps.press(page.get_by_role("button", name="Save"))
    for number in range(3):
        steps.press(page.locator(".gains a[href*='/research/']").first)
        steps.write("Answer", f"What we heard, number {number}.")
        steps.write("Where it is from", "Plant manager")
        steps.press(page.get_by_role("button", name="Save"))
        steps.press(page.get_by_role("link", name="Plan", exact=True))
    keep_shot(page, "first-plan-phone")

    assert steps.number <= MOST_STEPS
    where = page.url.partition("/accounts/")[2]
    review(visit("ben"), f"/accounts/{where}", name, keep_shot)


def review(page: Page, where: str, name: str, keep_shot: Callable[[Page, str], Path]) -> None:
    """What Ben does: read what changed, note the review, and see that the next one begins here."""
    page.goto("/accounts/plans/")
    expect(page.locator("main tbody th").filter(has_text=name).first).to_be_visible()
    page.goto(where)
    page.get_by_role("link", name="Changes and reviews").click()
    expect(page.locator(".lead")).to_contain_text("not reviewed yet")
    expect(page.locator(".timeline")).to_contain_text("the supplier that is asked first")
    expect(page.get_by_role("row", name=re.compile("Research"))).to_contain_text("▲")
    keep_shot(page, "plan-changes")
    page.get_by_label("What was agreed").fill("Meet purchasing.")
    page.get_by_role("button", name="Reviewed today").click()
    expect(page.locator(".lead")).to_contain_text("what changed since the review of")
    expect(page.get_by_text("No figure is different.")).to_be_visible()
    page.get_by_role("link", name="Calendar", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("next 21 days", re.IGNORECASE)).first).to_be_visible()
    expect(page.get_by_role("meter", name="How alive the plan is")).to_be_visible()
    keep_shot(page, "plan-calendar")
