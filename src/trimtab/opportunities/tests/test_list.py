"""The table of opportunities."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, client_for, person
from tests.support import parts_of
from trimtab.accounts.models import Account
from trimtab.core.models import ExchangeRate
from trimtab.opportunities.actions import archive_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.opportunities.tests.listed import ANY, many, names
from trimtab.people.models import Team, User


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


def test_a_team_of_many_is_narrowed_like_a_small_one(dov: User, eva: User, north: Team, process: Process) -> None:
    sellers = [person(f"Seller{number}", role=User.Role.SELLER, team=north) for number in range(10)]
    for number, seller in enumerate(sellers):
        deal(f"D{number}", owner=seller, process=process)
    deal("Dov's", owner=dov, process=process)

    assert set(names(client_for(eva), f"{ANY}&scope=team:{north.pk}")) == {f"D{number}" for number in range(10)}


def test_the_period_of_the_url_narrows_the_list_and_earlier_ones_are_told(
    three: list[Opportunity], ana: User, now: datetime
) -> None:
    year = (now + timedelta(365)).year
    response = client_for(ana).get(f"/opportunities/?period=FY{year}")

    assert [row.opportunity.name for row in response.context["rows"]] == ["A"]
    assert response.context["earlier"] == 1
    assert "1 open one should have closed before." in response.content.decode()


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
    page = parts_of(client.get(ANY).content)

    part = client.get(ANY, headers={"HX-Request": "true", "HX-Target": "rows"}).content

    assert "<html" not in part.decode()
    for piece, whole in zip(parts_of(part), page, strict=True):
        assert whole.startswith(piece)


def test_the_list_is_only_read(ana: User, process: Process) -> None:
    assert client_for(ana).post("/opportunities/").status_code == 405
    assert client_for(ana).post("/opportunities/export/").status_code == 405


def test_a_stranger_signs_in_first(db: None) -> None:
    response = client_for(None).get("/opportunities/")

    assert (response.status_code, "/sign-in/" in response["Location"]) == (302, True)


def test_in_a_very_large_table_names_are_found_by_their_beginning(
    three: list[Opportunity], ana: User, acme: Account, process: Process
) -> None:
    first = stage(process, "Qualify")
    Opportunity.objects.create(
        pk=100_001,
        name="Robots of Bolt",
        owner=ana,
        process=process,
        stage=first,
        status="open",
        currency="EUR",
        opened_at=LONG_AGO,
        changed_at=LONG_AGO,
    )
    client = client_for(ana)

    assert names(client, f"{ANY}&q=rob") == ["Robots of Bolt"]
    assert names(client, f"{ANY}&q=acm") == ["A"]
    assert names(client, f"{ANY}&q=bolt") == []
    assert "Name or account begins with" in client.get(ANY).content.decode()


def test_the_number_of_queries_does_not_grow(
    ana: User,
    acme: Account,
    process: Process,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    many(ana, acme, process, 10)
    client = client_for(ana)
    client.get(ANY)  # makes the organisation, once in the life of an installation
    with django_assert_max_num_queries(16) as few:
        client.get(ANY)
    many(ana, acme, process, 990)

    with django_assert_max_num_queries(len(few)):
        assert len(client.get(ANY).context["rows"]) == 50
