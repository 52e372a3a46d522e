"""A person who came with an import is let in."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from trimtab.core.models import Event
from trimtab.people.actions import give_sign_in
from trimtab.people.models import User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_an_imported_person_can_sign_in_in_the_role_given(dov: User) -> None:
    imported = User.objects.create(email="gil@example.com", name="Gil", is_active=False)

    give_sign_in(imported, password="a long password", role=User.Role.MANAGER, by=dov, now=NOW)

    imported.refresh_from_db()
    assert imported.is_active
    assert imported.role == User.Role.MANAGER
    assert imported.check_password("a long password")
    assert Event.objects.get().verb == "person.sign_in_given"


def test_a_seller_lets_nobody_in(ana: User, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        give_sign_in(cleo, password="a long password", role=User.Role.ADMINISTRATOR, by=ana, now=NOW)

    cleo.refresh_from_db()
    assert cleo.role == User.Role.SELLER
