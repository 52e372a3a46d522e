"""The settings: one list of places, and pages that cost the same however much they show."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import LONG_AGO, client_for
from trimtab.analytics.models import Restatement
from trimtab.core.models import CustomField, ExchangeRate, Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import Territory, User

pytestmark = pytest.mark.django_db


def test_each_place_says_what_is_set_there(finn: User, organisation: Organisation, process: Process) -> None:
    page = client_for(finn).get("/settings/").content.decode()

    assert "Fiscal year starts in January, calendar months. Days in UTC." in page
    assert "Reports in EUR, with rates of 0 others." in page
    assert "1 in use, with 5 stages." in page
    assert "All as shipped." in page


def test_settings_stand_in_the_rail_of_those_who_set_up(finn: User, ana: User) -> None:
    pages = [client_for(user).get("/people/").content.decode() for user in (finn, ana)]

    assert ['data-go="s"' in page for page in pages] == [True, False]


def more_rates(number: int) -> None:
    ExchangeRate.objects.bulk_create(
        ExchangeRate(currency="USD", from_on=date(2020, 1, 1) + timedelta(days=day), rate=Decimal(1))
        for day in range(number)
    )


def more_processes(number: int) -> None:
    Process.objects.bulk_create(Process(name=f"Process {one}") for one in range(number))


def more_fields(number: int) -> None:
    CustomField.objects.bulk_create(
        CustomField(record="account", key=f"k{one}", label=f"Field {one}") for one in range(number)
    )


def more_territories(number: int) -> None:
    Territory.objects.bulk_create(Territory(name=f"Market {one}") for one in range(number))


def more_restatements(number: int) -> None:
    Restatement.objects.bulk_create(
        Restatement(at=LONG_AGO, what="rate.set", last_event_id=one, before=[]) for one in range(number)
    )


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/settings/currencies/USD/", more_rates),
        ("/settings/processes/", more_processes),
        ("/settings/fields/", more_fields),
        ("/settings/territories/", more_territories),
        ("/settings/restatements/", more_restatements),
    ],
)
def test_more_rows_take_no_more_queries(
    address: str, more: Callable[[int], None], finn: User, organisation: Organisation
) -> None:
    client = client_for(finn)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more(40)

    with CaptureQueriesContext(connection) as many:
        page = client.get(address)

    assert page.status_code == 200
    assert len(many) <= len(few) + 1  # the events of a first restatement, in one query


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/settings/currencies/closings/"),
        ("delete", "/settings/organisation/"),
        ("post", "/settings/"),
        ("post", "/settings/audit/"),
        ("put", "/settings/processes/"),
    ],
)
def test_a_wrong_method_is_refused(method: str, address: str, finn: User) -> None:
    assert getattr(client_for(finn), method)(address).status_code == 405
