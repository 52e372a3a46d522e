"""Calls with Ana's deal, and the people whom she meets there."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.calls import actions
from trimtab.calls.models import Call
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

TOMORROW, YESTERDAY = NOW + timedelta(days=1), NOW - timedelta(days=1)
PLAN: dict[str, Any] = {
    "purpose": "Decide whether a trial is worth it",
    "best": "Kim brings the head of operations on Tuesday",
    "situation": "Who runs the pumps today?",
}


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's deal with Acme."""
    return deal("Acme turbines", owner=ana, process=process, account=acme)


@pytest.fixture
def kim(acme: Account) -> Contact:
    """Buys at Acme."""
    return Contact.objects.create(
        account=acme,
        name="Kim Keller",
        title="Buyer",
        email="kim@acme.example",
        created_at=LONG_AGO,
        changed_at=LONG_AGO,
    )


def planned(
    turbines: Opportunity, *, by: User, at: datetime = TOMORROW, now: datetime = LONG_AGO, **fields: Any
) -> Call:
    """A call of that person with the deal."""
    given = {"title": "Pumps of plant 2", "starts_at": at} | fields
    return actions.plan_call(fields=given, opportunity=turbines, by=by, now=now)
