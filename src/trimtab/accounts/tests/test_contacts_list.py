"""The table of contacts, and what accounts and contacts share as tables."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, NOW, client_for
from tests.support import parts_of
from trimtab.accounts.actions import add_contact, add_member, edit_contact
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import CustomField, Event
from trimtab.people.models import User

LIST = "/accounts/contacts/"


@pytest.fixture
def three(acme: Account, bolt: Account, ana: User, cleo: User) -> list[Contact]:
    """Kim and Lee at Ana's Acme, of whom Lee has left, and Pat at Cleo's Bolt."""
    facts: list[tuple[Account, dict[str, object], User]] = [
        (acme, {"name": "Kim Keller", "title": "Buyer", "email": "kim@acme.example", "function": "Purchasing"}, ana),
        (acme, {"name": "lee Long", "title": "Engineer", "left_on": date(2026, 1, 31)}, ana),
        (bolt, {"name": "Pat Price", "title": "Buyer"}, cleo),
    ]
    return [add_contact(account, fields=fields, by=by, now=NOW) for account, fields, by in facts]


def names(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [row.contact.name for row in response.context["rows"]]


def exported(client: Client, address: str) -> list[list[str]]:
    response: Any = client.get(address)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_one_sees_the_contacts_of_visible_accounts(three: list[Contact], ana: User, cleo: User, dov: User) -> None:
    found = {user.name: names(client_for(user), f"{LIST}?scope=everyone") for user in (ana, cleo, dov)}

    assert found == {"Ana": ["Kim Keller"], "Cleo": ["Pat Price"], "Dov": ["Kim Keller", "Pat Price"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("standing=all", ["Kim Keller", "lee Long", "Pat Price"]),
        ("standing=left", ["lee Long"]),
        ("standing=all&sort=-name", ["Pat Price", "lee Long", "Kim Keller"]),
        ("q=kim", ["Kim Keller"]),
        ("q=acme.ex", ["Kim Keller"]),
        ("q=bolt", ["Pat Price"]),
        ("title=Buyer", ["Kim Keller", "Pat Price"]),
        ("function=Purchasing", ["Kim Keller"]),
        ("function=-", ["Pat Price"]),
        ("owner=cleo", ["Pat Price"]),
        ("owner=nobody", ["Kim Keller", "Pat Price"]),
    ],
)
def test_each_filter_of_the_url_narrows_the_list(
    three: list[Contact], dov: User, query: str, expected: list[str]
) -> None:
    assert names(client_for(dov), f"{LIST}?{query}") == expected


def test_the_scope_narrows_the_list_to_accounts_owned_or_worked_with(
    three: list[Contact], acme: Account, ana: User, cleo: User, dov: User
) -> None:
    add_member(acme, cleo)
    client = client_for(dov)

    assert names(client, f"{LIST}?scope=person:{ana.pk}") == ["Kim Keller"]
    assert names(client, f"{LIST}?scope=person:{cleo.pk}") == ["Kim Keller", "Pat Price"]


def test_in_a_very_large_table_names_are_found_by_their_beginning(three: list[Contact], ana: User, dov: User) -> None:
    Account.objects.create(pk=100_001, name="Last", owner=ana, created_at=LONG_AGO, changed_at=LONG_AGO)
    client = client_for(dov)

    assert names(client, f"{LIST}?q=kim") == ["Kim Keller"]
    assert names(client, f"{LIST}?q=acm") == ["Kim Keller"]
    assert names(client, f"{LIST}?q=keller") == []
    assert [one.name for one in client.get("/accounts/?q=bol").context["rows"]] == ["Bolt"]
    assert "Name begins with" in client.get(LIST).content.decode()


def test_an_own_field_is_a_column_and_stands_in_the_export(three: list[Contact], ana: User) -> None:
    CustomField.objects.create(record="contact", key="golf", label="Plays golf", kind="boolean")
    edit_contact(three[0], changes={"custom": {"golf": True}}, by=ana, now=NOW)

    rows = exported(client_for(ana), "/accounts/contacts/export/?columns=custom:golf,account")

    assert rows == [["Contact", "Plays golf", "Account"], ["Kim Keller", "True", "Acme"]]


@pytest.mark.parametrize(
    ("address", "verb", "expected"),
    [
        (
            "/accounts/export/?scope=everyone&columns=region",
            "accounts.exported",
            [["Account", "Region"], ["Acme", "North"]],
        ),
        (
            "/accounts/contacts/export/?columns=title",
            "contacts.exported",
            [["Contact", "Title"], ["Kim Keller", "Buyer"]],
        ),
    ],
)
def test_an_export_holds_the_visible_rows_and_is_recorded(
    three: list[Contact], ana: User, address: str, verb: str, expected: list[list[str]]
) -> None:
    rows = exported(client_for(ana), address)

    assert rows == expected
    assert Event.objects.get(verb=verb).by_id == ana.pk


def test_a_workbook_is_offered_too(three: list[Contact], ana: User) -> None:
    answer: Any = client_for(ana).get("/accounts/contacts/export/?format=xlsx&columns=title")

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert list(sheet.values) == [("Contact", "Title"), ("Kim Keller", "Buyer")]


def test_a_reader_gets_no_cells_to_edit_and_an_owner_does(
    three: list[Contact], acme: Account, ana: User, ben: User
) -> None:
    ben.role, ben.sees = User.Role.SELLER, User.Sees.TEAM
    ben.save()

    assert "data-cells" in client_for(ana).get(LIST).content.decode()
    assert "data-cells" not in client_for(ben).get(f"{LIST}?scope=everyone").content.decode()


def test_the_fragment_equals_its_part_of_the_page(three: list[Contact], ana: User) -> None:
    client = client_for(ana)
    page = parts_of(client.get(LIST).content)

    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "rows"}).content

    assert "<html" not in part.decode()
    for piece, whole in zip(parts_of(part), page, strict=True):
        assert whole.startswith(piece)


def test_an_empty_list_says_the_next_step(ana: User) -> None:
    assert "No contact matches." in client_for(ana).get(LIST).content.decode()


def test_the_list_is_only_read(ana: User) -> None:
    assert client_for(ana).post(LIST).status_code == 405
    assert client_for(ana).post(f"{LIST}export/").status_code == 405


def test_the_number_of_queries_does_not_grow(
    three: list[Contact], acme: Account, ana: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(ana)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    Contact.objects.bulk_create(
        Contact(name=f"C {number}", account=acme, created_at=LONG_AGO, changed_at=LONG_AGO) for number in range(200)
    )

    with django_assert_num_queries(len(few)):
        assert len(client.get(LIST).context["rows"]) == 50
