"""The customer's side of the link: ticks, comments, proposals; nothing internal; nothing twice."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import NOW, client_for
from tests.nerves.at_once import at_once
from trimtab.accounts.models import Account, Contact
from trimtab.collaboration.models import Notice
from trimtab.core.models import Event, Organisation
from trimtab.mutual.actions import Said, accept_date, edit_step, refuse_date, take_reply
from trimtab.mutual.exports import calendar_of, texts_of
from trimtab.mutual.models import MutualPlan, Reply, Step
from trimtab.mutual.shareable import shared_plan_of
from trimtab.mutual.tests.builders import TODAY, buyer, link_to, plan_for
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.sharing.models import SecretLink, SharedPost

CANARY = "canary-77"
LATER = TODAY + timedelta(40)


@pytest.fixture
def turbines(ana: User, process: Process, acme: Account) -> Opportunity:
    return deal(f"Turbines {CANARY}", owner=ana, process=process, account=acme, next_step=CANARY, kind=CANARY)


@pytest.fixture
def plan(turbines: Opportunity, ana: User) -> MutualPlan:
    """The first step is the customer's, the others are ours."""
    made = plan_for(turbines, by=ana)
    edit_step(made.steps.earliest("position"), changes={"theirs": buyer(made, by=ana)}, by=ana, now=NOW, today=TODAY)
    return made


class Customer:
    """Somebody with the link and no account."""

    def __init__(self, plan: MutualPlan, by: User) -> None:
        self.client, self.plan = Client(), plan
        self.link, self.token = link_to(plan, by=by, now=timezone.now())
        self.place = f"/shared/mutual-plan/{self.token}/"

    def look(self) -> str:
        return self.client.get(self.place).content.decode()

    def form_token(self) -> str:
        found = re.search(r'name="form_token" value="([^"]+)"', self.look())
        assert found is not None
        return found[1]

    def say(self, **typed: Any) -> Any:
        return self.client.post(self.place, {"name": "Kim", "form_token": self.form_token()} | typed)


@pytest.fixture
def customer(plan: MutualPlan, ana: User) -> Customer:
    return Customer(plan, ana)


def first_of(plan: MutualPlan) -> Step:
    return plan.steps.earliest("position")


@pytest.mark.django_db
def test_the_customer_ticks_a_step_and_our_owner_is_told(customer: Customer, ana: User) -> None:
    step = first_of(customer.plan)

    answer = customer.say(**{f"done_{step.pk}": "on", f"text_{step.pk}": "Signed off on Monday"})

    step.refresh_from_db()
    assert (answer.status_code, step.status) == (302, "done")
    assert Reply.objects.values_list("kind", "said_by", "text").get() == ("tick", "Kim", "Signed off on Monday")
    assert Event.objects.filter(verb="mutual_plan.answered", by_id=None).count() == 1
    told = Notice.objects.get(user=ana)
    assert told.comment.text.startswith("Kim: Agree on the problem")
    assert "Somebody outside wrote" in client_for(ana).get("/notices/").content.decode()


@pytest.mark.django_db
def test_a_step_of_ours_cannot_be_ticked_by_the_customer(customer: Customer) -> None:
    ours = customer.plan.steps.latest("position")

    answer = customer.say(**{f"done_{ours.pk}": "on"})

    ours.refresh_from_db()
    assert (answer.status_code, ours.status) == (422, "not_started")


@pytest.mark.django_db
def test_a_proposed_date_stands_beside_ours_until_it_is_taken(customer: Customer, ana: User) -> None:
    step = customer.plan.steps.latest("position")
    customer.say(**{f"date_{step.pk}": LATER.isoformat()})
    before = Step.objects.get(pk=step.pk).due_on

    accept_date(Reply.objects.get(), by=ana, now=NOW)

    step.refresh_from_db()
    assert (before, step.due_on) == (None, LATER)
    assert "accepted" in customer.look()


@pytest.mark.django_db
def test_a_refused_date_leaves_ours_and_a_newer_one_takes_the_place_of_an_older(customer: Customer, ana: User) -> None:
    step = customer.plan.steps.latest("position")
    for days in (1, 2):
        customer.say(**{f"date_{step.pk}": (LATER + timedelta(days)).isoformat()})
    waiting = [one for one in Reply.objects.order_by("pk") if one.is_waiting]

    refuse_date(waiting[0], by=ana, now=NOW)

    assert [one.proposed_on for one in waiting] == [LATER + timedelta(2)]
    assert Step.objects.get(pk=step.pk).due_on is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [{}, {"name": "", "text": "x"}, {"text": "x" * 20_001}, {"form_token": "", "text": "x"}],
    ids=["nothing", "no name", "too long", "no form of ours"],
)
def test_bad_input_shows_the_form_with_what_was_typed(typed: dict[str, str], customer: Customer) -> None:
    answer = customer.say(**typed)

    assert answer.status_code == 422
    assert typed.get("text", "") in answer.content.decode()
    assert not Reply.objects.exists()


@pytest.mark.django_db
def test_what_they_write_runs_nowhere(customer: Customer, ana: User, turbines: Opportunity) -> None:
    customer.say(name="<b>Kim</b>", text="<script>alert(1)</script>")

    inside = client_for(ana).get(f"/opportunities/{turbines.pk}/mutual-plan/").content.decode()
    for page in (inside, customer.look()):
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


@pytest.mark.django_db
def test_nothing_internal_stands_in_page_calendar_or_pdf(
    customer: Customer, plan: MutualPlan, turbines: Opportunity, ana: User, organisation: Organisation
) -> None:
    # A word in every field that is ours: of the step, the deal, the people, the link, the customer's record.
    edit_step(first_of(plan), changes={"internal_note": CANARY, "note": "For you"}, by=ana, now=NOW, today=TODAY)
    Account.objects.filter(name="Acme").update(segment=CANARY, region=CANARY, industry=CANARY)
    Contact.objects.create(account=turbines.account, name=CANARY, created_at=NOW, changed_at=NOW)
    SecretLink.objects.update(note=CANARY)
    Opportunity.objects.filter(pk=turbines.pk).update(loss_reason=CANARY, lead_source=CANARY)
    shared = shared_plan_of(plan.pk)
    assert shared is not None

    pages = [customer.look(), calendar_of(shared, now=NOW).decode(), str(texts_of(shared, organisation="Trimtab"))]

    assert [CANARY in page for page in pages] == [False] * 3
    assert "For you" in pages[0]
    assert str(ana.email) not in pages[0]


@pytest.mark.django_db
def test_the_files_open_by_the_link(customer: Customer) -> None:
    pdf = customer.client.get(f"{customer.place}plan.pdf")
    calendar = customer.client.get(f"{customer.place}plan.ics")
    other = customer.client.get(f"{customer.place}plan.exe")

    assert pdf.content.startswith(b"%PDF")
    assert b"SUMMARY:Half the downtime" in calendar.content
    assert (pdf["Cache-Control"], other.status_code) == ("no-store", 404)


@pytest.mark.django_db
def test_the_plan_of_an_archived_deal_is_not_there(customer: Customer, turbines: Opportunity) -> None:
    Opportunity.objects.filter(pk=turbines.pk).update(archived_at=NOW)

    assert customer.client.get(customer.place).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_fifty_posts_with_one_key_exactly_one_counts(plan: MutualPlan, ana: User) -> None:
    link, _token = link_to(plan, by=ana)
    said = [Said("comment", text="Once")]

    def post() -> bool:
        return take_reply(plan, said=said, name="Kim", link=link, key="k", now=NOW, today=TODAY)

    taken = [one for _batch in range(5) for one in at_once([post] * 10)]

    assert taken.count(True) == 1
    assert (Reply.objects.count(), SharedPost.objects.count()) == (1, 1)
