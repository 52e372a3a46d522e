"""An assessment in a real browser: answered by keyboard, a rival judged, two dates and two lenses compared."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from trimtab.assessments.actions import mark_occasion
from trimtab.assessments.models import Answer, Occasion
from trimtab.assessments.tests.conftest import pumps, rival  # noqa: F401  # fixtures
from trimtab.competition.models import Contender
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.web.tests.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "The old contract ends in March."


def test_an_assessment_is_answered_by_keyboard_and_read_through_two_lenses(
    open_page: OpenPage,
    ana: User,
    pumps: Opportunity,  # noqa: F811
    rival: Contender,  # noqa: F811
) -> None:
    mark_occasion(pumps, kind=Occasion.Kind.MARK, by=ana, now=timezone.now() - timedelta(days=40))
    page = open_page(ana)
    page.goto(f"/opportunities/{pumps.pk}/assessment/")

    press(page, "fit-us", "Yes")
    press(page, f"fit-{rival.pk}", "Yes")
    press(page, f"fit-{rival.pk}", "Unknown")  # the focus stayed where it was
    expect(page.locator("#assessment-changes")).to_contain_text("What we offer fits")
    assert faults(page) == []

    say_what_it_rests_on(page, "A reason to act by a date")
    compare_with_the_mark(page)

    page.get_by_role("link", name="MEDDPICC").click()
    pain = page.locator("tbody tr", has_text="A reason to act by a date: Yes")
    expect(pain.first).to_contain_text(SAID)
    assert faults(page) == []
    assert (Answer.objects.standing().count(), Evidence.objects.count()) == (3, 1)


def press(page: Page, cell: str, answer: str) -> None:
    """Answer a cell with Enter; its own words say what it is then."""
    page.locator(f"#{cell}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{cell}")).to_have_accessible_name(re.compile(f": {answer}"))


def say_what_it_rests_on(page: Page, question: str) -> None:
    """Answer a question with evidence on its own page."""
    page.locator("#matrix").get_by_role("link", name=question).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Yes", exact=True).first.check()
    page.get_by_label("How we know").select_option("said")
    page.get_by_label("What was said or seen").fill(SAID)
    page.get_by_role("button", name="Keep the answer").press("Enter")
    expect(page.locator(".messages")).to_contain_text(f"{question}: Yes")


def compare_with_the_mark(page: Page) -> None:
    """Against the day that was marked each answer is new."""
    page.get_by_label("Since").select_option(page.locator("#since option", has_text="Marked by hand").inner_text())
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#assessment-changes")).to_contain_text("A reason to act by a date")
    expect(page.locator("#assessment-changes")).to_contain_text("Rivalo")
