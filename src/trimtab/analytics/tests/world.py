"""Builders for tests of figures: opportunities with the changes that made them so."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from trimtab.accounts.models import Account
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage
from trimtab.people.models import User


def day(text: str) -> datetime:
    """Noon of that day, UTC."""
    return datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC)


def opportunity(
    name: str,
    *,
    owner: User | None,
    process: Process,
    opened: datetime,
    amount: int | Decimal | None = 1000,
    currency: str = "EUR",
    close_on: date | None = None,
    stage: str = "Proof",
    account: Account | None = None,
    **fields: object,
) -> Opportunity:
    """An opportunity that opened in that stage, with the changes that say so."""
    first = process.stages.get(name=stage)
    made = Opportunity.objects.create(
        **{
            "name": name,
            "owner": owner,
            "process": process,
            "stage": first,
            "status": first.kind,
            "amount": amount,
            "currency": currency,
            "close_on": close_on or (opened + timedelta(days=60)).date(),
            "account": account,
            "opened_at": opened,
            "changed_at": opened,
        }
        | fields
    )
    for field, value in {
        "stage": first.pk,
        "amount": None if amount is None else Decimal(amount).quantize(Decimal("0.01")),
        "currency": currency,
        "close_on": made.close_on,
        "owner": made.owner_id,
        "forecast_category": made.forecast_category or None,
    }.items():
        change(made, at=opened, origin="created", **{field: value})
    return made


def change(made: Opportunity, *, at: datetime, origin: str = "edit", **values: object) -> None:
    """Set fields of an opportunity at that time, on both clocks, and write their history."""
    for field, value in values.items():
        FieldChange.objects.create(
            opportunity=made,
            field=field,
            new=None if value is None else str(value),
            valid_at=at,
            recorded_at=at,
            origin=origin,
        )
        if origin != "created":
            setattr(made, f"{field}_id" if field in {"stage", "owner"} else field, value)
    made.changed_at = max(made.changed_at, at)
    made.save()


def move(made: Opportunity, stage: str, *, at: datetime) -> None:
    """Move to a stage of its process."""
    target = made.process.stages.get(name=stage)
    made.status = target.kind
    made.closed_at = None if target.kind == Stage.Kind.OPEN else at
    change(made, at=at, stage=target.pk)


def random_edit(chance: random.Random, made: Opportunity, *, at: datetime, people: list[User]) -> None:
    """One edit as somebody might make it."""
    kind = chance.choice(["amount", "stage", "close_on", "owner", "archived", "opened", "currency"])
    if kind == "amount":
        change(made, at=at, amount=Decimal(chance.randrange(1, 10_000_000)) / 100)
    elif kind == "stage":
        move(made, chance.choice(["Qualify", "Proof", "Proposal", "Won", "Lost"]), at=at)
    elif kind == "close_on":
        change(made, at=at, close_on=(at + timedelta(days=chance.randrange(200))).date())
    elif kind == "owner":
        change(made, at=at, owner=chance.choice(people).pk)
    elif kind == "currency":
        change(made, at=at, currency=chance.choice(["EUR", "USD", "CHF"]))
    elif kind == "archived":
        Opportunity.objects.filter(pk=made.pk).update(archived_at=at, changed_at=at)
    else:
        opened = made.opened_at - timedelta(days=chance.randrange(1, 90))
        Opportunity.objects.filter(pk=made.pk).update(opened_at=opened, changed_at=at)
