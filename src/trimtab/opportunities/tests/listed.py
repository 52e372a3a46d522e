"""What tests of the table share: many opportunities, and the names that a page shows."""

from datetime import date

from django.test import Client

from tests.cast import LONG_AGO
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User

ANY = "/opportunities/?closing=any"


def names(client: Client, address: str) -> list[str]:
    """The names in the table, in its order."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return [row.opportunity.name for row in response.context["rows"]]


def many(owner: User, account: Account, process: Process, count: int) -> None:
    """So many open ones of that owner."""
    first = process.stages.order_by("position")[0]
    Opportunity.objects.bulk_create(
        Opportunity(
            name=f"Deal {number}",
            owner=owner,
            account=account,
            process=process,
            stage=first,
            status="open",
            currency="EUR",
            opened_at=LONG_AGO,
            changed_at=LONG_AGO,
            close_on=date(2026, 1, 1),
        )
        for number in range(count)
    )
