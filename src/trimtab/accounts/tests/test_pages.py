"""The pages of accounts and contacts."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, NOW, account, client_for
from tests.fingerprints import fingerprint
from tests.support import parts_of
from trimtab.accounts.actions import add_contact, add_member, edit_account
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import CustomField, Organisation
from trimtab.people.models import User


def names(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [one.name for one in response.context["rows"]]


def typed_into(client: Client, page: str) -> dict[str, object]:
    """What a browser would send from the form of that page, unchanged."""
    form = client.get(page).context["form"]
    return {bound.name: "" if bound.value() is None else bound.value() for bound in form}


def test_the_list_shows_what_one_sees_by_name(acme: Account, bolt: Account, ana: User, cleo: User, dov: User) -> None:
    account("abacus", owner=ana)

    assert names(client_for(ana), "/accounts/?scope=everyone") == ["abacus", "Acme"]
    assert names(client_for(dov), "/accounts/") == ["abacus", "Acme", "Bolt"]
    assert names(client_for(dov), f"/accounts/?scope=person:{cleo.pk}") == ["Bolt"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=olt", ["Bolt"]),
        ("industry=Logistics", ["Bolt"]),
        ("region=North", ["Acme"]),
        ("segment=SMB", ["Bolt"]),
        ("segment=none", []),
        ("owner=x", ["Acme", "Bolt"]),
    ],
)
def test_each_filter_of_the_url_narrows_the_list(
    acme: Account, bolt: Account, dov: User, query: str, expected: list[str]
) -> None:
    assert names(client_for(dov), f"/accounts/?{query}") == expected


def test_an_owner_narrows_the_list(acme: Account, bolt: Account, dov: User, cleo: User) -> None:
    assert names(client_for(dov), f"/accounts/?owner={cleo.pk}") == ["Bolt"]


def test_pages_follow_each_other(ana: User) -> None:
    for number in range(60):
        account(f"Customer {number % 30:02}", owner=ana)
    client, found, address = client_for(ana), [], "/accounts/"

    while address:
        response = client.get(address)
        found += [one.pk for one in response.context["rows"]]
        older = response.context["older_url"]
        address = f"/accounts/{older}" if older else ""

    assert len(found) == len(set(found)) == 60


def test_the_number_of_queries_does_not_grow(
    ana: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(ana)
    account("First", owner=ana)
    client.get("/accounts/")
    with django_assert_max_num_queries(16) as few:
        client.get("/accounts/")
    Account.objects.bulk_create(
        Account(name=f"C {number}", owner=ana, created_at=LONG_AGO, changed_at=LONG_AGO) for number in range(1000)
    )

    with django_assert_num_queries(len(few)):
        assert len(client.get("/accounts/").context["rows"]) == 50


def test_the_fragment_equals_its_part_of_the_page(acme: Account, ana: User) -> None:
    client = client_for(ana)
    page = parts_of(client.get("/accounts/").content)

    part = client.get("/accounts/", headers={"HX-Request": "true", "HX-Target": "rows"}).content

    assert "<html" not in part.decode()
    for piece, whole in zip(parts_of(part), page, strict=True):
        assert whole.startswith(piece)


def test_an_empty_list_says_the_next_step(ana: User) -> None:
    assert "add the first account" in client_for(ana).get("/accounts/").content.decode()


def test_the_page_shows_facts_parts_contacts_and_members(acme: Account, ana: User) -> None:
    CustomField.objects.create(record="account", key="tier", label="Tier", kind="boolean")
    edit_account(acme, changes={"custom": {"tier": False}}, by=ana, now=NOW)
    account("Acme North", owner=ana, parent=acme)
    add_contact(acme, fields={"name": "Pat", "title": "Buyer"}, by=ana, now=NOW)

    text = client_for(ana).get(f"/accounts/{acme.pk}/").content.decode()

    for expected in ("Manufacturing", "Acme North", "Pat", "Buyer", "Tier", "<dd>No</dd>", "account-opportunities"):
        assert expected in text, expected


def test_a_stranger_finds_nothing_and_a_reader_changes_nothing(
    acme: Account, bolt: Account, ana: User, organisation: Organisation
) -> None:
    client = client_for(ana)
    add_member(acme, ana)
    far, near = account("Far", owner=None), bolt
    add_member(near, ana)
    before = fingerprint()

    for part in ("", "edit/", "contacts/new/"):
        assert client.get(f"/accounts/{far.pk}/{part}").status_code == 404, part
    assert client.get(f"/accounts/{near.pk}/").status_code == 200
    for part in ("edit/", "archiving/", "restoration/"):
        assert client.post(f"/accounts/{far.pk}/{part}").status_code == 404, part
        assert client.post(f"/accounts/{near.pk}/{part}", {"name": "Stolen"}).status_code == 403, part
    assert fingerprint() == before


def test_one_who_sees_an_account_through_others_adds_no_contact(
    bolt: Account, ana: User, ben: User, organisation: Organisation
) -> None:
    add_member(bolt, ana)
    client = client_for(ben)
    before = fingerprint()

    assert client.get(f"/accounts/{bolt.pk}/contacts/new/").status_code == 403
    assert client.post(f"/accounts/{bolt.pk}/contacts/new/", {"name": "Pat"}).status_code == 403
    assert fingerprint() == before


def test_pages_are_read_and_writes_are_posted(acme: Account, ana: User) -> None:
    client = client_for(ana)

    assert client.post("/accounts/").status_code == 405
    assert client.post(f"/accounts/{acme.pk}/").status_code == 405
    assert client.get(f"/accounts/{acme.pk}/archiving/").status_code == 405
    assert client.get(f"/accounts/{acme.pk}/restoration/").status_code == 405
    assert client.post("/accounts/names/").status_code == 405


def test_an_account_is_added_and_edited(ana: User, acme: Account) -> None:
    client = client_for(ana)

    typed = typed_into(client, "/accounts/new/") | {"name": "Coil", "parent": "acme", "employees": "12"}
    client.post("/accounts/new/", typed)
    coil = Account.objects.get(name="Coil")
    page = f"/accounts/{coil.pk}/edit/"
    answer = client.post(page, typed_into(client, page) | {"region": "West"}, follow=True)

    coil.refresh_from_db()
    assert (coil.owner, coil.parent, coil.employees, coil.region) == (ana, acme, 12, "West")
    assert "Coil was changed." in answer.content.decode()


@pytest.mark.parametrize(("field", "text"), [("name", ""), ("employees", "many"), ("parent", "Acme"), ("owner", "0")])
def test_bad_input_is_shown_again_as_typed(acme: Account, ana: User, field: str, text: str) -> None:
    client = client_for(ana)
    page = f"/accounts/{acme.pk}/edit/"

    answer = client.post(page, typed_into(client, page) | {"domain": "kept.example", field: text})

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert "kept.example" in answer.content.decode()


def test_the_second_editor_sees_what_is_there_now(acme: Account, ana: User, ben: User) -> None:
    client = client_for(ana)
    page = f"/accounts/{acme.pk}/edit/"
    typed = typed_into(client, page) | {"region": "West"}
    edit_account(acme, changes={"region": "East"}, by=ben, now=NOW)

    answer = client.post(page, typed)
    assert answer.status_code == 409
    assert "<td>East</td><td>West</td>" in answer.content.decode()

    client.post(page, {bound.name: bound.value() or "" for bound in answer.context["form"]})
    assert Account.objects.get().region == "West"


def test_archiving_and_restoring_from_the_page(acme: Account, ana: User) -> None:
    client = client_for(ana)

    assert "Archived on" in client.post(f"/accounts/{acme.pk}/archiving/", follow=True).content.decode()
    assert names(client, "/accounts/") == []
    assert "Archived on" not in client.post(f"/accounts/{acme.pk}/restoration/", follow=True).content.decode()


def test_a_contact_is_added_and_edited(acme: Account, ana: User) -> None:
    client = client_for(ana)
    boss = add_contact(acme, fields={"name": "Boss"}, by=ana, now=NOW)

    client.post(f"/accounts/{acme.pk}/contacts/new/", {"name": "Pat", "email": "pat@example.com"})
    pat = Contact.objects.get(name="Pat")
    page = f"/accounts/contacts/{pat.pk}/edit/"
    client.post(page, typed_into(client, page) | {"reports_to": boss.pk, "left_on": "2026-01-31"})

    pat.refresh_from_db()
    assert (pat.account, pat.reports_to, str(pat.left_on)) == (acme, boss, "2026-01-31")


def test_a_contact_without_a_name_is_shown_again(acme: Account, ana: User) -> None:
    answer = client_for(ana).post(f"/accounts/{acme.pk}/contacts/new/", {"title": "Kept as typed"})

    assert (answer.status_code, "Kept as typed" in answer.content.decode()) == (422, True)


def test_a_contact_is_found_by_nobody_who_does_not_see_its_account(acme: Account, ana: User, cleo: User) -> None:
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW - timedelta(1))

    assert client_for(cleo).get(f"/accounts/contacts/{pat.pk}/edit/").status_code == 404
