"""Who sees what: sellers their own, a manager the team, nobody a stranger's."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.slow
ALL = "/opportunities/?scope=everyone&closing=any&status="


def owners_on(page: Page) -> set[str]:
    """The owners of all opportunities in the list, page after page."""
    found: set[str] = set()
    while True:
        found |= set(page.locator("#rows td[data-label=Owner]").all_inner_texts())
        following = page.locator("#rows a[rel=next], #rows .pager a", has_text="Next")
        if not following.count():
            return found
        page.goto(str(following.first.get_attribute("href")))


def test_seller_sees_only_her_own(visit: Visit, keep_shot: Callable[[Page, str], Path]) -> None:
    page = visit("ana")

    page.goto(ALL)

    assert {name.split()[0] for name in owners_on(page)} == {"Ana"}
    page.goto("/pipeline/?scope=everyone")
    keep_shot(page, "review-of-ana")
    assert set(re.findall(r"\b(Cleo|Enzo|Oskar)\b", page.locator("main").inner_text())) == set()


def test_strangers_opportunity_is_not_found(visit: Visit) -> None:
    cleos = visit("cleo")
    cleos.goto(ALL)
    address = str(cleos.locator("#rows tbody th a").first.get_attribute("href"))
    page = visit("ana")

    response = page.goto(address)

    assert response is not None
    assert response.status == 404
    expect(page.locator("main")).not_to_contain_text("Cleo")


def test_manager_sees_the_team_and_nobody_else(visit: Visit) -> None:
    page = visit("ben")
    page.goto("/people/")
    team = {row.locator("th").inner_text() for row in page.locator("main tbody tr", has_text="Rhine").all()}

    page.goto(ALL)

    seen = owners_on(page)
    assert any(name.startswith("Ana") for name in seen)
    assert seen <= team
    assert len(seen) > 1


def test_manager_narrows_the_review_to_one_scope_and_back(visit: Visit) -> None:
    page = visit("ben")
    page.goto("/pipeline/")
    whole = page.locator(".lead").first.inner_text()

    page.get_by_label("Whose records").select_option("me")
    expect(page).to_have_url(re.compile("scope=me"))
    assert page.locator(".lead").first.inner_text() != whole
    page.get_by_label("Whose records").select_option("team")

    expect(page.locator(".lead").first).to_have_text(whole)


def test_seller_finds_no_data_pages(visit: Visit) -> None:
    page = visit("ana")

    response = page.goto("/data/")

    assert response is not None
    assert response.status == 404
    assert page.locator("nav.rail").get_by_role("link", name="Data").count() == 0


def test_period_of_long_ago_stays_chosen_with_its_neighbours(visit: Visit) -> None:
    page = visit("eva")

    page.goto("/opportunities/?period=FY2016-Q3")

    expect(page.get_by_label("Fiscal period")).to_have_value("FY2016-Q3")
    page.get_by_label("Fiscal period").select_option("FY2016-Q2")
    expect(page).to_have_url(re.compile("period=FY2016-Q2"))
