"""The columns of the table of opportunities, its pages back and forth, and its workbook."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import CustomField
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.listing import Listing
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.opportunities.tests.listed import ANY, many, names
from trimtab.opportunities.tests.test_export import exported
from trimtab.people.frame import frame_for
from trimtab.people.models import User
from trimtab.web.table_pages import TooManyRows, file_of


def heads(client: Client, address: str) -> list[str]:
    return [str(heading.label) for heading in client.get(address).context["headings"]]


def workbook(client: Client, address: str) -> list[list[Any]]:
    """The rows of the sheet, each cell as (value, kind)."""
    response: Any = client.get(address)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("columns=amount,stage", ["Opportunity", "Amount", "Stage"]),
        ("columns=stage,amount", ["Opportunity", "Stage", "Amount"]),
        ("columns=stage&columns=amount", ["Opportunity", "Stage", "Amount"]),
        ("columns=name", ["Opportunity"]),
        ("columns=nonsense,stage,stage", ["Opportunity", "Stage"]),
    ],
)
def test_the_url_chooses_the_columns(three: list[Opportunity], ana: User, query: str, expected: list[str]) -> None:
    assert heads(client_for(ana), f"{ANY}&{query}") == expected


def test_unknown_columns_alone_give_the_usual_ones(three: list[Opportunity], ana: User) -> None:
    client = client_for(ana)

    assert heads(client, f"{ANY}&columns=nonsense") == heads(client, ANY)


def test_an_own_field_is_a_column_and_stands_in_the_export(three: list[Opportunity], ana: User) -> None:
    CustomField.objects.create(record="opportunity", key="seats", label="Seats", kind="number")
    edit_opportunity(three[1], changes={"custom:seats": "12.5"}, by=ana, now=three[1].changed_at)
    client = client_for(ana)

    rows = exported(client, "/opportunities/export/?closing=any&columns=custom:seats")

    assert rows[:2] == [["Opportunity", "Seats"], ["B", "12.5"]]
    assert ">12.5<" in client.get(f"{ANY}&columns=custom:seats").content.decode()


def test_every_column_can_be_shown_with_the_same_number_of_queries(
    ana: User, acme: Account, process: Process, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(ana, acme, process, 1)
    client = client_for(ana)
    address = f"{ANY}&columns={','.join(column.key for column in client.get(ANY).context['table'].offered)}"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    many(ana, acme, process, 40)

    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_export_has_the_columns_and_the_order_of_the_page(three: list[Opportunity], ana: User) -> None:
    rows = exported(client_for(ana), "/opportunities/export/?closing=any&columns=stage&sort=-name")

    assert rows == [["Opportunity", "Stage"], ["C", "Qualify"], ["B", "Proof"], ["A", "Qualify"]]


def test_a_workbook_keeps_numbers_and_runs_no_text(ana: User, process: Process) -> None:
    deal("=1+1", owner=ana, process=process, amount=1500)

    header, row = workbook(client_for(ana), "/opportunities/export/?closing=any&columns=amount&format=xlsx")

    assert [value for value, _kind in header] == ["Opportunity", "Amount", "Currency"]
    assert row == [("=1+1", "s"), (1500, "n"), ("EUR", "s")]


def test_a_workbook_that_would_be_too_long_is_not_made(three: list[Opportunity], ana: User, now: datetime) -> None:
    parameters = QueryDict("closing=any")
    listing = Listing(parameters, frame_for(ana, {}, now=now), now=now)

    with pytest.raises(TooManyRows):
        file_of(listing, kind="xlsx", title="Opportunities", today=now.date(), most=2)


@pytest.mark.parametrize("sort", ["close_on", "-amount", "name", "-changed_at"])
def test_previous_shows_the_pages_that_were_shown(ana: User, acme: Account, process: Process, sort: str) -> None:
    many(ana, acme, process, 120)
    client, address, pages = client_for(ana), f"{ANY}&sort={sort}", []
    while address:
        context = client.get(address).context
        pages.append([row.opportunity.pk for row in context["rows"]])
        address = f"/opportunities/{context['older_url']}" if context["older_url"] else ""

    back = [pages[-1]]
    while context["newer_url"]:
        context = client.get(f"/opportunities/{context['newer_url']}").context
        back.append([row.opportunity.pk for row in context["rows"]])

    assert back == pages[::-1]


def test_an_owner_is_found_by_name_or_number(three: list[Opportunity], ana: User, ben: User, process: Process) -> None:
    deal("Ben's", owner=ben, process=process)
    client = client_for(ben)

    assert names(client, f"{ANY}&owner=ana") == ["B", "A", "C"]
    assert names(client, f"{ANY}&owner={ben.pk}") == ["Ben's"]
    assert 'value="Ben"' in client.get(f"{ANY}&owner={ben.pk}").content.decode()


def test_somebody_out_of_sight_is_no_owner_to_ask_for(three: list[Opportunity], ana: User, cleo: User) -> None:
    text = client_for(ana).get(f"{ANY}&owner=Cleo").content.decode()

    assert "Nobody whose records you see has that name." in text


def test_rows_are_selected_by_a_form_that_takes_ids_or_all_that_match(three: list[Opportunity], ana: User) -> None:
    text = client_for(ana).get(f"{ANY}&kind=-&sort=name&columns=stage&view=all").content.decode()

    assert '<form id="selection"' in text
    assert f'name="ids" value="{three[1].pk}" form="selection"' in text
    assert 'name="matching" value="closing=any&amp;kind=-&amp;scope=me&amp;period=' in text
