"""A week is read from a calendar, and one tap says what nobody knew: in a real browser."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser import OpenPage
from trimtab.core.models import Organisation
from trimtab.hours.models import TimeEntry
from trimtab.hours.tests.calendars import week_of_ana
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_check_23_one_tap_in_a_browser(organisation: Organisation, open_page: OpenPage, ana: User, ben: User) -> None:
    page = open_page(ana)
    page.goto("/hours/?week=2026-11-09")
    file = FilePayload(name="week.ics", mimeType="text/calendar", buffer=week_of_ana())

    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read this week").click()
    expect(page.locator(".answers li")).to_have_count(3)
    assert faults(page) == []
    page.locator(".answers li", has_text="Blue folder").first.get_by_role(
        "button", name="With customers", exact=True
    ).click()
    expect(page.get_by_text("Blue folder and 1 more of that title: With customers.")).to_be_visible()
    expect(page.locator(".answers li")).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 900})

    assert sticks_out(page) == 0
    assert TimeEntry.objects.filter(title="Blue folder", category="meeting").count() == 2
