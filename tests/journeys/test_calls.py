"""From a new opportunity to a planned call, its debrief and the forecast: on a phone, by keyboard, and offline."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from tests.browser import OpenPage
from tests.cast import LONG_AGO
from trimtab.accounts.models import Account, Contact
from trimtab.analytics.extracts import refresh_extracts
from trimtab.calls.actions import edit_call
from trimtab.calls.models import Call
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User
from trimtab.rhythm.models import ForecastSubmission
from trimtab.web.tests.looking import sticks_out

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
}, true)"""


def taps(page: Page) -> int:
    return int(page.evaluate("sessionStorage.getItem('taps')") or 0)


def drafts(page: Page) -> int:
    """How many drafts the device keeps."""
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"))


def test_from_a_new_opportunity_to_an_updated_forecast(
    open_page: OpenPage, ana: User, ben: User, acme: Account, process: Process, own_figures: None, settings: Settings
) -> None:
    settings.FORECASTS_WHEN_ASKED = False
    Contact.objects.create(account=acme, name="Kim Keller", created_at=LONG_AGO, changed_at=LONG_AGO)
    page = open_page(ana, width=390, height=844)
    page.add_init_script(TAPS)

    begin_an_opportunity(page)
    plan_a_call_within_a_minute(page)
    change_it_without_a_connection_while_ben_does(page, ben)
    debrief_with_two_taps(page)
    come_back_to_what_was_typed(page)
    refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())
    say_what_the_period_will_bring(page)
    sign_out(page)

    assert ForecastSubmission.objects.get().person == ana


def begin_an_opportunity(page: Page) -> None:
    page.goto("/opportunities/new/")
    page.get_by_label("Name", exact=True).fill("Acme turbines")
    page.get_by_label("Account").fill("Acme")
    page.get_by_label("Amount").fill("90000")
    page.get_by_label("Stage").select_option(label="Qualify")
    page.get_by_label("Name", exact=True).press("Enter")
    page.wait_for_url(re.compile(r"/opportunities/\d+/$"))


def plan_a_call_within_a_minute(page: Page) -> None:
    begun, before = timezone.now(), taps(page)
    page.goto(f"/opportunities/{Opportunity.objects.get().pk}/calls/")
    assert sticks_out(page) == 0

    page.get_by_role("link", name="Plan it Getting to know each other").click()
    page.get_by_label("Kim Keller").check()
    page.get_by_label("Best commitment").fill("Kim brings the head of operations on Tuesday")
    assert sticks_out(page) == 0
    page.get_by_role("button", name="Save the plan").click()

    expect(page.locator(".lead")).to_contain_text("is planned")
    assert taps(page) - before <= 4
    assert timezone.now() - begun < timedelta(minutes=1)


def change_it_without_a_connection_while_ben_does(page: Page, ben: User) -> None:
    call = Call.objects.get()
    page.goto(f"/calls/{call.pk}/edit/")
    page.context.set_offline(True)
    page.get_by_label("Least that makes it").fill("Kim names who decides")
    page.get_by_label("Least that makes it").press("Enter")
    expect(page.get_by_text("No connection.")).to_be_visible()
    assert Call.objects.get().minimum == ""

    edit_call(call, changes={"purpose": "Of Ben"}, by=ben, now=timezone.now())
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("Purpose")
    expect(page.get_by_label("Purpose")).to_have_value("Of Ben")
    page.get_by_role("button", name="Save the plan").click()
    page.wait_for_url(f"**/calls/{call.pk}/")

    assert (Call.objects.get().minimum, Call.objects.get().purpose) == ("Kim names who decides", "Of Ben")
    assert drafts(page) == 0


def debrief_with_two_taps(page: Page) -> None:
    Call.objects.update(starts_at=timezone.now() - timedelta(hours=1), planned_at=LONG_AGO)
    page.goto("/calls/")
    assert sticks_out(page) == 0
    before = taps(page)
    page.get_by_role("button", name="Advance").click()
    page.wait_for_url("**/debrief/")
    assert (Call.objects.get().outcome, taps(page) - before) == ("advance", 1)

    page.get_by_label("What was promised").first.fill("Kim sends the figures")
    page.get_by_label("By whom").first.select_option(label="Kim Keller")
    page.get_by_label("What we learned").fill("They budget in January")
    page.get_by_role("button", name="Save", exact=True).press("Enter")

    expect(page.get_by_text("They budget in January")).to_be_visible()
    assert Action.objects.get().contact is not None


def come_back_to_what_was_typed(page: Page) -> None:
    page.goto(f"/calls/{Call.objects.get().pk}/debrief/")
    page.get_by_label("What we learned").fill("Not saved")
    page.keyboard.press("Tab")
    assert drafts(page) == 1

    page.reload()
    page.get_by_role("button", name="Put it in").click()

    expect(page.get_by_label("What we learned")).to_have_value("Not saved")


def say_what_the_period_will_bring(page: Page) -> None:
    page.goto("/pipeline/forecast/?scope=me")
    page.get_by_label("I commit").fill("90000")
    page.get_by_label("I commit").press("Enter")
    expect(page.get_by_text("You commit 90.0")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_text("Ana").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    assert drafts(page) == 0
