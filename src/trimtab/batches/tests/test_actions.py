"""Many overdue actions at once: moved, handed over or dropped with a reason; previewed, and undone."""

from datetime import date

import pytest

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Batch, Organisation
from trimtab.objectives.actions import add_action, complete_action
from trimtab.objectives.models import Action
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/actions/bulk-edits/"


@pytest.fixture
def late(ana: User, acme: Account, organisation: Organisation) -> list[Action]:
    """Two overdue actions of Ana's."""
    fields = {"account": acme, "due_on": date(2026, 11, 2)}
    return [add_action(fields=fields | {"subject": name}, by=ana, now=NOW) for name in ("Call Kim", "Call Lou")]


def applied(user: User, actions: list[Action], **typed: object) -> Batch:
    """The change after its preview was applied."""
    client = client_for(user)
    sent = {"ids": [one.pk for one in actions], "preview": 1} | typed
    page = client.post(ADDRESS, sent)
    batch = Batch.objects.latest("pk")
    assert page["Location"] == f"/changes/{batch.pk}/"
    assert client.get(page["Location"]).status_code == 200
    assert set(Action.objects.values_list("changed_at", flat=True)) == {NOW}  # nothing yet
    client.post(f"/changes/{batch.pk}/application/")
    return batch


def test_overdue_actions_move_by_days_and_back(ana: User, late: list[Action]) -> None:
    batch = applied(ana, late, days=30)
    assert set(Action.objects.values_list("due_on", flat=True)) == {date(2026, 12, 2)}

    client_for(ana).post(f"/changes/{batch.pk}/undoing/")

    assert set(Action.objects.values_list("due_on", flat=True)) == {date(2026, 11, 2)}


def test_overdue_actions_are_dropped_with_a_reason_and_taken_up_again(ana: User, late: list[Action]) -> None:
    batch = applied(ana, late, dropped_because="The plant is sold.")
    dropped = set(Action.objects.values_list("status", "dropped_because"))
    assert dropped == {("dropped", "The plant is sold.")}

    client_for(ana).post(f"/changes/{batch.pk}/undoing/")

    assert set(Action.objects.values_list("status", "dropped_because", "closed_at")) == {("to_do", "", None)}


def test_actions_are_handed_over(ben: User, ana: User, late: list[Action]) -> None:
    applied(ben, late, assignee="Ben")

    assert set(Action.objects.values_list("assignee", flat=True)) == {ben.pk}


def test_nobody_gets_actions_on_an_account_that_stays_out_of_sight(
    eva: User, cleo: User, ana: User, late: list[Action]
) -> None:
    batch = applied(eva, late, assignee="Cleo")

    assert set(batch.items.values_list("outcome", "reason")) == {
        ("refused", "Cleo does not see Acme. Choose somebody who does.")
    }


def test_what_is_done_is_left_as_it_is(ana: User, late: list[Action]) -> None:
    complete_action(late[0], by=ana, now=NOW)

    batch = applied(ana, late, days=7)

    assert list(batch.items.order_by("object_id").values_list("outcome", flat=True)) == ["refused", "changed"]


def test_two_actions_are_never_one(ana: User, late: list[Action]) -> None:
    assert client_for(ana).get("/duplicates/action/").status_code == 404
