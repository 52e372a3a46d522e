"""From the first visit to the pipeline review on the sample, and on into its figures."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser import SHOTS
from tests.journeys.conftest import Visit, sign_in
from tests.journeys.sites import Site

pytestmark = pytest.mark.slow
README: FloatRect = {"x": 0, "y": 0, "width": 1280, "height": 1560}
SENTENCE = re.compile(r"\w.*\.$")


def amount_in(text: str) -> Decimal:
    """The number in "2,491,512.28 EUR" or "−340,363.32"."""
    found = re.search(r"[−-]?[\d,]+(\.\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", "").replace("−", "-"))


def rows_of(page: Page) -> Locator:
    return page.locator("main table").first.locator("tbody tr")


def sum_of_all_rows(page: Page) -> Decimal:
    """The amounts of the rows on all pages together."""
    total = Decimal(0)
    while True:
        total += sum(map(amount_in, rows_of(page).locator("td:last-child").all_inner_texts()), Decimal(0))
        following = page.get_by_role("link", name="Next →")
        if not following.count():
            return total
        following.click()


def test_first_visit_ends_in_an_answer(
    browse: Callable[..., Page], sample_site: Site, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = browse(sample_site)

    sign_in(page, sample_site, "eva")
    page.get_by_role("link", name="Pipeline", exact=True).click()

    expect(page.locator(".lead").first).to_have_text(SENTENCE)
    expect(page.get_by_text("These people, customers and figures are invented.")).to_be_visible()
    keep_shot(page, "review-whole")
    page.screenshot(path=SHOTS / "review.png", full_page=True, clip=README)  # `make shots` takes it for the README


def test_rows_behind_each_step_of_the_waterfall_add_up_to_it(visit: Visit) -> None:
    page = visit("eva")
    # Two months: in a small company's week only two or three kinds of change may happen, depending on the day.
    page.goto(f"/pipeline/?since={datetime.now(UTC).date() - timedelta(days=60)}")
    steps = [
        (row.get_by_role("link").get_attribute("href"), amount_in(row.locator("td").last.inner_text()))
        for row in page.locator(".beside tbody tr:not(.sum)").all()
        if row.get_by_role("link").count()
    ]

    for address, expected in steps:
        page.goto(str(address))

        assert (address, amount_in(page.locator(".lead").inner_text())) == (address, expected)
    assert len(steps) > 3


def test_open_figure_leads_to_rows_and_on_to_an_opportunity(
    visit: Visit, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = visit("eva")
    page.goto("/pipeline/")
    last = page.locator(".beside tbody tr.sum").last
    count, expected = int(last.get_by_role("link").inner_text()), amount_in(last.locator("td").last.inner_text())

    last.get_by_role("link").click()
    expect(page.get_by_text(f"{count} rows")).to_be_visible()
    keep_shot(page, "review-rows")
    first = rows_of(page).first.get_by_role("link")
    name, address = first.inner_text(), page.url
    assert (sum_of_all_rows(page), amount_in(page.locator("tfoot").inner_text())) == (expected, expected)
    page.goto(address)
    first.click()

    expect(page.locator("h1")).to_contain_text(name)


def test_every_figure_of_the_review_opens_its_rows(visit: Visit) -> None:
    page = visit("eva")
    page.goto("/pipeline/")
    figures = {link.get_attribute("href") for link in page.locator("main a[href*='/pipeline/rows/']").all()}

    answers = {address: page.request.get(str(address)).status for address in figures}

    assert len(figures) > 20
    assert {address for address, status in answers.items() if status != 200} == set()


def test_moved_close_date_stands_in_the_history_with_who_did_it(
    visit: Visit, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = visit("eva")
    page.goto("/opportunities/?scope=everyone&closing=any&status=open&sort=-amount")
    page.locator("#rows tbody th a").first.click()
    expect(page.locator(".timeline time").first).to_be_visible()

    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Close date").fill("2027-02-26")
    page.get_by_role("button", name="Save").click()

    newest = page.locator(".timeline li").first
    expect(newest).to_contain_text("Feb 26, 2027")
    expect(newest).to_contain_text("Changed here · Eva")
    keep_shot(page, "opportunity")


def test_history_shows_when_a_change_was_learned_later(visit: Visit) -> None:
    page = visit("eva")
    page.goto("/opportunities/?scope=everyone&closing=any&status=open")
    page.locator("#rows tbody th a").first.click()

    day = datetime.now(UTC).date() - timedelta(days=2)
    page.get_by_label("True since").fill(day.isoformat())
    options = page.get_by_label("Stage", exact=True).locator("option").all_inner_texts()
    page.get_by_label("Stage", exact=True).select_option(label=next(one for one in options if "Lost" in one))
    page.get_by_role("button", name="Change the stage").click()

    newest = page.locator(".timeline li").first
    expect(newest.locator("time")).to_contain_text(f"{day:%b} {day.day}")
    expect(newest.locator(".when")).to_contain_text("recorded")
