"""A real log of changes from the import command to the review: 158,027 events of 2,800 opportunities, 2015 and 2016."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.sites import Site, running
from tests.support import run_trimtab

pytestmark = pytest.mark.slow
OPEN, WON, LOST = ("6", "5", "3", "2"), ("4", "9"), ("1", "8")
PERIOD = "scope=everyone&period=FY2016-Q3"


@pytest.fixture(scope="module")
def real_site(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The log imported as its reader would: what the numbered stages mean stands in a file."""
    home = tmp_path_factory.mktemp("real") / "home"
    mapping = home.parent / "mapping.json"
    opened = [{"name": f"Stage {number}", "kind": "open", "order": place} for place, number in enumerate(OPEN, 1)]
    ended = [{"name": f"Stage {n}", "kind": kind} for kind, ns in (("won", WON), ("lost", LOST)) for n in ns]
    mapping.write_text(json.dumps({"stages": opened + ended}))
    printed = [
        run_trimtab(*command, home=home)
        for command in (
            ["migrate"],
            ["import", str(shared_data / "semicon_pipeline"), "--source", "log", "--mapping", str(mapping), "--yes"],
            ["administrator", "dov@example.com"],
            ["extract"],
        )
    ]
    assert [step.returncode for step in printed] == [0, 0, 0, 0], printed
    with running("serve", home=home) as site:
        yield Site(site.url, home, {"dov@example.com": printed[2].stdout.split()[-1]})


def test_review_of_a_real_log_opens_and_its_figures_open_their_rows(
    browse: Callable[..., Page], real_site: Site, keep_shot: Callable[[Page, str], Path]
) -> None:
    page = browse(real_site)
    sign_in(page, real_site, "dov")

    page.goto(f"/pipeline/?{PERIOD}")
    keep_shot(page, "review-of-a-real-log")
    last = page.locator(".beside tbody tr.sum").last.get_by_role("link")
    number = last.inner_text()
    last.click()

    expect(page.locator(".by").first).to_have_text(re.compile(rf"{number} rows?\."))
    page.locator("main tbody th a").first.click()
    expect(page.locator(".timeline li").first).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("→ Stage")
    assert keep_shot(page, "opportunity-of-a-real-log").exists()
