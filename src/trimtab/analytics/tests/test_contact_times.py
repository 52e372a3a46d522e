"""When levers were first pulled that only the records themselves tell of."""

from datetime import timedelta

import numpy as np
import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.analytics.causes.contact_times import leader_at, meeting_at, next_step_at, third_contact_at
from trimtab.analytics.tests.world import change, opportunity
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity, Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(ana: User, acme: Account, process: Process) -> Opportunity:
    return opportunity("Turbine", owner=ana, process=process, opened=NOW - timedelta(days=60), account=acme)


def day(number: int) -> float:
    return (NOW + timedelta(days=number)).timestamp()


def met(deal: Opportunity, *titles: str, on: int, kind: str = "call", part: str = "attended", **fields: object) -> None:
    """An activity in which contacts with these titles took part."""
    at = NOW + timedelta(days=on)
    activity = Activity.objects.create(kind=kind, at=at, recorded_at=at, opportunity=deal, **fields)
    for title in titles:
        facts = {"account": deal.account, "name": title, "title": title, "created_at": at, "changed_at": at}
        contact, _is_new = Contact.objects.get_or_create(name=title, defaults=facts)
        ActivityParty.objects.create(activity=activity, contact=contact, part=part)


def test_the_third_contact_counts_when_he_first_takes_part(deal: Opportunity) -> None:
    met(deal, "Buyer", "Engineer", on=1)
    met(deal, "Buyer", "Engineer", on=2)
    met(deal, "Buyer", "Lawyer", on=3)
    met(deal, "Planner", on=4)

    assert third_contact_at([deal.pk]).of_list([deal.pk]) == [day(3)]


def test_whoever_was_absent_did_not_take_part(deal: Opportunity) -> None:
    met(deal, "Buyer", "Engineer", on=1)
    met(deal, "Lawyer", on=2, part="absent")
    met(deal, "Planner", on=3, archived_at=NOW)

    assert third_contact_at([deal.pk]).of_list([deal.pk]) == [np.inf]


def test_a_leader_counts_from_the_first_time(deal: Opportunity) -> None:
    met(deal, "Engineer", on=1)
    met(deal, "Head of IT", on=2)
    met(deal, "Chief Executive Officer", on=3)

    assert leader_at([deal.pk]).of_list([deal.pk]) == [day(2)]


def test_the_first_meeting_counts(deal: Opportunity) -> None:
    met(deal, on=1)
    met(deal, on=5, kind="meeting")
    met(deal, on=2, kind="meeting")

    assert meeting_at([deal.pk]).of_list([deal.pk]) == [day(2)]


def test_a_next_step_counts_when_it_is_first_written(deal: Opportunity) -> None:
    change(deal, at=NOW + timedelta(days=1), next_step="")
    change(deal, at=NOW + timedelta(days=2), next_step="Send the offer")
    change(deal, at=NOW + timedelta(days=3), next_step="Call")

    assert next_step_at([deal.pk]).of_list([deal.pk]) == [day(2)]


def test_a_deal_on_which_nothing_was_done_never_had_it(deal: Opportunity) -> None:
    assert third_contact_at([]).of_list([deal.pk]) == [np.inf]
    assert leader_at([deal.pk]).of_list([deal.pk]) == [np.inf]
