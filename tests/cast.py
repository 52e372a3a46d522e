"""The named cast of every test: who they are and why they are there.

    company
    ├── north   Ben leads it, Ana sells in it
    └── south   Cleo sells in it

Eva leads the company, Finn does sales operations, Dov administers. Acme is Ana's customer, Bolt is Cleo's.
"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from trimtab.accounts.models import Account, AccountMember
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Process, Stage
from trimtab.people.actions import create_team
from trimtab.people.models import Team, User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)


def person(name: str, *, role: str, team: Team | None = None, **fields: object) -> User:
    """Somebody who can sign in."""
    return User.objects.create_user(
        f"{name.lower()}@example.com", "a long password", name=name, role=role, team=team, **fields
    )


def client_for(user: User | None) -> Client:
    """A browser in which that person is signed in; None: a stranger."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def account(name: str, *, owner: User | None, **fields: object) -> Account:
    """A customer; its owner is a member."""
    made = Account.objects.create(
        **{"name": name, "owner": owner, "created_at": LONG_AGO, "changed_at": LONG_AGO} | fields
    )
    if owner is not None:
        AccountMember.objects.create(account=made, user=owner)
    return made


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Reports in euros, fiscal year from January, in UTC."""
    return Organisation.get()


@pytest.fixture
def company(db: None) -> Team:
    return create_team(name="Company", parent=None, by=None, now=LONG_AGO)


@pytest.fixture
def north(company: Team) -> Team:
    return create_team(name="North", parent=company, by=None, now=LONG_AGO)


@pytest.fixture
def south(company: Team) -> Team:
    return create_team(name="South", parent=company, by=None, now=LONG_AGO)


@pytest.fixture
def ana(north: Team) -> User:
    """Sells in the north."""
    return person("Ana", role=User.Role.SELLER, team=north)


@pytest.fixture
def ben(north: Team) -> User:
    """Leads the north, so he leads Ana."""
    return person("Ben", role=User.Role.MANAGER, team=north)


@pytest.fixture
def cleo(south: Team) -> User:
    """Sells in the south: a stranger to Ana's records."""
    return person("Cleo", role=User.Role.SELLER, team=south)


@pytest.fixture
def dov(db: None) -> User:
    """Administers."""
    return person("Dov", role=User.Role.ADMINISTRATOR)


@pytest.fixture
def eva(company: Team) -> User:
    """Leads the company."""
    return person("Eva", role=User.Role.LEADER, team=company)


@pytest.fixture
def finn(db: None) -> User:
    """Does sales operations: brings the exports in."""
    return person("Finn", role=User.Role.OPERATIONS)


@pytest.fixture
def acme(ana: User) -> Account:
    """Ana's customer."""
    return account("Acme", owner=ana, industry="Manufacturing", region="North", segment="MM")


@pytest.fixture
def bolt(cleo: User) -> Account:
    """Cleo's customer."""
    return account("Bolt", owner=cleo, industry="Logistics", region="South", segment="SMB")


@pytest.fixture
def process(db: None) -> Process:
    """Qualify (before it counts as qualified), Proof, Proposal, Won, Lost."""
    made = Process.objects.create(name="New business")
    stages = [
        ("Qualify", Stage.Kind.OPEN, False),
        ("Proof", Stage.Kind.OPEN, True),
        ("Proposal", Stage.Kind.OPEN, True),
        ("Won", Stage.Kind.WON, True),
        ("Lost", Stage.Kind.LOST, True),
    ]
    for position, (name, kind, is_qualified) in enumerate(stages, 1):
        Stage.objects.create(process=made, name=name, position=position, kind=kind, is_qualified=is_qualified)
    return made


def euros(amount: int | str) -> Decimal:
    """An amount as the database keeps it."""
    return Decimal(amount).quantize(Decimal("0.01"))
