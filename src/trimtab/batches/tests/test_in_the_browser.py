"""Duplicates are merged and taken apart in a real browser, by the keyboard alone, and without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage
from tests.cast import account
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def press(place: Locator, key: str = "Enter") -> None:
    """Act on what has the focus, as the keyboard does."""
    place.focus()
    place.press(key)


@pytest.fixture
def twice(ana: User, acme: Account) -> Account:
    """Acme once more."""
    return account("ACME Inc.", owner=ana, domain="acme.example", segment="ENT")


@pytest.mark.parametrize(("javascript", "width", "dark"), [(True, 1280, False), (False, 390, True)])
def test_duplicates_are_merged_and_taken_apart_by_keyboard(
    javascript: bool,
    width: int,
    dark: bool,
    open_page: OpenPage,
    ana: User,
    acme: Account,
    twice: Account,
    keep_shot: Callable[[Page, str], Path],
) -> None:
    page = open_page(ana, width=width, dark=dark, javascript=javascript)
    look = "phone-dark" if dark else "light"
    page.goto("/duplicates/account/?by=name")
    press(page.get_by_role("link", name="Compare and merge"))
    press(page.locator(f"[name='field:segment'][value='{twice.pk}']"), "Space")
    keep_shot(page, f"merge-{look}")
    found = [*faults(page), sticks_out(page)] if javascript else [sticks_out(page)]
    press(page.get_by_role("button", name="See what would change"))
    expect(page.locator("main")).to_contain_text("Nothing has been changed yet.")
    keep_shot(page, f"merge-preview-{look}")

    press(page.get_by_role("button", name="Merge them"))
    expect(page.get_by_role("status").first).to_contain_text("The records are one now: Acme.")
    assert Account.objects.get(pk=acme.pk).segment == "ENT"
    press(page.get_by_role("button", name="Undo"))

    expect(page.locator("main")).to_contain_text("2 records are as they were.")
    keep_shot(page, f"merge-undone-{look}")
    assert Account.objects.get(pk=acme.pk).segment == "MM"
    assert Account.objects.get(pk=twice.pk).merged_into is None
    assert found == [0]


def test_rows_of_a_list_are_edited_together_and_taken_back(
    open_page: OpenPage, ana: User, turbines: Opportunity, pumps: Opportunity, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = open_page(ana)
    page.goto("/opportunities/?closing=any")
    page.locator(f"input[name='ids'][value='{turbines.pk}']").check()
    page.locator(f"input[name='ids'][value='{pumps.pk}']").check()
    keep_shot(page, "list-selected")

    page.get_by_role("button", name="Edit…").click()
    page.get_by_label("Next step", exact=True).fill("Call")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("button", name="Change 2 records").click()

    expect(page.get_by_role("status").first).to_contain_text("2 records were changed.")
    assert set(Opportunity.objects.values_list("next_step", flat=True)) == {"Call"}
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("2 records are as they were.")
    assert set(Opportunity.objects.values_list("next_step", flat=True)) == {""}
