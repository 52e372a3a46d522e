"""Two deals of Ana's at Acme, and one of Cleo's at Bolt."""

import pytest

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme turbines", owner=ana, process=process, account=acme)


@pytest.fixture
def pumps(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme pumps", owner=ana, process=process, account=acme)


@pytest.fixture
def fleet(cleo: User, bolt: Account, process: Process) -> Opportunity:
    return deal("Bolt fleet", owner=cleo, process=process, account=bolt)
