"""What a customer opens by three secret links in a real browser, and that nothing of ours is in their pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import OpenPage
from trimtab.accounts.models import Account, Contact
from trimtab.calls.actions import plan_call
from trimtab.mutual.actions import add_plan_person, begin_plan
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.relationships.actions import add_member, begin_map, edit_texts, judge
from trimtab.sharing.actions import make_link
from trimtab.value.actions import add_line, begin_case, keep_version
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "CANARY"  # in everything that is ours alone


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    """A deal with what we think of it, and of the people there."""
    made = deal(f"{CANARY} turbines", owner=ana, process=process, account=acme, next_step=CANARY)
    now = timezone.now()
    kim = Contact.objects.create(account=acme, name="Kim Keller", created_at=now, changed_at=now)
    member = add_member(begin_map(made, by=ana, now=now), contact=kim, by=ana, now=now)
    judge(member, attribute="support", value="enemy", by=ana, now=now)
    edit_texts(member, changes={"note": CANARY}, seen={"note": ""}, by=ana, now=now)
    return made


def links(turbines: Opportunity, by: User) -> list[str]:
    """The addresses of an agenda, a mutual plan and a business case, with a canary in each internal field."""
    now, kim = timezone.now(), Contact.objects.get(name="Kim Keller")
    shown = {"title": "Trial of the pumps", "purpose": "Decide on a trial"}
    meeting = {"starts_at": now + timedelta(2), "contacts": [kim]}
    ours = dict.fromkeys(("reason", "best", "minimum", "risks", "expectation", "problem"), CANARY)
    call = plan_call(fields=shown | meeting | ours, opportunity=turbines, by=by, now=now)
    plan = begin_plan(turbines, fields={"outcome": "Half the downtime"}, template="purchase", by=by, now=now)
    add_plan_person(plan, side="theirs", name="Kim Keller", by=by, now=now)
    plan.steps.update(internal_note=CANARY)
    facts = {"title": "Less downtime", "currency": "EUR", "years": 3, "rate": Decimal(10)}
    case = begin_case(turbines, facts=facts, by=by, now=now)
    for kind, amount in (("benefit", 60_000), ("one_off", 100_000)):
        line = {"label": "Hours" if kind == "benefit" else "Price", "quantity": Decimal(amount), "note": CANARY}
        add_line(case, kind=kind, facts=line, by=by, now=now)
    keep_version(case, by=by, now=now)
    made = []
    for record, pk, purpose in (
        ("call", call.pk, "agenda"),
        ("mutual_plan", plan.pk, "mutual-plan"),
        ("business_case", case.pk, "case"),
    ):
        end = now + timedelta(30)
        token = make_link(record=record, record_id=pk, purpose=purpose, expires_at=end, by=by, now=now)
        made.append(f"/shared/{purpose}/{token}/")
    return made


def test_a_customer_opens_three_links_on_a_phone_and_finds_nothing_of_ours(
    open_page: OpenPage, turbines: Opportunity, ana: User
) -> None:
    customer = open_page(None, width=390)
    asked: list[str] = []
    customer.on("request", lambda request: asked.append(request.url))

    for address, says in zip(links(turbines, ana), ("Decide on a trial", "Half the downtime", "49,211"), strict=True):
        customer.goto(address)
        expect(customer.locator("main")).to_contain_text(says)
        source = customer.content()
        assert [word for word in (CANARY, "enemy", "Enemy", "Supporter", ana.email or "") if word in source] == []
        assert [*faults(customer), sticks_out(customer)] == [0]

    own = customer.url.split("/shared/")[0]
    assert [url for url in asked if not url.startswith(own)] == []
