"""The table of activities."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import client_for
from tests.support import parts_of
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Activity, Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.opportunities.tests.test_export import exported
from trimtab.people.models import User

LIST = "/opportunities/activities/"
ANY = f"{LIST}?when=any"


@pytest.fixture
def logged(acme: Account, bolt: Account, ana: User, cleo: User, process: Process, now: datetime) -> list[Activity]:
    """Ana called about her deal two days ago and will meet Acme tomorrow; Cleo wrote to Bolt two years ago."""
    turbines = deal("Turbines", owner=ana, process=process, account=acme)
    call = {"kind": "call", "subject": "First call", "at": now - timedelta(2)}
    meeting = {"kind": "meeting", "subject": "Visit", "at": now + timedelta(1), "direction": "mutual"}
    mail = {"kind": "email", "subject": "Offer", "at": now - timedelta(730)}
    return [
        log_activity(fields=call, opportunity=turbines, by=ana, now=now),
        log_activity(fields=meeting, account=acme, by=ana, now=now),
        log_activity(fields=mail, account=bolt, by=cleo, now=now),
    ]


def subjects(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [one.subject for one in response.context["rows"]]


def test_one_sees_activities_with_visible_records_newest_first(
    logged: list[Activity], ana: User, ben: User, cleo: User, dov: User
) -> None:
    found = {user.name: subjects(client_for(user), f"{ANY}&scope=everyone") for user in (ana, ben, cleo, dov)}

    assert found == {
        "Ana": ["Visit", "First call"],
        "Ben": ["Visit", "First call"],
        "Cleo": ["Offer"],
        "Dov": ["Visit", "First call", "Offer"],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=at", ["Offer", "First call", "Visit"]),
        ("kind=call", ["First call"]),
        ("direction=mutual", ["Visit"]),
        ("when=ahead", ["Visit"]),
        ("owner=cleo", ["Offer"]),
        ("q=visit", ["Visit"]),
        ("q=turb", ["First call"]),
        ("q=bolt", ["Offer"]),
        ("kind=nonsense", ["Visit", "First call", "Offer"]),
    ],
)
def test_each_filter_of_the_url_narrows_the_list(
    logged: list[Activity], dov: User, query: str, expected: list[str]
) -> None:
    assert subjects(client_for(dov), f"{LIST}?when=any&{query}") == expected


def test_the_period_of_the_frame_narrows_the_list(logged: list[Activity], dov: User, now: datetime) -> None:
    assert subjects(client_for(dov), f"{LIST}?period=FY{now.year - 2}") == ["Offer"]


def test_the_scope_narrows_the_list_to_who_did_it(logged: list[Activity], ana: User, cleo: User, dov: User) -> None:
    assert subjects(client_for(dov), f"{ANY}&scope=person:{cleo.pk}") == ["Offer"]


def test_those_of_one_record_are_shown_whatever_the_period(logged: list[Activity], acme: Account, ana: User) -> None:
    client = client_for(ana)

    assert subjects(client, f"{LIST}?account={acme.pk}&period=FY2001") == ["Visit", "First call"]
    assert subjects(client, f"{LIST}?opportunity={logged[0].opportunity_id}&period=FY2001") == ["First call"]


def test_in_a_very_large_table_records_are_found_by_their_beginning(
    logged: list[Activity], acme: Account, ana: User, dov: User, now: datetime
) -> None:
    Activity.objects.create(pk=100_001, kind="note", subject="Last", at=now, recorded_at=now, account=acme, user=ana)
    client = client_for(dov)

    assert subjects(client, f"{ANY}&q=turb") == ["First call"]
    assert subjects(client, f"{ANY}&q=offer") == []


def test_a_row_leads_to_the_record_where_the_activity_stands(logged: list[Activity], acme: Account, ana: User) -> None:
    text = client_for(ana).get(ANY).content.decode()

    assert f'<th scope="row"><a href="/accounts/{acme.pk}/">Visit</a>' in text
    assert f'<th scope="row"><a href="/opportunities/{logged[0].opportunity_id}/">First call</a>' in text


def test_the_export_holds_the_visible_rows_and_is_recorded(logged: list[Activity], cleo: User) -> None:
    rows = exported(client_for(cleo), f"{LIST}export/?when=any&columns=kind,account,who")

    assert rows == [["Activity", "Kind", "Account", "Who"], ["Offer", "E-mail", "Bolt", "Cleo"]]
    assert Event.objects.get(verb="activities.exported").by_id == cleo.pk


def test_pages_follow_each_other_and_lead_back(three: list[Opportunity], ana: User, now: datetime) -> None:
    Activity.objects.bulk_create(
        Activity(kind="call", at=now - timedelta(number // 3), recorded_at=now, user=ana, opportunity=three[0])
        for number in range(120)
    )
    client, address, pages = client_for(ana), ANY, []
    while address:
        context = client.get(address).context
        pages.append([one.pk for one in context["rows"]])
        address = f"{LIST}{context['older_url']}" if context["older_url"] else ""

    back = client.get(f"{LIST}{context['newer_url']}").context["rows"]

    assert len({pk for page in pages for pk in page}) == 120
    assert [one.pk for one in back] == pages[-2]


def test_the_fragment_equals_its_part_of_the_page(logged: list[Activity], ana: User) -> None:
    client = client_for(ana)
    page = parts_of(client.get(ANY).content)

    part = client.get(ANY, headers={"HX-Request": "true", "HX-Target": "rows"}).content

    assert "<html" not in part.decode()
    for piece, whole in zip(parts_of(part), page, strict=True):
        assert whole.startswith(piece)


def test_an_empty_list_says_the_next_step_and_is_only_read(ana: User) -> None:
    client = client_for(ana)

    assert "No activity matches." in client.get(LIST).content.decode()
    assert client.post(LIST).status_code == client.post(f"{LIST}export/").status_code == 405


def test_the_number_of_queries_does_not_grow(
    three: list[Opportunity], ana: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def log(count: int) -> None:
        Activity.objects.bulk_create(
            Activity(kind="call", at=now, recorded_at=now, user=ana, opportunity=three[0]) for _number in range(count)
        )

    client = client_for(ana)
    log(2)
    client.get(ANY)
    with CaptureQueriesContext(connection) as few:
        client.get(ANY)
    log(200)

    with django_assert_num_queries(len(few)):
        assert len(client.get(ANY).context["rows"]) == 50
