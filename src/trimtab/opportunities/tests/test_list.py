"""The table of opportunities."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Event, ExchangeRate
from trimtab.opportunities.actions import archive_opportunity, edit_opportunity, log_activity, remap_stage
from trimtab.opportunities.models import LineItem, Opportunity, Process, Product
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User

ANY = "/opportunities/?closing=any"


def names(client: Client, address: str) -> list[str]:
    """The names in the table, in its order."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return [row.opportunity.name for row in response.context["rows"]]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def three(ana: User, acme: Account, process: Process, now: datetime) -> list[Opportunity]:
    """Ana's three open ones: A closes in a year and is small, B closed long ago on paper, C has no date or amount."""
    today = now.date()
    return [
        deal("A", owner=ana, account=acme, process=process, amount=10, close_on=today + timedelta(365), kind="New"),
        deal("B", owner=ana, process=process, amount=20, close_on=today - timedelta(365), at="Proof"),
        deal("C", owner=ana, process=process, amount=None),
    ]


def test_the_list_is_sorted_by_close_date_unknown_last(three: list[Opportunity], ana: User) -> None:
    assert names(client_for(ana), ANY) == ["B", "A", "C"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-close_on", "ABC"),
        ("amount", "ABC"),
        ("-amount", "BAC"),
        ("-name", "CBA"),
        ("name", "ABC"),
        ("nonsense", "BAC"),
    ],
)
def test_the_list_is_sorted_as_asked(three: list[Opportunity], ana: User, sort: str, expected: str) -> None:
    assert names(client_for(ana), f"{ANY}&sort={sort}") == list(expected)


def test_everyone_sees_only_what_is_theirs_to_see(
    three: list[Opportunity], ana: User, ben: User, cleo: User, dov: User, process: Process
) -> None:
    deal("D", owner=cleo, process=process)

    found = {user.name: set(names(client_for(user), f"{ANY}&scope=everyone")) for user in (ana, ben, cleo, dov)}

    assert found == {"Ana": set("ABC"), "Ben": set("ABC"), "Cleo": {"D"}, "Dov": set("ABCD")}


def test_the_scope_of_the_url_narrows_the_list(three: list[Opportunity], ana: User, dov: User, cleo: User) -> None:
    assert names(client_for(dov), f"{ANY}&scope=person:{ana.pk}") == ["B", "A", "C"]
    assert names(client_for(dov), f"{ANY}&scope=person:{cleo.pk}") == []
    assert client_for(ana).get(f"{ANY}&scope=person:{cleo.pk}").status_code == 404


def test_the_period_of_the_url_narrows_the_list_and_earlier_ones_are_told(
    three: list[Opportunity], ana: User, now: datetime
) -> None:
    year = (now + timedelta(365)).year
    response = client_for(ana).get(f"/opportunities/?period=FY{year}")

    assert [row.opportunity.name for row in response.context["rows"]] == ["A"]
    assert response.context["earlier"] == 1
    assert "1 open one should have closed before." in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=acm", "A"),
        ("q=b", "B"),
        ("kind=New", "A"),
        ("kind=-", "BC"),
        ("segment=MM", "A"),
        ("region=-", "BC"),
        ("industry=Manufacturing", "A"),
        ("region=Nowhere", ""),
        ("category=-", "BAC"),
        ("status=won", ""),
        ("status=all", "CBA"),
        ("status=closed", ""),
        ("product=Arm", "A"),
        ("product=-", "BC"),
        ("close_from=2000-01-01", "BA"),
        ("close_to=2000-01-01", ""),
        ("close_from=yesterday", "BAC"),
        ("silent=5", "BAC"),
        ("slipped=on", ""),
        ("owner=999999", "BAC"),
    ],
)
def test_each_filter_of_the_url_narrows_the_list(
    three: list[Opportunity], ana: User, query: str, expected: str
) -> None:
    LineItem.objects.create(opportunity=three[0], product=Product.objects.create(name="Arm"))

    assert names(client_for(ana), f"{ANY}&{query}&sort=") == list(expected)


def test_a_process_and_a_stage_narrow_the_list(three: list[Opportunity], ana: User, process: Process) -> None:
    other = Process.objects.create(name="Renewal")
    client = client_for(ana)

    assert names(client, f"{ANY}&stage={stage(process, 'Proof').pk}") == ["B"]
    assert names(client, f"{ANY}&process={other.pk}") == []


def test_a_remapped_stage_is_found_as_the_other(
    three: list[Opportunity], ana: User, finn: User, process: Process, now: datetime
) -> None:
    proposal = stage(process, "Proposal")
    remap_stage(stage(process, "Proof"), proposal, by=finn, now=now)

    response = client_for(ana).get(f"{ANY}&stage={proposal.pk}")

    assert [(row.opportunity.name, row.stage) for row in response.context["rows"]] == [("B", "Proposal")]


def test_silent_and_slipped_ones_are_found(three: list[Opportunity], ana: User, now: datetime) -> None:
    late, moved, _quiet = three
    log_activity(fields={"kind": "call", "subject": "Hi", "at": now - timedelta(2)}, opportunity=late, by=ana, now=now)
    edit_opportunity(moved, changes={"close_on": now.date() + timedelta(9)}, by=ana, now=now)
    client = client_for(ana)

    assert names(client, f"{ANY}&silent=5") == ["B", "C"]
    assert names(client, f"{ANY}&slipped=on") == ["B"]


def test_rows_behind_a_figure_are_shown_whatever_the_frame(
    three: list[Opportunity], ana: User, cleo: User, process: Process, now: datetime
) -> None:
    theirs = deal("D", owner=cleo, process=process)
    archived = deal("E", owner=ana, process=process)
    archive_opportunity(archived, by=ana, now=now)
    ids = ",".join(str(one.pk) for one in [*three[:2], theirs, archived])

    assert set(names(client_for(ana), f"/opportunities/?ids={ids}&period=FY2001")) == {"A", "B"}
    assert names(client_for(ana), "/opportunities/?ids=x,") == []


def test_the_sentence_counts_and_converts(three: list[Opportunity], ana: User, process: Process) -> None:
    ExchangeRate.objects.create(currency="USD", from_on=date(2020, 1, 1), rate=Decimal("0.5"))
    deal("D", owner=ana, process=process, amount=10, currency="USD")

    text = client_for(ana).get(ANY).content.decode()

    assert "<b>4</b> opportunities, worth <b>35 EUR</b>." in text
    assert "1 has no amount." in text


def test_a_currency_without_a_rate_gives_no_total(three: list[Opportunity], ana: User, process: Process) -> None:
    deal("D", owner=ana, process=process, amount=10, currency="USD")

    assert "There is no total: a currency has no exchange rate." in client_for(ana).get(ANY).content.decode()


def test_pages_follow_each_other(ana: User, process: Process) -> None:
    for number in range(120):
        deal(f"Deal {number:03}", owner=ana, process=process, close_on=date(2026, 1, 1) if number % 3 else None)
    client, found, address = client_for(ana), [], ANY

    while address:
        response = client.get(address)
        found += [row.opportunity.pk for row in response.context["rows"]]
        older = response.context["older_url"]
        address = f"/opportunities/{older}" if older else ""

    assert len(found) == len(set(found)) == 120


def test_an_empty_list_says_the_next_step(ana: User, process: Process) -> None:
    text = client_for(ana).get("/opportunities/").content.decode()

    assert "No opportunity matches." in text
    assert "Show all open ones that you see" in text


def test_the_fragment_equals_its_part_of_the_page(three: list[Opportunity], ana: User) -> None:
    client = client_for(ana)
    page = client.get(ANY).content.decode()

    part = client.get(ANY, headers={"HX-Request": "true", "HX-Target": "rows"}).content.decode()

    rows = part[part.index('<div id="rows">') :].strip()
    assert rows in page
    assert part[: part.index('<div id="rows">')].strip() in page
    assert "<html" not in part


def test_the_list_is_only_read(ana: User, process: Process) -> None:
    assert client_for(ana).post("/opportunities/").status_code == 405
    assert client_for(ana).post("/opportunities/export/").status_code == 405


def test_a_stranger_signs_in_first(db: None) -> None:
    response = client_for(None).get("/opportunities/")

    assert (response.status_code, "/sign-in/" in response["Location"]) == (302, True)


def test_the_number_of_queries_does_not_grow(
    ana: User,
    acme: Account,
    process: Process,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _many(ana, acme, process, 10)
    client = client_for(ana)
    client.get(ANY)  # makes the organisation, once in the life of an installation
    with django_assert_max_num_queries(18) as few:
        client.get(ANY)
    _many(ana, acme, process, 990)

    with django_assert_num_queries(len(few)):
        assert len(client.get(ANY).context["rows"]) == 50


def _many(owner: User, account: Account, process: Process, count: int) -> None:
    first = process.stages.order_by("position")[0]
    Opportunity.objects.bulk_create(
        Opportunity(
            name=f"Deal {number}",
            owner=owner,
            account=account,
            process=process,
            stage=first,
            status="open",
            currency="EUR",
            opened_at=LONG_AGO,
            changed_at=LONG_AGO,
            close_on=date(2026, 1, 1),
        )
        for number in range(count)
    )


def exported(client: Client, address: str) -> list[list[str]]:
    response: Any = client.get(address)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_export_is_what_is_on_the_screen(three: list[Opportunity], ana: User) -> None:
    header, *rows = exported(client_for(ana), "/opportunities/export/?closing=any&kind=-")

    assert header[:5] == ["Opportunity", "Account", "Owner", "Stage", "Amount"]
    assert [row[0] for row in rows] == names(client_for(ana), f"{ANY}&kind=-") == ["B", "C"]
    assert rows[0][2:6] == ["Ana", "Proof", "20.00", str(three[1].close_on)]


def test_the_export_holds_all_pages_but_nothing_of_others(
    three: list[Opportunity], ana: User, acme: Account, cleo: User, process: Process
) -> None:
    _many(ana, acme, process, 600)
    deal("Theirs", owner=cleo, process=process)

    rows = exported(client_for(ana), "/opportunities/export/?closing=any&scope=everyone")

    assert len(rows) == 604
    assert "Theirs" not in {row[0] for row in rows}


def test_an_exported_name_runs_nothing(ana: User, process: Process) -> None:
    deal("=1+1", owner=ana, process=process)

    assert exported(client_for(ana), "/opportunities/export/?closing=any")[1][0] == "'=1+1"


def test_an_export_is_recorded(three: list[Opportunity], ana: User) -> None:
    exported(client_for(ana), "/opportunities/export/?closing=any")

    event = Event.objects.get(verb="opportunities.exported")
    assert (event.by_id, event.after) == (ana.pk, {"query": "closing=any"})
