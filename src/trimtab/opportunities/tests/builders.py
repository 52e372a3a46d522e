"""Small builders for tests of opportunities."""

from datetime import datetime
from decimal import Decimal

from tests.cast import LONG_AGO
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import create_opportunity
from trimtab.opportunities.models import Opportunity, Process, Stage
from trimtab.people.models import User


def stage(process: Process, name: str) -> Stage:
    """The stage of that name."""
    return Stage.objects.get(process=process, name=name)


def deal(
    name: str,
    *,
    owner: User,
    process: Process,
    account: Account | None = None,
    at: str = "Qualify",
    amount: int | None = 1000,
    now: datetime = LONG_AGO,
    **fields: object,
) -> Opportunity:
    """An opportunity of that owner, opened long ago by its owner."""
    values: dict[str, object] = {"name": name, "owner": owner, "account": account, "stage": stage(process, at)}
    values |= {"amount": None if amount is None else Decimal(amount), "currency": "EUR"}
    return create_opportunity(fields=values | fields, by=owner, now=now)
