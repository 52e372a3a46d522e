"""Every page for everybody: phone, dark, large print, assistive technology, without JavaScript, under the policy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, sign_in
from tests.journeys.sites import Site
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.slow
FIRST = {
    "opportunity": ("/opportunities/?scope=everyone&closing=any", "#rows tbody th a"),
    "account": ("/accounts/", "main tbody th a[href^='/accounts/']"),
    "person": ("/people/", "main tbody a"),
    "rows": ("/pipeline/", "main a[href*='/pipeline/rows/']"),
    "import": ("/data/", "main tbody a"),
    "team": ("/people/teams/", "main tbody th a"),
    "process": ("/settings/processes/", "main tbody th a"),
    "own-field": ("/settings/fields/", "main tbody th a"),
    "plan": ("/accounts/plans/?scope=everyone", "main tbody th a"),
    "mutual-plan": ("/mutual-plans/?scope=everyone", "main tbody th a"),
}
PLACES = {
    "calls": "/calls/", "call-new": "/calls/new/", "today": "/today/", "advice": "/today/advice/",
    "what-works": "/pipeline/what-works/", "pilots": "/pilots/", "pilot-new": "/pilots/new/",
    "pipeline": "/pipeline/", "what-if": "/pipeline/what-if/", "odds": "/pipeline/odds/",
    "forecast": "/pipeline/forecast/", "forecast-record": "/pipeline/forecast/track-record/",
    "trends": "/pipeline/trends/", "vanishing": "/pipeline/trends/vanishing/",
    "telephone": "/pipeline/trends/telephone/",
    "tomorrow": "/pipeline/trends/tomorrow/", "information": "/pipeline/trends/information/",
    "agreement": "/pipeline/trends/agreement/",
    "targets": "/pipeline/targets/", "definitions": "/pipeline/definitions/",
    "setbacks": "/pipeline/setbacks/", "service": "/pipeline/service/",
    "opportunities": "/opportunities/", "accounts": "/accounts/", "people": "/people/", "teams": "/people/teams/",
    "settings": "/settings/", "organisation": "/settings/organisation/", "currencies": "/settings/currencies/",
    "currency": "/settings/currencies/USD/", "rate-lines": "/settings/currencies/rates/",
    "rules": "/settings/definitions/", "rule": "/settings/definitions/silence/", "processes": "/settings/processes/",
    "restatements": "/settings/restatements/", "own-fields": "/settings/fields/",
    "territories": "/settings/territories/", "solutions": "/settings/solutions/", "audit": "/settings/audit/",
    "definition": "/pipeline/definitions/coverage/", "profile": "/people/profile/", "data": "/data/",
    "board": "/opportunities/board/?scope=everyone&closing=any",
    "quadrant": "/accounts/where-to-spend-the-time/", "capacity": "/accounts/where-to-spend-the-time/hours/",
    "ideal-customer": "/accounts/ideal-customer/", "targets-to-win": "/accounts/targets/?scope=everyone",
    "import-new": "/data/imports/new/", "sample-removal": "/data/sample-removal/",
    "opportunity-new": "/opportunities/new/", "contacts": "/accounts/contacts/?scope=everyone",
    "activities": "/opportunities/activities/?scope=everyone", "saved-views": "/people/views/",
    "can-close": "/opportunities/can-close/?scope=everyone&period=FY2027",
    "opportunities-wide": "/opportunities/?closing=any&columns=next_step,amount,stage,opened_at,segment,process,status",
    "recent-changes": "/changes/", "notices": "/notices/", "plans": "/accounts/plans/?scope=everyone",
    "threats": "/accounts/threats/", "concentration": "/accounts/concentration/?scope=everyone",
    "defections": "/accounts/defections/?scope=everyone",
    "research": "/research/", "research-feeds": "/research/feeds/", "network": "/network/",
    "markets": "/accounts/markets/",
    "duplicates": "/duplicates/account/?by=name",
    "duplicate-opportunities": "/duplicates/opportunity/",
    "actions": "/accounts/actions/?scope=everyone", "month": "/accounts/actions/calendar/?scope=everyone",
    "mutual-plans": "/mutual-plans/?scope=everyone", "reviews": "/reviews/?scope=everyone",
    "playbook": "/playbook/", "persistence": "/cadences/persistence/",
    "hours": "/hours/", "hours-over-weeks": "/hours/over-weeks/",
    "search": "/search/?q=a", "search-recent": "/search/", "search-nothing": "/search/?q=qqqq",
}  # fmt: skip
# Width, whether in the dark, whether axe looks too: at each colour and each arrangement. The page is loaded once.
LOOKS = {
    "light": (1280, False, True), "twice-as-large": (640, False, False), "phone-light": (390, False, True),
    "phone": (390, True, True),
}  # fmt: skip
KEPT = {"light", "phone"}  # as pictures


def addresses(page: Page) -> dict[str, str]:
    """Every kind of page, by name."""
    found = dict(PLACES)
    for name, (where, link) in FIRST.items():
        page.goto(where)
        found[name] = str(page.locator(link).first.get_attribute("href"))
    found["plan-files"] = f"{found['plan']}files/"
    page.goto(found["process"])
    stage = str(page.locator("main tbody th a").first.get_attribute("href"))
    found |= {"stage": stage, "stage-remapping": f"{stage}remapping/"}
    page.goto("/competitors/?q=Rivalo")  # the sample's largest deals are against them
    page.locator("main tbody th a").first.click()
    found["competition"] = str(page.locator("#deals th a").first.get_attribute("href"))
    page.goto(PLACES["duplicates"])
    found["merge"] = str(page.locator("main td a.button").first.get_attribute("href"))
    page.goto(found["account"])
    found["contact"] = str(page.locator("main a[href^='/accounts/contacts/']").first.get_attribute("href"))
    found |= {
        "goals": f"{found['account']}goals/",
        "account-access": f"{found['account']}access/",
        "contact-access": f"{found['contact']}access/",
    }
    found["account-people"] = f"{found['account']}people/"
    found["backup"] = f"{found['account']}backup/"
    found |= {"plan-calendar": f"{found['plan']}calendar/", "plan-white-space": f"{found['plan']}white-space/"}
    return found | {"opportunity-edit": f"{found['opportunity']}edit/", "access": f"{found['opportunity']}access/",
                    "opportunity-odds": f"{found['opportunity']}odds/",
                    "opportunity-value": f"{found['opportunity']}value/", "value-library": "/settings/value-library/",
                    "opportunity-process": f"{found['opportunity']}process/?step=all"}  # fmt: skip


@pytest.mark.parametrize("half", [0, 1])  # two workers share the pages
def test_everybody_can_use_every_page(visit: Visit, half: int, keep_shot: Callable[[Page, str], Path]) -> None:
    page = visit("finn", width=1280)
    page.goto(PLACES["forecast"])  # the first one is made now, and its page then comes anew by itself
    expect(page.locator(".progress")).to_have_count(0, timeout=180_000)
    wrong = {}

    for name, address in list(addresses(page).items())[half::2]:
        response = page.goto(address)
        assert response is not None
        if response.status != 200:
            wrong[name] = [str(response.status)]
        for look in LOOKS:
            found = faults_in(page, look)
            if found:
                wrong[f"{name} {look}"] = found
            if look in KEPT:
                keep_shot(page, f"{name}-{look}")

    assert wrong == {}


def faults_in(page: Page, look: str) -> list[str]:
    """What is wrong with the page as it looks then."""
    width, is_dark, is_examined = LOOKS[look]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if is_dark else "light")
    found = faults(page) if is_examined else []
    return [*found, *([f"{sticks_out(page)} pixels too wide"] if sticks_out(page) else [])]


def test_everybody_can_sign_in_on_a_phone_in_the_dark(visit: Visit, keep_shot: Callable[[Page, str], Path]) -> None:
    page = visit(width=390, dark=True)

    page.goto("/")

    keep_shot(page, "sign-in-phone")
    assert (faults(page), sticks_out(page)) == ([], 0)


def test_site_works_without_javascript(browse: Callable[..., Page], sample_site: Site) -> None:
    page = browse(sample_site, java_script_enabled=False)
    sign_in(page, sample_site, "finn")
    page.goto("/opportunities/?scope=everyone&closing=any&status=open")

    page.get_by_role("combobox", name="Status").select_option("won")
    page.get_by_role("button", name="Show", exact=True).last.click()
    expect(page.locator("#rows tbody tr").first).to_contain_text("Closed Won")
    page.locator("#rows tbody th a").first.click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Next step").fill("Thank them")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("main")).to_contain_text("Next step: Thank them")


def test_import_form_works_without_javascript(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("Id,Name,Industry\nA-1,Plain Sailing,Transport\nA-2,Plain Rowing,Transport\n")
    page = visit("finn", java_script_enabled=False)
    page.goto("/data/imports/new/")
    page.get_by_label("Name of the system they come from").fill("plain")
    page.get_by_label("Files", exact=True).set_input_files(file)

    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("button", name="See what would change").click()
    for _ in range(60):
        page.wait_for_timeout(1_000)
        page.reload()
        if page.get_by_role("button", name="Import", exact=True).count():
            break

    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()


def test_keyboard_reaches_the_content_first(visit: Visit) -> None:
    page = visit("eva")
    page.goto("/pipeline/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
