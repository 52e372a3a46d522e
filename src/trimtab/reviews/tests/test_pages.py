"""Reviews through the browser: exceptions only, nothing typed is lost, the page asks for news and gets only news."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.opportunities.actions import edit_opportunity, log_activity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.reviews import actions
from trimtab.reviews.models import Commitment, Post, Review

pytestmark = pytest.mark.django_db
TOKEN = re.compile('name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def as_ben(ben: User, organisation: Organisation) -> Client:
    return client_for(ben)


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Turbines", owner=ana, process=process, account=acme, close_on=date(2099, 1, 15))


def reviewed(opportunity: Opportunity, *, by: User) -> Review:
    """A review that was closed some days ago."""
    now = timezone.now() - timedelta(days=9)
    fields: dict[str, object] = {"mode": "live", "starts_at": now, "minutes": 40}
    made = actions.plan_review(opportunity, fields=fields, coach=by, by=by, now=now)
    Review.objects.filter(pk=made.pk).update(phase="commit")
    return actions.close_review(made, decision="go_on", record="Go on.", next_on=None, by=by, now=now)


def running(opportunity: Opportunity, *, by: User, phase: str) -> Review:
    now = timezone.now()
    fields: dict[str, object] = {"mode": "live", "starts_at": now, "minutes": 60}
    made = actions.plan_review(opportunity, fields=fields, coach=by, by=by, now=now)
    Review.objects.filter(pk=made.pk).update(phase=phase)
    return Review.objects.get(pk=made.pk)


def test_a_deal_without_news_is_proposed_to_be_skipped(
    as_ben: Client, turbines: Opportunity, ben: User, ana: User, process: Process
) -> None:
    pumps = deal("Pumps", owner=ana, process=process, close_on=date(2099, 1, 15))
    for one in (turbines, pumps):
        reviewed(one, by=ben)
    edit_opportunity(pumps, changes={"close_on": date(2099, 3, 1)}, by=ana, now=timezone.now())

    agenda = as_ben.get("/reviews/").context["agenda"]

    assert [one.opportunity.name for one in agenda.to_discuss] == ["Pumps"]
    assert "from" in agenda.to_discuss[0].since.exceptions[0]
    assert [one.opportunity.name for one in agenda.quiet] == ["Turbines"]
    assert (agenda.minutes, float(agenda.hours_offered)) == (40, 0.7)


def test_of_deals_never_reviewed_only_those_worth_most_are_named(as_ben: Client, ana: User, process: Process) -> None:
    for amount in (10, 20, 30, 400):
        deal(f"Deal {amount}", owner=ana, process=process, amount=amount, close_on=date(2099, 1, 15))

    agenda = as_ben.get("/reviews/").context["agenda"]

    assert [one.opportunity.name for one in agenda.to_discuss] == ["Deal 400"]
    assert len(agenda.quiet) == 3


def test_a_long_agenda_shows_the_first_ones_until_all_are_asked_for(
    as_ben: Client, ana: User, process: Process
) -> None:
    for number in range(40):
        deal(f"Deal {number}", owner=ana, process=process, amount=None, close_on=date(2099, 1, 15))

    page, whole = as_ben.get("/reviews/"), as_ben.get("/reviews/", {"agenda": "all"})

    assert (len(page.context["quiet"]), len(whole.context["quiet"])) == (25, 40)
    assert "Show all 40" in page.content.decode()
    assert "Show all" not in whole.content.decode()


def test_skipping_counts_the_hours_given_back(as_ben: Client, turbines: Opportunity, ben: User) -> None:
    reviewed(turbines, by=ben)

    said = as_ben.post("/reviews/skips/", {"ids": [turbines.pk]}, follow=True).content.decode()

    assert "gives back 40 minutes" in said
    assert "skipping gave back 0.7 hours" in said


def test_the_agenda_asks_the_same_for_few_and_for_many(as_ben: Client, ana: User, ben: User, process: Process) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            as_ben.get("/reviews/")
        return len(asked)

    for number in range(2):
        reviewed(deal(f"Deal {number}", owner=ana, process=process), by=ben)
    few = queries()
    for number in range(2, 9):
        reviewed(deal(f"Deal {number}", owner=ana, process=process), by=ben)

    assert queries() == few


def test_the_page_of_a_review_asks_the_same_for_few_and_for_many_posts(
    as_ben: Client, turbines: Opportunity, ben: User
) -> None:
    review = running(turbines, by=ben, phase="strengths")

    def queries(posts: int) -> int:
        for number in range(posts):
            actions.add_post(review, kind=Post.Kind.STRENGTH, text=str(number), by=ben, now=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            as_ben.get(f"/reviews/{review.pk}/")
        return len(asked)

    assert queries(1) == queries(9)


def test_whoever_has_the_page_gets_only_news(as_ben: Client, turbines: Opportunity, ben: User) -> None:
    review = running(turbines, by=ben, phase="strengths")
    address = f"/reviews/{review.pk}/"
    version = as_ben.get(address).context["page"].version

    unchanged = as_ben.get(f"{address}?seen={version}")
    actions.add_post(review, kind=Post.Kind.STRENGTH, text="Their plant head asks for us", by=ben, now=timezone.now())
    news = as_ben.get(f"{address}?seen={version}")

    assert (unchanged.status_code, unchanged.content) == (204, b"")
    part, page = (TOKEN.sub("", one.content.decode()) for one in (news, as_ben.get(address)))
    assert "Their plant head asks for us" in part
    assert part.strip() in page


def test_bad_input_keeps_what_was_typed(as_ben: Client, turbines: Opportunity, ben: User) -> None:
    review = running(turbines, by=ben, phase="commit")
    typed = {"text": "Finance agrees", "owner": "Nobody Known", "due_on": "2099-01-01", "signal": "", "value": ""}

    again = as_ben.post(f"/reviews/{review.pk}/commitments/", typed)

    assert again.status_code == 422
    assert "Finance agrees" in again.content.decode()
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(("test", "value"), [("at_least", "soon"), ("is", "NaN"), ("at_most", "")])
def test_a_test_needs_a_value_that_suits(
    test: str, value: str, as_ben: Client, turbines: Opportunity, ben: User
) -> None:
    review = running(turbines, by=ben, phase="commit")
    typed = {
        "text": "x",
        "owner": "Ben",
        "due_on": "2099-01-01",
        "signal": "reviews_last",
        "test": test,
        "value": value,
    }

    assert as_ben.post(f"/reviews/{review.pk}/commitments/", typed).status_code == 422


def test_the_minutes_name_nobody_who_spoke_without_a_name(as_ben: Client, turbines: Opportunity, ben: User) -> None:
    review = running(turbines, by=ben, phase="vulnerabilities")
    now, text = timezone.now(), "We have one contact"
    actions.add_post(review, kind=Post.Kind.VULNERABILITY, text=text, is_anonymous=True, by=ben, now=now)

    minutes = as_ben.get(f"/reviews/{review.pk}/minutes/").content.decode()

    assert f"{text} (Without a name)" in minutes


def test_what_changed_and_what_was_promised_opens_the_next_review(
    as_ben: Client, turbines: Opportunity, ben: User, ana: User
) -> None:
    before = reviewed(turbines, by=ben)
    promise = {"text": "The approver is met", "owner": ana, "due_on": date(2020, 1, 2)}
    actions.add_commitment(before, fields=promise, by=ben, now=before.created_at)
    edit_opportunity(turbines, changes={"amount": 5}, by=ana, now=timezone.now())
    note = {"kind": "call", "subject": "Call", "at": timezone.now(), "direction": "out", "outcome": ""}
    log_activity(fields=note, opportunity=turbines, by=ana, now=timezone.now())

    page = as_ben.get(f"/reviews/{running(turbines, by=ben, phase='understand').pk}/").content.decode()

    assert "Amount: from 1,000 EUR to 5 EUR." in page
    assert "1 activity was logged since." in page
    assert "The approver is met" in page
    assert "did it come true?" in page
