"""Deals of Ana's that ended, against Rivalo."""

from collections.abc import Callable

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.competition.tests.conftest import rivalo
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

__all__ = ["ended", "rivalo"]


@pytest.fixture
def ended(ana: User, acme: Account, process: Process) -> Callable[..., Opportunity]:
    """Makes a deal that ended so."""

    def ended(end: str = "Lost", name: str = "Acme turbines", loss_reason: str = "") -> Opportunity:
        return deal(
            name,
            owner=ana,
            process=process,
            account=acme,
            at=end,
            close_on=NOW.date(),
            now=NOW,
            loss_reason=loss_reason,
        )

    return ended
