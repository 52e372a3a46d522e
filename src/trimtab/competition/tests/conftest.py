"""Ana's deal with Acme: Kim of the inner circle decides, Lea evaluates; Rivalo wants it too."""

from dataclasses import dataclass

import pytest

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.competition import actions
from trimtab.competition.models import Competitor, Contender
from trimtab.opportunities.models import ContactRole, Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.relationships.actions import begin_map, judge
from trimtab.relationships.models import Member


@dataclass(frozen=True)
class Deal:
    """The opportunity and who is in it."""

    opportunity: Opportunity
    kim: Member
    lea: Member
    rivalo: Contender


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme turbines", owner=ana, process=process, account=acme, at="Proof")


@pytest.fixture
def rivalo(ana: User) -> Competitor:
    return actions.add_competitor(fields={"name": "Rivalo"}, by=ana, now=NOW)


@pytest.fixture
def contest(ana: User, acme: Account, turbines: Opportunity, rivalo: Competitor) -> Deal:
    """Kim decides and belongs to the inner circle; nothing is judged of Lea."""
    for name, role in (("Kim Keller", "Decision maker"), ("Lea Lopez", "Evaluator")):
        contact = Contact.objects.create(account=acme, name=name, created_at=LONG_AGO, changed_at=LONG_AGO)
        ContactRole.objects.create(opportunity=turbines, contact=contact, role=role)
    shown = begin_map(turbines, by=ana, now=NOW)
    kim, lea = (shown.members.get(name=name) for name in ("Kim Keller", "Lea Lopez"))
    judge(kim, attribute="influence", value="inner", by=ana, now=NOW)
    return Deal(turbines, kim, lea, actions.add_contender(turbines, rivalo, by=ana, now=NOW))
