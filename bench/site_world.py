"""A large installation, made without an import: people in teams, accounts, contacts, opportunities with history.

Every row is what an import would have written; chance is seeded, so a size always gives the same site.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.db import models

from trimtab.accounts.models import Account, AccountMember, Contact
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Activity, ContactRole, FieldChange, Opportunity, Process, Stage
from trimtab.people.models import Team, User

Row = TypeVar("Row", bound=models.Model)
STAGES = [
    ("Prospect", Stage.Kind.OPEN),
    ("Qualified", Stage.Kind.OPEN),
    ("Proposal", Stage.Kind.OPEN),
    ("Negotiation", Stage.Kind.OPEN),
    ("Won", Stage.Kind.WON),
    ("Lost", Stage.Kind.LOST),
]
WORDS = ["Turbines", "Fleet", "Licences", "Renewal", "Pumps", "Rollout", "Support", "Sensors", "Plant", "Audit"]
BATCH = 5_000
DAYS = 3 * 365
OPEN_SHARE = 0.3


def fill(opportunities: int, *, people: int = 500, accounts: int | None = None, now: datetime) -> dict[str, object]:
    """Fill an empty database. Returns ids: a seller, a manager, a leader, the seller's records.

    Args:
        opportunities: how many; twice as many contacts as accounts, five changes each.
        accounts: how many; a fifth of the opportunities where it is not said.
    """
    chance = random.Random(20261126)
    Organisation.get()
    sellers, manager, leader = _people(people)
    stages = _stages()
    customers = many(Account, _accounts(accounts or max(opportunities // 5, 1), sellers, now))
    many(AccountMember, (AccountMember(account_id=one.pk, user_id=one.owner_id) for one in customers))
    contacts = many(Contact, _contacts(customers, now))
    first = 0
    for begin in range(0, opportunities, BATCH):
        size = min(BATCH, opportunities - begin)
        made = many(Opportunity, (_opportunity(begin + n, customers, stages, now, chance) for n in range(size)))
        first = first or made[0].pk
        many(FieldChange, _changes(made, stages))
        many(Activity, _activities(made, now, chance))
        roles = ((one, contacts[2 * ((begin + n) % len(customers))]) for n, one in enumerate(made))
        many(ContactRole, (ContactRole(opportunity=one, contact=who, role="Sponsor") for one, who in roles))
    seller = sellers[0].pk
    own = Opportunity.objects.filter(owner=seller, status=Stage.Kind.OPEN).order_by("pk").values_list("pk", "account")
    opportunity, account = own[len(own) // 2]
    return {"seller": seller, "manager": manager, "leader": leader, "opportunity": opportunity, "account": account} | {
        "own": [pk for pk, _account in own if pk != opportunity]
    }


def many(model: type[Row], rows: Iterator[Row] | Sequence[Row]) -> list[Row]:
    """Write these rows, some thousand at a time."""
    made: list[Row] = []
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        made += model._default_manager.bulk_create(batch)
    return made


def _people(count: int) -> tuple[list[User], int, int]:
    """Sellers in teams of ten, a manager of the first team, a leader of all."""
    top = Team.objects.create(name="Company")
    Team.objects.filter(pk=top.pk).update(path=f"/{top.pk}/")
    teams = [Team.objects.create(name=f"Team {n}", parent=top) for n in range(max(count // 10, 1))]
    for team in teams:
        Team.objects.filter(pk=team.pk).update(path=f"/{top.pk}/{team.pk}/")
    sellers = User.objects.bulk_create(
        User(email=f"seller{n}@example.com", name=f"Seller {n:04}", team=teams[n % len(teams)], password="!")
        for n in range(count)
    )
    manager = User.objects.create(email="manager@example.com", name="Manager", role=User.Role.MANAGER, team=teams[0])
    leader = User.objects.create(email="leader@example.com", name="Leader", role=User.Role.LEADER, team=top)
    return sellers, manager.pk, leader.pk


def _stages() -> list[Stage]:
    process = Process.objects.create(name="Sales")
    return [
        Stage.objects.create(process=process, name=name, kind=kind, position=position, is_qualified=position > 1)
        for position, (name, kind) in enumerate(STAGES, 1)
    ]


def _accounts(count: int, sellers: list[User], now: datetime) -> Iterator[Account]:
    opened = now - timedelta(days=DAYS)
    for n in range(count):
        yield Account(
            name=f"Customer {n:07} {WORDS[n % len(WORDS)]}",
            owner=sellers[n % len(sellers)],
            industry=f"Industry {n % 12}",
            region=f"Region {n % 8}",
            segment=("SMB", "MM", "ENT")[n % 3],
            domain=f"customer{n}.example",
            created_at=opened,
            changed_at=opened,
        )


def _contacts(accounts: list[Account], now: datetime) -> Iterator[Contact]:
    for n, account in enumerate(accounts):
        for k in range(2):
            yield Contact(
                account=account,
                name=f"Contact {n:07}-{k}",
                email=f"contact{k}@customer{n}.example",
                title="Buyer",
                created_at=account.created_at,
                changed_at=account.created_at,
            )


def _opportunity(
    n: int, accounts: list[Account], stages: list[Stage], now: datetime, chance: random.Random
) -> Opportunity:
    account = accounts[n % len(accounts)]
    opened = now - timedelta(minutes=chance.randrange(60, DAYS * 1440))
    is_open = chance.random() < OPEN_SHARE
    stage = stages[chance.randrange(4)] if is_open else stages[4 if chance.random() < 0.35 else 5]
    closed = None if is_open else min(opened + timedelta(days=chance.randrange(5, 200)), now)
    due = (now + timedelta(days=chance.randrange(-20, 200))) if is_open else closed
    assert due is not None
    return Opportunity(
        name=f"{WORDS[n % len(WORDS)]} {n:07}",
        account=account,
        owner_id=account.owner_id,
        process=stage.process,
        stage=stage,
        status=stage.kind,
        amount=Decimal(chance.randrange(10_000, 9_000_000)) / 100,
        currency="EUR",
        close_on=due.date(),
        forecast_category="commit" if is_open and chance.random() < 0.2 else "pipeline" if is_open else "closed",
        kind=("New", "Renewal")[n % 2],
        lead_source=f"Source {n % 6}",
        next_step="Call them",
        opened_at=opened,
        closed_at=closed,
        changed_at=closed or opened,
    )


def _changes(made: list[Opportunity], stages: list[Stage]) -> Iterator[FieldChange]:
    """Stage, amount, owner and close date at the opening; then one stage at a time to the present one."""
    for one in made:
        end = one.closed_at or one.opened_at + timedelta(days=1)
        reached = one.stage.position if one.is_open else 4
        steps = [*stages[:reached], *([] if one.is_open else [one.stage])]
        values = [("amount", str(one.amount)), ("owner", str(one.owner_id)), ("close_on", str(one.close_on))]
        for field, value in values:
            yield _change(one, field, None, value, one.opened_at)
        for step, stage in enumerate(steps):
            at = one.opened_at + (end - one.opened_at) * step / max(len(steps) - 1, 1)
            yield _change(one, "stage", str(steps[step - 1].pk) if step else None, str(stage.pk), at)


def _change(one: Opportunity, field: str, old: str | None, new: str, at: datetime) -> FieldChange:
    origin = FieldChange.Origin.HISTORY if old else FieldChange.Origin.CREATED
    at = at.astimezone(UTC)
    return FieldChange(opportunity=one, field=field, old=old, new=new, valid_at=at, recorded_at=at, origin=origin)


def _activities(made: list[Opportunity], now: datetime, chance: random.Random) -> Iterator[Activity]:
    kinds = list(Activity.Kind)[:3]
    for one in made:
        for _turn in range(2):
            at = one.opened_at + ((one.closed_at or now) - one.opened_at) * chance.random()
            yield Activity(
                kind=kinds[chance.randrange(3)],
                subject="Talk",
                at=at,
                recorded_at=at,
                user_id=one.owner_id,
                opportunity=one,
                account=one.account,
            )
