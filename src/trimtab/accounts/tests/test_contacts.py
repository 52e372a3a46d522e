"""A contact's page, archive and restore; who sees accounts and contacts, and why."""

from datetime import date

import pytest

from tests.cast import NOW, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.actions import add_contact, add_member, archive_contact, edit_contact
from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import access_to_account, explain_account_access, explain_contact_access
from trimtab.core.models import CustomField, Event, Organisation
from trimtab.people.models import Territory, User


@pytest.fixture
def pat(acme: Account, ana: User) -> Contact:
    return add_contact(acme, fields={"name": "Pat", "title": "Buyer", "email": "pat@acme.example"}, by=ana, now=NOW)


def text_of(user: User, address: str) -> str:
    response = client_for(user).get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_contact_has_a_page_with_facts_and_own_fields(pat: Contact, acme: Account, ana: User) -> None:
    CustomField.objects.create(record="contact", key="floor", label="Floor", kind="number")
    chief = add_contact(acme, fields={"name": "Kim"}, by=ana, now=NOW)
    edit_contact(
        pat, changes={"custom": {"floor": 3}, "reports_to": chief, "left_on": date(2026, 11, 1)}, by=ana, now=NOW
    )

    text = text_of(ana, f"/accounts/contacts/{pat.pk}/")

    for expected in ("<b>Pat</b>, Buyer at Acme.", "Left on Nov 1, 2026.", "pat@acme.example", "Floor", ">Kim</a>"):
        assert expected in text, expected
    assert "Reporting to this person" in text_of(ana, f"/accounts/contacts/{chief.pk}/")


def test_the_account_leads_to_its_contacts(pat: Contact, acme: Account, ana: User) -> None:
    assert f'href="/accounts/contacts/{pat.pk}/"' in text_of(ana, f"/accounts/{acme.pk}/")


def test_an_edited_contact_leads_back_to_its_page(pat: Contact, ana: User) -> None:
    answer = client_for(ana).post(f"/accounts/contacts/{pat.pk}/edit/", {"name": "Patricia"})

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/contacts/{pat.pk}/")


def test_a_contact_is_archived_and_restored(pat: Contact, acme: Account, ana: User) -> None:
    client = client_for(ana)

    archived = client.post(f"/accounts/contacts/{pat.pk}/archiving/", follow=True).content.decode()
    assert "The contact was archived. Nothing was deleted." in archived
    assert ">Edit</a>" not in archived
    assert "Pat" not in text_of(ana, f"/accounts/{acme.pk}/").partition("What happened")[0]

    restored = client.post(f"/accounts/contacts/{pat.pk}/restoration/", follow=True).content.decode()
    assert ">Edit</a>" in restored
    verbs = list(Event.objects.filter(record="contact").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["contact.added", "contact.archived", "contact.restored"]


def test_archiving_twice_is_told_once(pat: Contact, ana: User) -> None:
    archive_contact(pat, by=ana, now=NOW)
    archive_contact(pat, by=ana, now=NOW)

    assert Event.objects.filter(verb="contact.archived").count() == 1


def test_a_reader_reads_but_changes_nothing(pat: Contact, ana: User, organisation: Organisation) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=ana.team, sees=User.Sees.TEAM)
    client = client_for(gus)
    before = fingerprint()

    text = client.get(f"/accounts/contacts/{pat.pk}/").content.decode()
    answers = [client.post(f"/accounts/contacts/{pat.pk}/{part}/").status_code for part in ("archiving", "restoration")]

    assert ("Archive" in text, answers) == (False, [403, 403])
    assert fingerprint() == before


def test_a_stranger_finds_nothing(pat: Contact, cleo: User) -> None:
    client = client_for(cleo)

    assert [client.get(f"/accounts/contacts/{pat.pk}/{part}").status_code for part in ("", "access/")] == [404, 404]
    assert client.post(f"/accounts/contacts/{pat.pk}/archiving/").status_code == 404


def test_access_to_an_account_is_explained_for_everyone_who_sees_it(
    acme: Account, ana: User, ben: User, cleo: User, dov: User, eva: User
) -> None:
    acme.territory = Territory.objects.create(name="Harbour")
    acme.save()
    gus = person("Gus", role=User.Role.SELLER)
    gus.territories.add(acme.territory)
    add_member(acme, cleo)

    found = explain_account_access(ana, acme)

    assert [str(one.person) for one in found] == ["Ana", "Ben", "Dov", "Eva", "Cleo", "Gus"]
    reasons = {str(one.person): (one.access.can_edit, one.access.reason) for one in found}
    assert reasons["Ana"] == (True, "The record is owned by this person.")
    assert reasons["Cleo"] == (False, "This person works with the account; its owner decides about its facts.")
    assert reasons["Gus"] == (False, "The account is in this person's territory.")
    for one in found:
        assert one.access == access_to_account(one.person, acme)


def test_members_edit_the_contacts_of_an_account(pat: Contact, acme: Account, ana: User, cleo: User) -> None:
    add_member(acme, cleo)

    found = {str(one.person): one.access for one in explain_contact_access(ana, pat)}

    assert (found["Ana"].can_edit, found["Cleo"].can_edit) == (True, True)
    assert "Cleo" in text_of(ana, f"/accounts/contacts/{pat.pk}/access/")


def test_a_contact_without_account_is_seen_by_those_who_see_everything(ana: User, dov: User, eva: User) -> None:
    loose = Contact.objects.create(name="Loose", created_at=NOW, changed_at=NOW)

    assert [str(one.person) for one in explain_contact_access(dov, loose)] == ["Dov"]


def test_the_access_page_says_how_many_and_why(acme: Account, ana: User, ben: User, cleo: User) -> None:
    text = text_of(ana, f"/accounts/{acme.pk}/access/")

    assert "<b>2</b> people see this record." in text
    assert "The record is owned by this person." in text
    assert "Cleo" not in text
