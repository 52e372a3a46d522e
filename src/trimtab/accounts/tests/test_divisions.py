"""Divisions of an account: made, renamed, ordered, archived, restored; nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.accounts.divisions import (
    add_division,
    archive_division,
    edit_division,
    order_divisions,
    restore_division,
)
from trimtab.accounts.models import Account, Contact
from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def names(account: Account) -> list[str]:
    return [one.name for one in account.divisions.filter(archived_at__isnull=True).order_by("position", "pk")]


def test_an_archived_division_comes_back_with_its_people(acme: Account, ana: User) -> None:
    service = add_division(acme, name="Service", by=ana, now=NOW)
    kim = Contact.objects.create(account=acme, name="Kim Keller", created_at=LONG_AGO, changed_at=LONG_AGO)
    edit_division(service, name="Services", contacts=[kim], by=ana, now=NOW)
    archive_division(service, by=ana, now=NOW)
    assert names(acme) == []

    restore_division(service, by=ana, now=NOW)

    assert names(acme) == ["Services"]
    assert list(service.contacts.all()) == [kim]


def test_two_divisions_of_one_name_are_refused_also_when_one_comes_back(acme: Account, ana: User) -> None:
    first = add_division(acme, name="Service", by=ana, now=NOW)
    with pytest.raises(ValidationError):
        add_division(acme, name="Service", by=ana, now=NOW)
    archive_division(first, by=ana, now=NOW)
    add_division(acme, name="Service", by=ana, now=NOW)

    with pytest.raises(ValidationError):
        restore_division(first, by=ana, now=NOW)


def test_the_order_can_be_changed_and_what_is_not_named_follows(acme: Account, ana: User) -> None:
    one, two, three = (add_division(acme, name=name, by=ana, now=NOW) for name in ("One", "Two", "Three"))

    order_divisions(acme, ids=[three.pk, one.pk, 999_999], by=ana, now=NOW)

    assert names(acme) == ["Three", "One", "Two"]
    client_for(ana).post(f"/accounts/{acme.pk}/divisions/order/", {"up": two.pk})
    assert names(acme) == ["Three", "Two", "One"]


def test_who_does_not_work_with_the_account_changes_no_division(acme: Account, ana: User, cleo: User) -> None:
    service = add_division(acme, name="Service", by=ana, now=NOW)

    with pytest.raises(PermissionDenied):
        archive_division(service, by=cleo, now=NOW)


def test_the_second_of_two_editors_is_told(acme: Account, ana: User, ben: User) -> None:
    service = add_division(acme, name="Service", by=ana, now=LONG_AGO)
    edit_division(service, name="Services", contacts=[], by=ben, now=NOW, seen_at=LONG_AGO)

    with pytest.raises(ChangedMeanwhile):
        edit_division(service, name="Field service", contacts=[], by=ana, now=NOW, seen_at=LONG_AGO)
    typed = {"name": "Field service", "seen_at": LONG_AGO.isoformat()}
    answer = client_for(ana).post(f"/accounts/divisions/{service.pk}/", typed)

    assert answer.status_code == 409
    assert "Services" in answer.content.decode()
    assert "Field service" in answer.content.decode()


def test_a_name_that_is_taken_shows_the_form_again(acme: Account, ana: User) -> None:
    add_division(acme, name="Service", by=ana, now=NOW)

    answer = client_for(ana).post(f"/accounts/{acme.pk}/divisions/", {"name": "Service"})

    assert answer.status_code == 422
    assert "has a division of that name" in answer.content.decode()
