"""What several tests of opportunities use."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def three(ana: User, acme: Account, process: Process, now: datetime) -> list[Opportunity]:
    """Ana's three open ones: A closes in a year and is small, B closed long ago on paper, C has no date or amount."""
    today = now.date()
    return [
        deal("A", owner=ana, account=acme, process=process, amount=10, close_on=today + timedelta(365), kind="New"),
        deal("B", owner=ana, process=process, amount=20, close_on=today - timedelta(365), at="Proof"),
        deal("C", owner=ana, process=process, amount=None),
    ]
