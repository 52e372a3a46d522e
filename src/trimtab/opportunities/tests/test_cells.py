"""A value of an opportunity, edited in its cell of the table."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.cast import client_for
from tests.fingerprints import fingerprint
from trimtab.core.models import Event
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity, Process
from trimtab.opportunities.tests.builders import stage
from trimtab.people.models import User

FETCHED = {"HX-Request": "true"}


def cell(client: Client, opportunity: Opportunity, field: str, **typed: Any) -> Any:
    """The form of that cell; with `typed`, what the browser sends from it."""
    address = f"/opportunities/{opportunity.pk}/cells/{field}/?closing=any&columns=amount,stage,forecast_category"
    send = client.post if typed else client.get
    return send(address, typed, headers=FETCHED)


@pytest.mark.parametrize(
    ("field", "typed", "was", "kept"),
    [
        ("amount", "25.50", "20.00", Decimal("25.50")),
        ("amount", "", "20.00", None),
        ("close_on", "2027-01-31", "", date(2027, 1, 31)),
        ("forecast_category", "commit", "", "commit"),
        ("next_step", "Call them", "", "Call them"),
    ],
)
def test_a_value_is_saved_and_the_row_comes_back(
    three: list[Opportunity], ana: User, field: str, typed: str, was: str, kept: object
) -> None:
    one = three[1]
    if field == "close_on":
        edit_opportunity(one, changes={"close_on": None}, by=ana, now=one.changed_at)

    answer = cell(client_for(ana), one, field, **{field: typed, "was": was})

    one.refresh_from_db()
    assert (answer.status_code, getattr(one, field)) == (200, kept)
    assert answer.content.decode().startswith(f'<tr data-row="{one.pk}"')


def test_a_stage_brings_the_whole_row_along(three: list[Opportunity], ana: User, process: Process) -> None:
    one, won = three[1], stage(process, "Won")

    text = cell(client_for(ana), one, "stage", stage=won.pk, was=one.stage_id).content.decode()

    assert ">Won<" in text
    assert FieldChange.objects.filter(opportunity=one, field="stage", new=str(won.pk)).exists()
    assert Event.objects.filter(verb="opportunity.edited", record_id=one.pk).count() == 1


def test_an_owner_is_named_by_typing(three: list[Opportunity], ana: User, ben: User) -> None:
    one = three[0]

    answer = cell(client_for(ben), one, "owner", owner="ben", was=ana.pk)

    one.refresh_from_db()
    assert (answer.status_code, one.owner) == (200, ben)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "-5", "An amount is zero or more."),
        ("amount", "much", "Enter a number."),
        ("close_on", "soon", "Enter a valid date."),
        ("owner", "Cleo", "Nobody whose records you see has that name."),
    ],
)
def test_a_wrong_value_is_answered_at_the_cell(
    three: list[Opportunity], ana: User, cleo: User, field: str, typed: str, said: str
) -> None:
    client = client_for(ana)
    before = fingerprint()

    answer = cell(client, three[1], field, **{field: typed, "was": ""})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert fingerprint() == before


def test_the_second_of_two_editors_sees_the_others_value_and_keeps_the_own(
    three: list[Opportunity], ana: User, ben: User, now: datetime
) -> None:
    one = three[1]
    edit_opportunity(one, changes={"amount": Decimal(77)}, by=ben, now=now)
    client = client_for(ana)

    answer = cell(client, one, "amount", amount="25", was="20.00")

    one.refresh_from_db()
    assert (answer.status_code, one.amount) == (409, Decimal("77.00"))
    assert "Somebody else changed this to “77”" in answer.content.decode()
    assert 'value="25"' in answer.content.decode()
    assert 'name="was" value="77.00"' in answer.content.decode()


def test_saving_again_overwrites_what_one_has_seen(
    three: list[Opportunity], ana: User, ben: User, now: datetime
) -> None:
    one = three[1]
    edit_opportunity(one, changes={"amount": Decimal(77)}, by=ben, now=now)

    answer = cell(client_for(ana), one, "amount", amount="25", was="77.00")

    one.refresh_from_db()
    assert (answer.status_code, one.amount) == (200, Decimal("25.00"))


def test_another_field_changed_meanwhile_is_no_conflict(
    three: list[Opportunity], ana: User, ben: User, now: datetime
) -> None:
    one = three[1]
    edit_opportunity(one, changes={"close_on": now.date() + timedelta(9)}, by=ben, now=now)

    answer = cell(client_for(ana), one, "amount", amount="25", was="20.00")

    one.refresh_from_db()
    assert (answer.status_code, one.amount, one.close_on) == (200, Decimal("25.00"), now.date() + timedelta(9))


def test_a_value_left_alone_does_not_take_back_what_somebody_else_wrote(
    three: list[Opportunity], ana: User, ben: User, now: datetime
) -> None:
    one = three[1]
    edit_opportunity(one, changes={"amount": Decimal(77)}, by=ben, now=now)

    answer = cell(client_for(ana), one, "amount", amount="20.00", was="20.00")

    one.refresh_from_db()
    assert (answer.status_code, one.amount) == (200, Decimal("77.00"))


def test_line_ends_are_no_difference(three: list[Opportunity], ana: User, now: datetime) -> None:
    one = three[1]
    edit_opportunity(one, changes={"next_step": "Call\nthem"}, by=ana, now=now)

    answer = cell(client_for(ana), one, "next_step", next_step="Write\r\nthem", was="Call\r\nthem")

    assert answer.status_code == 200


def test_without_a_script_the_cell_leads_to_the_form(three: list[Opportunity], ana: User) -> None:
    client, one = client_for(ana), three[1]

    assert client.get(f"/opportunities/{one.pk}/cells/amount/")["Location"] == f"/opportunities/{one.pk}/edit/"
    assert (
        f'href="/opportunities/{one.pk}/edit/#id_amount"' in client.get("/opportunities/?closing=any").content.decode()
    )


def test_only_what_the_table_shows_can_be_edited_there(three: list[Opportunity], ana: User) -> None:
    assert cell(client_for(ana), three[0], "currency", currency="USD").status_code == 404


def test_a_reader_gets_no_cells_to_edit(three: list[Opportunity], ana: User, ben: User) -> None:
    ben.role = User.Role.SELLER
    ben.sees = User.Sees.TEAM
    ben.save()

    text = client_for(ben).get("/opportunities/?closing=any&scope=everyone").content.decode()

    assert "/opportunities/" in text
    assert "data-field" not in text
