"""A value of an account or of a contact, edited in its cell of the table."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import NOW, client_for
from trimtab.accounts.actions import ContactChanged, add_contact, add_member, edit_account, edit_contact
from trimtab.accounts.models import Account, Contact
from trimtab.people.models import User

FETCHED = {"HX-Request": "true"}


@pytest.fixture
def kim(acme: Account, ana: User) -> Contact:
    """Works at Acme."""
    return add_contact(acme, fields={"name": "Kim Keller", "title": "Buyer"}, by=ana, now=NOW)


def sent(client: Client, address: str, **typed: object) -> Any:
    """What the browser gets."""
    return client.post(address, typed, headers=FETCHED)


def test_a_fact_of_an_account_is_saved_and_the_row_comes_back(acme: Account, ana: User) -> None:
    address = f"/accounts/{acme.pk}/cells/employees/?columns=employees"

    answer = sent(client_for(ana), address, employees="1200", was="")

    acme.refresh_from_db()
    assert (answer.status_code, acme.employees) == (200, 1200)
    assert ">1,200<" in answer.content.decode()


def test_the_second_editor_of_an_account_sees_the_others_value(acme: Account, ana: User, ben: User) -> None:
    edit_account(acme, changes={"region": "West"}, by=ben, now=NOW)

    answer = sent(client_for(ana), f"/accounts/{acme.pk}/cells/region/", region="East", was="North")

    acme.refresh_from_db()
    assert (answer.status_code, acme.region) == (409, "West")
    assert "“West”" in answer.content.decode()


def test_a_member_edits_contacts_but_not_the_account(acme: Account, kim: Contact, cleo: User) -> None:
    add_member(acme, cleo)
    client = client_for(cleo)

    on_account = sent(client, f"/accounts/{acme.pk}/cells/region/", region="East", was="North")
    on_contact = sent(client, f"/accounts/contacts/{kim.pk}/cells/title/", title="Head of buying", was="Buyer")

    kim.refresh_from_db()
    assert (on_account.status_code, on_contact.status_code, kim.title) == (403, 200, "Head of buying")


def test_the_second_editor_of_a_contact_sees_the_others_value(kim: Contact, ana: User, ben: User) -> None:
    edit_contact(kim, changes={"title": "Chief buyer"}, by=ben, now=NOW)

    answer = sent(client_for(ana), f"/accounts/contacts/{kim.pk}/cells/title/", title="Boss", was="Buyer")

    assert answer.status_code == 409
    assert "“Chief buyer”" in answer.content.decode()
    assert 'value="Boss"' in answer.content.decode()


def test_a_contact_changed_since_it_was_seen_is_not_overwritten(kim: Contact, ana: User) -> None:
    with pytest.raises(ContactChanged):
        edit_contact(kim, changes={"title": "Boss"}, by=ana, now=NOW, seen_at=NOW.replace(year=2025))


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [
        ("/accounts/{account}/cells/employees/", {"employees": "many"}, "Enter a whole number."),
        ("/accounts/{account}/cells/owner/", {"owner": "Cleo"}, "Nobody whose records you see has that name."),
        ("/accounts/contacts/{contact}/cells/email/", {"email": "kim"}, "Enter a valid email address."),
        ("/accounts/contacts/{contact}/cells/left_on/", {"left_on": "soon"}, "Enter a valid date."),
    ],
)
def test_a_wrong_value_is_answered_at_the_cell(
    acme: Account, kim: Contact, ana: User, cleo: User, address: str, typed: dict[str, str], said: str
) -> None:
    answer = sent(client_for(ana), address.format(account=acme.pk, contact=kim.pk), **typed, was="")

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_only_some_facts_are_edited_in_a_cell(acme: Account, kim: Contact, ana: User) -> None:
    client = client_for(ana)

    assert sent(client, f"/accounts/{acme.pk}/cells/custom/", custom="x").status_code == 404
    assert sent(client, f"/accounts/contacts/{kim.pk}/cells/account/", account="x").status_code == 404


def test_without_a_script_a_cell_leads_to_the_form(acme: Account, kim: Contact, ana: User) -> None:
    client = client_for(ana)

    assert client.get(f"/accounts/{acme.pk}/cells/region/")["Location"] == f"/accounts/{acme.pk}/edit/"
    assert client.get(f"/accounts/contacts/{kim.pk}/cells/title/")["Location"] == f"/accounts/contacts/{kim.pk}/edit/"
