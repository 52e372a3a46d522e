"""A page of a thousand rows asks the database as often as a page of ten: 15 times for a list, 30 for one record.

Every address that is read is asked, so a new page is counted without being named here.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.addresses import ADDRESSES
from tests.cast import NOW, client_for
from tests.test_access_matrix import World
from trimtab.accounts.models import Account, Contact
from trimtab.core.shared_answers import forget_shared_answers
from trimtab.opportunities.models import Activity, FieldChange, Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
READ = [name for name, address in ADDRESSES.items() if address.method == "get"]
LIST, RECORD = 15, 30
# Measured above the rule, and to come down: a plan asks every room around it for its score, today asks many rooms, and
# the bell is one more for all. None of them grows with the rows.
ABOVE = {
    "plan": 36, "plan-calendar": 35, "plan-changes": 38, "plan-json": 54, "plan-file": 33,
    "today": 23, "opportunities-board": 16, "actions": 16, "reviews": 17,
}  # fmt: skip
SIZES = (10, 1_000)


def add_rows(world: World, *, begin: int, end: int) -> None:
    """Opportunities, accounts, contacts and people, and many facts of the records that have a page."""
    model, acme = Opportunity.objects.get(pk=world.ids["opportunity"]), Account.objects.get(pk=world.ids["account"])
    numbers, ana = range(begin, end), world.people["ana"]
    moments = {"created_at": NOW, "changed_at": NOW}
    User.objects.bulk_create(
        User(email=f"p{number}@example.com", name=f"Person {number}", role="seller", team=ana.team)
        for number in numbers[:60]
    )
    Account.objects.bulk_create(Account(name=f"A{number}", owner=ana, parent=acme, **moments) for number in numbers)
    Contact.objects.bulk_create(Contact(name=f"C{number}", account=acme, **moments) for number in numbers)
    copied = {name: getattr(model, name) for name in ("owner", "process", "stage", "currency", "status", "account")}
    Opportunity.objects.bulk_create(
        Opportunity(name=f"O{number}", amount=number, close_on=NOW.date(), opened_at=NOW, changed_at=NOW, **copied)
        for number in numbers
    )
    Activity.objects.bulk_create(
        Activity(opportunity=model, account=acme, user=ana, kind="call", subject=f"Call {number}",
                 at=NOW - timedelta(hours=number), recorded_at=NOW)
        for number in numbers
    )  # fmt: skip
    FieldChange.objects.bulk_create(
        FieldChange(opportunity=model, field="amount", old=str(number), new=str(number + 1), origin="edit",
                    valid_at=NOW - timedelta(hours=number), recorded_at=NOW, by_id=ana.pk)
        for number in numbers
    )  # fmt: skip


def counted(world: World) -> dict[str, int]:
    """Address → queries, of a second look: the first one fills caches."""
    client, found = client_for(world.people["eva"]), {}
    for name in READ:
        if ADDRESSES[name].allowed["eva"] == "-" or name.endswith("-export"):  # all rows, some hundred at a time
            continue
        place = world.address(name)
        client.get(place, {"closing": "any", "scope": "everyone"})
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(place, {"closing": "any", "scope": "everyone"})
            _ = b"".join(answer) if answer.streaming else answer.content
        found[name] = len(queries)
    return found


def test_many_rows_take_no_more_queries(world: World) -> None:
    forget_shared_answers()
    add_rows(world, begin=0, end=SIZES[0])
    few = counted(world)
    add_rows(world, begin=SIZES[0], end=SIZES[1])

    many = counted(world)

    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}
    most = {name: ABOVE.get(name, RECORD if ADDRESSES[name].of else LIST) for name in many}
    assert {name: number for name, number in many.items() if number > most[name]} == {}
