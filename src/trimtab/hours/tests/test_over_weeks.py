"""What Ana's weeks say together."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.hours import actions
from trimtab.hours.actions import Allotted
from trimtab.hours.models import week_of
from trimtab.hours.queries import customer_hours_by_account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/hours/over-weeks/"


def weeks_back(count: int) -> date:
    return week_of(timezone.now().date()) - timedelta(weeks=count)


def write(ana: User, weeks: int) -> None:
    """Weeks of 45 hours: 13 for customers, 32 of reports that finance asks for."""
    hours = {"meeting": Allotted(13 * 60), "reporting": Allotted(32 * 60, "finance")}
    for count in range(1, weeks + 1):
        actions.allot_week(weeks_back(count), hours, by=ana, now=timezone.now())


def test_nothing_written_down_invites_to_begin(ana: User) -> None:
    page = client_for(ana).get(ADDRESS).content.decode()

    assert "No whole week is written down yet." in page
    assert 'href="/hours/"' in page


def test_few_weeks_say_what_they_cannot_tell(ana: User) -> None:
    write(ana, 3)

    page = client_for(ana).get(ADDRESS).content.decode()

    assert "28.9% of your hours went to customers, in 3 weeks." in page
    assert "cannot be told: 3 weeks are written down, it takes 8" in page
    assert "it takes 1 week more to say how many hours a week has" in page
    assert "it takes 8 deals and 26 weeks" in page


def test_load_above_120_percent_is_advised_with_the_largest_burden(ana: User, acme: Account, process: Process) -> None:
    """45 hours, 13 for customers, 1.5 for a deal: 8 are carried; 11 open ones are 126.9 %."""
    write(ana, 4)
    for number in range(11):
        deal(f"Deal {number}", owner=ana, process=process, account=acme)

    page = client_for(ana).get(ADDRESS, {"per_deal": "1.5"}).content.decode()

    assert "13 hours a week with customers carry 8 deals; 11 are open: a load of 126.9%." in page
    assert "End or hand over 1 deal or free 0.8 hours a week." in page
    assert "The largest burden: Finance, 32 hours a week." in page


def test_burden_opens_its_entries(ana: User) -> None:
    write(ana, 1)

    answer = client_for(ana).get(ADDRESS, {"source": "finance"})

    assert [one.category for one in answer.context["rows"]] == ["reporting"]


def test_deal_that_takes_nothing_is_asked_again(ana: User) -> None:
    assert client_for(ana).get(ADDRESS, {"per_deal": "0"}).status_code == 422


def test_hours_with_accounts_count_in_the_weeks_that_name_one(ana: User, acme: Account) -> None:
    now, this, before = timezone.now(), weeks_back(1), weeks_back(2)
    actions.add_entry(fields={"day": this, "minutes": 90, "category": "meeting", "account": acme}, by=ana, now=now)
    actions.allot_week(this, {"follow_up": Allotted(60)}, by=ana, now=now)
    actions.allot_week(before, {"follow_up": Allotted(600)}, by=ana, now=now)

    weeks, hours = customer_hours_by_account(ana, first=before, last=this)

    assert weeks == {this}
    assert hours == {acme.pk: 1.5, None: 1.0}
