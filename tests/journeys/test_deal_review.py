"""A manager's review of a deal in a real browser: from the agenda to promises, by keyboard and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.reviews.models import Post, Review
from trimtab.web.tests.looking import sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_ben_reviews_a_deal_with_ana(
    open_page: OpenPage, ana: User, ben: User, acme: Account, process: Process
) -> None:
    deal("Turbines", owner=ana, process=process, account=acme, close_on=date(2099, 1, 15))
    page = open_page(ben)
    page.goto("/reviews/")
    expect(page.locator(".lead")).to_contain_text("1 deal needs a conversation.")
    page.get_by_role("link", name="Plan Turbines").click()
    page.get_by_label("Minutes").fill("45")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("The review is planned.")).to_be_visible()
    for phase in ("Understand", "Clarify", "Strengths", "Vulnerabilities"):
        page.get_by_role("button", name=f"Go on to: {phase}").press("Enter")
        expect(page.locator(".phases [aria-current]")).to_have_text(phase)

    phone = open_page(ana, width=390)
    phone.goto(f"/reviews/{Review.objects.get().pk}/")
    phone.get_by_label("Text").fill("We have one contact only")
    phone.get_by_label("Without my name").check()
    phone.get_by_role("button", name="Say it").click()

    expect(page.get_by_text("We have one contact only")).to_be_visible(timeout=12_000)  # it asks every five seconds
    expect(page.get_by_text("Without a name", exact=True)).to_be_visible()
    assert Post.objects.get().by is None
    assert not sticks_out(phone)
    page.get_by_role("button", name="Go on to: Recommendations").click()
    page.get_by_label("Text").fill("Meet their finance lead")
    page.get_by_role("button", name="Say it").click()
    page.get_by_role("link", name="Take or refuse it").click()
    page.get_by_role("button", name="Make an action of it").click()
    expect(page.get_by_text("It is an action of Ana now.")).to_be_visible()
    page.get_by_role("button", name="Go on to: Commit").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.locator(".lead")).to_contain_text("Decided: Go on as planned.")
