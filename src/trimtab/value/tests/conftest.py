"""A deal of Ana's, and the business case of method fixture F25."""

from datetime import timedelta

import pytest

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.value.models import BusinessCase
from trimtab.value.tests.builders import TODAY, case_of, line


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's deal with Acme."""
    return deal("Acme turbines", owner=ana, process=process, account=acme, close_on=TODAY + timedelta(90))


@pytest.fixture
def f25(turbines: Opportunity, ana: User) -> BusinessCase:
    """Method fixture F25: 100,000 once, 60,000 a year for three years, at 10 percent."""
    made = case_of(turbines, by=ana)
    line(made, "benefit", 60_000, by=ana)
    line(made, "one_off", 100_000, by=ana)
    return made
