"""Whoever sends more than the form has changes nothing more: no owner of the account, no role, no source, no id."""

from typing import Any

import pytest
from django.db.models import Model

from tests.addresses import ADDRESSES
from tests.cast import client_for
from tests.nerves.test_two_editors import typed_of
from tests.test_access_matrix import World
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
MODELS: tuple[type[Model], ...] = (Opportunity, Account, Contact, User)
# What no form may set, on any of them.
PROTECTED = {
    "id", "source", "external_id", "imported_in", "created_at", "opened_at", "history", "archived_at", "process_id",
    "password", "is_superuser", "is_staff", "date_joined", "last_login",
}  # fmt: skip
OF_PEOPLE = {"role", "sees", "is_active", "email", "team_id"}
EVIL: dict[str, Any] = {"id": "1", "pk": "1", "role": "administrator", "is_superuser": "on", "sees": "everyone"}
WRITTEN = [
    name
    for name in ("opportunity-edit", "account-edit", "contact-edit", "contact-new", "opportunity-stage-changes",
                 "opportunity-activities", "opportunity-contact-roles", "preferences", "account-new", "opportunity-new")
    if name in ADDRESSES
]  # fmt: skip


def protected() -> dict[str, list[tuple[object, ...]]]:
    """The protected columns of the rows that are there; of people their role and sight as well."""
    found = {}
    for model in MODELS:
        names = {field.attname for field in model._meta.concrete_fields}
        columns = sorted(
            names & (PROTECTED | ({"role", "sees", "is_active", "email", "team_id"} if model is User else set()))
        )
        found[model.__name__] = list(model._default_manager.order_by("pk").values_list(*columns))
    return found


def everything() -> dict[str, str]:
    """A value for each column there is, and some that there are not."""
    fields = {name for model in MODELS for one in model._meta.concrete_fields for name in (one.name, one.attname)}
    return dict.fromkeys(sorted(fields), "7") | EVIL | {"__class__": "x", "nothing": "x", "fields[]": "x"}


@pytest.mark.parametrize("name", WRITTEN)
def test_fields_that_a_form_lacks_are_not_written(name: str, world: World) -> None:
    client, place = client_for(world.people["ana"]), world.address(name)
    page = client.get(place)
    typed = typed_of(page.context["form"]) if page.status_code == 200 and "form" in (page.context or {}) else {}
    before = protected()

    client.post(place, everything() | {"subject": "Call", "kind": "call", "name": "Given"} | typed)

    after = protected()
    assert {model: rows[: len(before[model])] for model, rows in after.items()} == before
    assert len(after["User"]) == len(before["User"])


@pytest.mark.parametrize("value", [["7", "8"], "{}", "[]", "true", '{"$ne": 1}'])
def test_a_value_of_another_kind_is_shown_again(value: Any, world: World) -> None:
    client, place = client_for(world.people["ana"]), world.address("opportunity-edit")
    typed = typed_of(client.get(place).context["form"])

    answer = client.post(place, typed | {"amount": value if isinstance(value, str) else "x", "owner": value})

    assert answer.status_code == 422
