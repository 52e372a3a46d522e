"""Editing many records at once through the site: form, preview, change, undo."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Batch, CustomField, Organisation
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
DEALS = "/opportunities/bulk-edits/"


def preview(client: Client, address: str, **sent: object) -> Batch:
    """Send the form; the preview that it leads to."""
    answer = client.post(address, {"preview": "1", **sent})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Batch.objects.get(pk=int(answer.headers["Location"].strip("/").rpartition("/")[2]))


def test_form_says_how_many_are_chosen(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    page = client_for(ana).post(DEALS, {"ids": [turbines.pk, pumps.pk], "verb": "edit"})

    assert (page.status_code, page.context["count"]) == (200, 2)
    assert not Batch.objects.exists()


def test_preview_shows_before_and_after_and_changes_nothing(ana: User, turbines: Opportunity) -> None:
    client = client_for(ana)

    batch = preview(client, DEALS, ids=turbines.pk, kind="Renewal")

    page = client.get(f"/changes/{batch.pk}/").text
    assert "<b>1</b> record would change. Nothing has been changed yet." in page
    assert "Renewal" in page
    turbines.refresh_from_db()
    assert turbines.kind == ""


def test_change_is_applied_and_can_be_undone_at_once(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    client = client_for(ana)
    batch = preview(client, DEALS, ids=[turbines.pk, pumps.pk], next_step="Call")

    page = client.post(f"/changes/{batch.pk}/application/", follow=True)

    assert set(Opportunity.objects.values_list("next_step", flat=True)) == {"Call"}
    assert "2 records were changed." in page.text
    assert f'action="/changes/{batch.pk}/undoing/"' in page.text
    client.post(f"/changes/{batch.pk}/undoing/")
    assert set(Opportunity.objects.values_list("next_step", flat=True)) == {""}


def test_every_change_is_in_the_history_with_both_clocks(ana: User, turbines: Opportunity) -> None:
    client = client_for(ana)
    batch = preview(client, DEALS, ids=turbines.pk, kind="Renewal")

    client.post(f"/changes/{batch.pk}/application/")

    change = FieldChange.objects.get(opportunity=turbines, field="kind")
    assert (change.new, change.origin, change.by_id) == ("Renewal", "edit", ana.pk)
    assert change.valid_at == change.recorded_at


def test_close_dates_move_by_days_and_stay_where_there_is_none(
    ana: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    edit_opportunity(turbines, changes={"close_on": date(2026, 12, 1)}, by=ana, now=NOW)
    client = client_for(ana)

    batch = preview(client, DEALS, ids=[turbines.pk, pumps.pk], days=30)
    client.post(f"/changes/{batch.pk}/application/")

    assert list(Opportunity.objects.order_by("pk").values_list("close_on", flat=True)) == [date(2026, 12, 31), None]
    assert batch.total == 1


def test_own_fields_are_set_and_emptied(ana: User, turbines: Opportunity) -> None:
    CustomField.objects.create(record="opportunity", key="partner", label="Partner")
    client = client_for(ana)
    batch = preview(client, DEALS, ids=turbines.pk, custom_partner="Grid AG")
    client.post(f"/changes/{batch.pk}/application/")
    turbines.refresh_from_db()
    assert turbines.custom == {"partner": "Grid AG"}

    batch = preview(client, DEALS, ids=turbines.pk, empty_custom_partner="on")
    client.post(f"/changes/{batch.pk}/application/")

    turbines.refresh_from_db()
    assert turbines.custom == {"partner": None}


def test_records_that_one_may_not_change_are_named_and_left(
    ana: User, north: Team, turbines: Opportunity, process: object
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    own = Opportunity.objects.get(pk=turbines.pk)
    own.pk, own.owner, own.name = None, gus, "Own deal"
    own.save()
    client = client_for(gus)

    batch = preview(client, DEALS, ids=[turbines.pk, own.pk], kind="Renewal")
    client.post(f"/changes/{batch.pk}/application/")

    turbines.refresh_from_db()
    assert turbines.kind == ""
    assert batch.items.get(object_id=turbines.pk).outcome == "refused"
    assert "edits only own records" in client.get(f"/changes/{batch.pk}/").text


def test_reader_is_refused_without_a_trace(organisation: Organisation, north: Team, turbines: Opportunity) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    client = client_for(gus)
    before = fingerprint()

    answer = client.post(DEALS, {"preview": "1", "ids": turbines.pk, "kind": "Renewal"})

    assert answer.status_code == 403
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Write what should change."),
        ({"owner": "Nobody Here"}, "Nobody whose records you see has that name or address."),
        ({"close_on": "2026-12-01", "days": "3"}, "Set the date, or move it: not both."),
        ({"kind": "Renewal", "empty_kind": "on"}, "Write a value, or empty the field: not both."),
        ({"stage": "0"}, "Something needs another look; nothing was changed."),
    ],
)
def test_what_cannot_be_done_comes_back_with_what_was_typed(
    sent: dict[str, str], said: str, ana: User, turbines: Opportunity
) -> None:
    page = client_for(ana).post(DEALS, {"preview": "1", "ids": turbines.pk, **sent})

    assert page.status_code == 422
    assert said in page.text
    assert not Batch.objects.exists()


def test_values_that_all_have_already_make_no_batch(ana: User, turbines: Opportunity) -> None:
    edit_opportunity(turbines, changes={"kind": "Renewal"}, by=ana, now=NOW)

    page = client_for(ana).post(DEALS, {"preview": "1", "ids": turbines.pk, "kind": "Renewal"})

    assert page.status_code == 422
    assert "None of the chosen records would change." in page.text


def test_a_leader_gives_accounts_to_somebody_else(ben: User, ana: User, acme: Account) -> None:
    client = client_for(ben)

    batch = preview(client, reverse("account-bulk-edits"), ids=acme.pk, owner="ben@example.com", segment="ENT")
    client.post(f"/changes/{batch.pk}/application/")

    acme.refresh_from_db()
    assert (acme.owner, acme.segment) == (ben, "ENT")


def test_contacts_are_edited_archived_and_restored(ana: User, acme: Account) -> None:
    kim = Contact.objects.create(account=acme, name="Kim", created_at=NOW, changed_at=NOW)
    client, address = client_for(ana), reverse("contact-bulk-edits")
    batch = preview(client, address, ids=kim.pk, title="Buyer")
    client.post(f"/changes/{batch.pk}/application/")

    archived = preview(client, address, ids=kim.pk, verb="archive")
    client.post(f"/changes/{archived.pk}/application/")

    kim.refresh_from_db()
    assert (kim.title, kim.archived_at is not None) == ("Buyer", True)
    client.post(f"/changes/{archived.pk}/undoing/")
    kim.refresh_from_db()
    assert kim.archived_at is None


def test_an_own_field_of_several_choices_is_set_compared_and_taken_back(
    ana: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    CustomField.objects.create(
        record="opportunity", key="rivals", label="Rivals", kind=CustomField.Kind.CHOICES, choices=["Volt", "Grid"]
    )
    client = client_for(ana)

    batch = preview(client, DEALS, ids=[turbines.pk, pumps.pk], custom_rivals=["Volt", "Grid"])
    shown = client.get(f"/changes/{batch.pk}/").text
    client.post(f"/changes/{batch.pk}/application/")

    assert "Volt, Grid" in shown
    turbines.refresh_from_db()
    assert turbines.custom == {"rivals": ["Volt", "Grid"]}
    page = client.get(f"/opportunities/merges/new/?ids={turbines.pk},{pumps.pk}")
    assert ("Rivals", "Volt, Grid") in page.context["comparison"].same
    client.post(f"/changes/{batch.pk}/undoing/")
    turbines.refresh_from_db()
    assert turbines.custom == {}
