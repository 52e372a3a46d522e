"""A deal of Ana's with a competitor."""

import pytest

from tests.cast import LONG_AGO
from trimtab.accounts.models import Account
from trimtab.competition.actions import add_competitor, add_contender
from trimtab.competition.models import Contender
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User


@pytest.fixture
def pumps(ana: User, acme: Account, process: Process) -> Opportunity:
    """What Ana wants to sell to Acme."""
    return deal("Acme pumps", owner=ana, process=process, account=acme)


@pytest.fixture
def rival(pumps: Opportunity, ana: User) -> Contender:
    """Somebody else who wants to sell to Acme."""
    competitor = add_competitor(fields={"name": "Rivalo"}, by=ana, now=LONG_AGO)
    return add_contender(pumps, competitor, by=ana, now=LONG_AGO)
