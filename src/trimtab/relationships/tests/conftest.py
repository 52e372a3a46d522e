"""Ana's customer Acme with three people: Kim decides, Lea advises and reports to Kim, Max buys."""

from datetime import datetime
from typing import Any

import pytest

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.relationships import actions
from trimtab.relationships.models import Member, PeopleMap


def contact(name: str, *, account: Account, **fields: Any) -> Contact:
    """Somebody who works there."""
    return Contact.objects.create(account=account, name=name, created_at=LONG_AGO, changed_at=LONG_AGO, **fields)


def judge(member: Member, *, by: User, now: datetime = NOW, **values: str) -> None:
    """Judge several attributes of a person."""
    for attribute, value in values.items():
        actions.judge(member, attribute=attribute, value=value, by=by, now=now)


@pytest.fixture
def kim(acme: Account) -> Contact:
    return contact("Kim Keller", account=acme, title="Finance director")


@pytest.fixture
def lea(acme: Account, kim: Contact) -> Contact:
    return contact("Lea Lopez", account=acme, title="Head of plants", reports_to=kim)


@pytest.fixture
def max_(acme: Account) -> Contact:
    return contact("Max Meyer", account=acme, title="Buyer")


@pytest.fixture
def acme_map(acme: Account, ana: User, kim: Contact, lea: Contact, max_: Contact) -> PeopleMap:
    """All three, nobody judged."""
    return actions.begin_map(acme, by=ana, now=NOW)


@pytest.fixture
def on_map(acme_map: PeopleMap) -> dict[str, Member]:
    """The people on Acme's map by first name."""
    return {str(one).split()[0]: one for one in acme_map.members.select_related("contact", "map__account")}


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's deal with Acme."""
    return deal("Acme turbines", owner=ana, process=process, account=acme)
