"""Small builders for the tests of this room."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity, Process, Stage
from trimtab.people.models import User


def contact(account: Account, name: str, **fields: object) -> Contact:
    return Contact.objects.create(
        **{"account": account, "name": name, "created_at": LONG_AGO, "changed_at": LONG_AGO} | fields
    )


def met(
    account: Account, *people: Contact, by: User, at: datetime | None = None, opportunity: Opportunity | None = None
) -> Activity:
    """A meeting of one of us with these people, yesterday or then."""
    made = Activity.objects.create(
        kind=Activity.Kind.MEETING, direction=Activity.Direction.MUTUAL, at=at or NOW - timedelta(days=1),
        recorded_at=NOW, user=by, account=account, opportunity=opportunity,
    )  # fmt: skip
    ActivityParty.objects.bulk_create(
        ActivityParty(activity=made, contact=one, part=ActivityParty.Part.ATTENDED) for one in people
    )
    return made


def deal(
    account: Account, *, owner: User | None, process: Process, amount: int | None = 1000, **fields: object
) -> Opportunity:
    """An opportunity in that stage, by its name: Qualify where none is said."""
    stage = Stage.objects.get(process=process, name=fields.pop("stage", "Qualify"))
    closed_at = fields.pop("closed_at", None if stage.kind == Stage.Kind.OPEN else NOW - timedelta(days=30))
    return Opportunity.objects.create(
        **{
            "name": f"{account.name} {amount}", "account": account, "owner": owner, "process": process, "stage": stage,
            "status": stage.kind, "amount": amount, "currency": "EUR", "opened_at": LONG_AGO, "changed_at": LONG_AGO,
            "closed_at": closed_at,
        }
        | fields
    )  # fmt: skip


def names(found: Iterable[object]) -> list[str]:
    return [str(one) for one in found]
