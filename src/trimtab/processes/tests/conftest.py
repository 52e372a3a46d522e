"""What most tests of this room begin with."""

import pytest

from tests.cast import LONG_AGO
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.processes.models import ProcessVersion
from trimtab.processes.tests.builders import only_process


@pytest.fixture
def version(finn: User) -> ProcessVersion:
    """Seven steps, for everybody, since long ago."""
    return only_process(finn)


@pytest.fixture
def robots(ana: User, acme: Account, process: Process, version: ProcessVersion) -> Opportunity:
    """Ana's deal with Acme, which follows the seven steps."""
    return deal("Robots", owner=ana, process=process, account=acme, now=LONG_AGO)
