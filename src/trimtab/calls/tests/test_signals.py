"""What rules may look at of calls."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.calls import actions
from trimtab.calls.signals import SIGNALS, signals_of
from trimtab.calls.tests.conftest import planned
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_nothing_is_known_where_nobody_ever_met(turbines: Opportunity) -> None:
    found = signals_of([turbines], TODAY)[turbines.pk]

    assert found == {one.key: None for one in SIGNALS}


def test_two_calls_since_the_last_advance_one_in_three_days(ana: User, turbines: Opportunity) -> None:
    for days, outcome in ((20, "advance"), (10, "continuation"), (4, "refusal")):
        call = planned(turbines, by=ana, at=NOW - timedelta(days=days))
        actions.debrief_call(call, outcome=outcome, by=ana, now=NOW)
    planned(turbines, by=ana, at=NOW + timedelta(days=3))

    found = signals_of([turbines], TODAY)[turbines.pk]

    assert found == {
        "calls_next_in": 3,
        "calls_without_advance": 2,
        "calls_last_with_customer": 4,
        "calls_next_is_planned": False,
    }


def test_meetings_of_the_calendar_count_too(ana: User, turbines: Opportunity) -> None:
    for days in (-6, 2):
        fields = {"kind": "meeting", "subject": "Visit", "at": NOW + timedelta(days=days)}
        log_activity(fields=fields, opportunity=turbines, by=ana, now=NOW)

    found = signals_of([turbines], TODAY)[turbines.pk]

    assert (found["calls_next_in"], found["calls_last_with_customer"]) == (2, 6)


def test_many_opportunities_take_no_more_queries(ana: User, acme: Account, process: Process) -> None:
    deals = [deal(f"D{number}", owner=ana, process=process, account=acme) for number in range(5)]
    for one in deals:
        actions.debrief_call(planned(one, by=ana, at=NOW - timedelta(days=1)), outcome="advance", by=ana, now=NOW)

    signals_of(deals, TODAY)  # the organisation is made when it is first asked for
    with CaptureQueriesContext(connection) as few:
        signals_of(deals[:1], TODAY)
    with CaptureQueriesContext(connection) as many:
        signals_of(deals, TODAY)

    assert len(few) == len(many) <= 7
