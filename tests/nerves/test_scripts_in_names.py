"""Whatever people and exports write into names, no browser runs it: with the content security policy and without."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Dialog
from pytest_django.live_server_helper import LiveServer

from tests.cast import NOW, client_for
from tests.nerves.payloads import XSS
from tests.test_access_matrix import World
from trimtab.accounts.models import Account, Contact
from trimtab.connectors.models import ImportRejection, ImportRun
from trimtab.opportunities.models import Activity, FieldChange, Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)
NOT_OURS = "main script:not([src^='/static/']), main iframe, main [onerror], main [onload]"
TEXTS = ("name", "kind", "lead_source", "loss_reason", "next_step")


@pytest.fixture
def scripted(world: World) -> World:
    """Every text that the pages show is a script."""
    texts, model = cycle(XSS), Opportunity.objects.get(pk=world.ids["opportunity"])
    Opportunity.objects.filter(pk=model.pk).update(**{field: next(texts)[:90] for field in TEXTS})
    copied = {name: getattr(model, name) for name in ("owner", "process", "stage", "currency", "status", "account")}
    moments = {"opened_at": NOW, "changed_at": NOW}
    Opportunity.objects.bulk_create(Opportunity(name=text, next_step=text, **copied, **moments) for text in XSS)
    account_texts = {field: next(texts)[:90] for field in ("name", "industry", "region", "segment", "country")}
    Account.objects.filter(pk=world.ids["account"]).update(**account_texts, domain="javascript:document.title='hit'")
    Contact.objects.filter(pk=world.ids["contact"]).update(
        name=XSS[0], title=XSS[3], email="x@example.com", phone=XSS[7]
    )
    people = ((world.people["ana"], XSS[2]), (world.people["ben"], XSS[4]), (world.people["gus"], XSS[13]))
    for person, text in people:
        User.objects.filter(pk=person.pk).update(name=text, title=text)
    Activity.objects.bulk_create(
        Activity(opportunity=model, account=model.account, user=model.owner, kind="call", subject=text, outcome=text,
                 at=NOW, recorded_at=NOW)
        for text in XSS
    )  # fmt: skip
    FieldChange.objects.bulk_create(
        FieldChange(opportunity=model, field="next_step", old=text, new=text, valid_at=NOW, recorded_at=NOW,
                    origin="edit")
        for text in XSS
    )  # fmt: skip
    run = ImportRun.objects.get(pk=world.ids["run"])
    ImportRejection.objects.bulk_create(
        ImportRejection(run=run, table=text[:40], line=line, reason=text[:60], raw=text)
        for line, text in enumerate(XSS)
    )
    return world


@pytest.fixture(params=[False, True], ids=["with the policy", "without it"])
def context(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser that obeys the content security policy, or not."""
    opened = chromium.new_context(base_url=live_server.url, bypass_csp=bool(request.param))
    yield opened
    opened.close()


def places(world: World) -> list[str]:
    ids = world.ids
    query = "scope=everyone&closing=any&status=all"
    return [
        f"/opportunities/?{query}", f"/opportunities/{ids['opportunity']}/",
        f"/opportunities/{ids['opportunity']}/edit/",
        f"/opportunities/{ids['opportunity']}/access/", f"/accounts/?{query}", f"/accounts/{ids['account']}/",
        f"/accounts/{ids['account']}/edit/", f"/accounts/contacts/{ids['contact']}/edit/", "/people/", "/people/teams/",
        f"/people/{ids['person']}/", f"/data/imports/{ids['run']}/", "/opportunities/search/?q=%3C",
        f"/opportunities/?{query}&q=%22%3E%3Csvg%20onload%3Ddocument.title%3D'hit'%3E", "/pipeline/?scope=everyone",
        "/accounts/?region=%3Cscript%3Edocument.title%3D'hit'%3C/script%3E",
    ]  # fmt: skip


def test_no_text_is_run(context: BrowserContext, scripted: World, live_server: LiveServer) -> None:
    session = client_for(scripted.people["finn"]).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page, hits, dialogs = context.new_page(), [], list[str]()

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)

    for place in places(scripted):
        answer = page.goto(place)
        assert answer is not None
        assert answer.status < 500, place
        page.evaluate("document.querySelectorAll('a,input,details,textarea').forEach(one => one.focus())")
        if page.title() == "hit" or page.locator(NOT_OURS).count():
            hits.append(place)

    assert (hits, dialogs) == ([], [])
    assert page.locator("a[href^='javascript']").count() == 0
