"""A sales process in a real browser: changed in a draft, published, a deal moved after a look, no answer lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.processes.models import MilestoneAnswer
from trimtab.processes.tests.conftest import robots, version  # noqa: F401  # fixtures
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = "The customer is one whom we serve well"
ADDED = "Their credit is checked"


def test_a_deal_follows_a_new_version_only_after_a_look_and_keeps_its_answers(
    open_page: OpenPage,
    ana: User,
    finn: User,
    robots: Opportunity,  # noqa: F811
) -> None:
    phone, desk = open_page(ana, width=390), open_page(finn)
    phone.goto(f"/opportunities/{robots.pk}/process/")
    yes = phone.get_by_role("group", name=ASKED).get_by_role("button", name="Yes")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(yes).to_be_focused()
    assert (faults(phone), sticks_out(phone)) == ([], 0)

    publish_another_question(desk)
    phone.reload()
    expect(phone.get_by_text(ADDED)).to_have_count(0)
    expect(phone.get_by_text(ASKED).first).to_be_visible()

    row = desk.locator("tbody tr", has_text="Robots")
    expect(row.get_by_role("cell").last).to_have_text("1")
    desk.get_by_role("button", name="Move the chosen ones").click()
    expect(desk.get_by_text("Moved: 1. Every answer was kept.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("group", name=ADDED)).to_be_visible()
    kept = phone.locator("section", has=phone.get_by_role("heading", name="Answers that this version does not ask"))
    expect(kept).to_contain_text(f"{ASKED}: Yes")
    assert MilestoneAnswer.objects.get().value == "yes"


def publish_another_question(desk: Page) -> None:
    """In a draft of the one process, one question goes and another comes; then it is in use, with the look at deals."""
    desk.goto("/settings/sales-processes/")
    desk.get_by_role("link", name="Seven steps").click()
    desk.get_by_role("button", name="Change it in a draft").click()
    desk.get_by_role("button", name=f"Take out {ASKED}").click()
    desk.get_by_role("link", name="Add a milestone Qualify").click()
    desk.get_by_label("What must be true").fill(ADDED)
    desk.get_by_role("button", name="Keep").click()
    expect(desk.get_by_role("link", name=ADDED)).to_be_visible()
    desk.get_by_label("What changed").fill("Credit instead of size")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.locator(".lead")).to_contain_text("1 open opportunity with answers keeps to an earlier version.")
