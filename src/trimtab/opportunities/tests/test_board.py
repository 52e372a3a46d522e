"""The board: columns, figures, cards, filters."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import LONG_AGO, client_for, person
from trimtab.accounts.models import Account
from trimtab.core.models import ExchangeRate
from trimtab.opportunities.actions import archive_opportunity, edit_opportunity, remap_stage
from trimtab.opportunities.board import Column
from trimtab.opportunities.models import Opportunity, Process, Stage
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.opportunities.tests.listed import names
from trimtab.people.models import Team, User

ANY = "/opportunities/board/?closing=any"


def columns(client: Client, address: str = ANY) -> dict[str, Column]:
    """The columns by the names of their stages, in order."""
    response = client.get(address)
    assert response.status_code == 200
    return {column.stage.name: column for column in response.context["columns"]}


def cards(column: Column) -> list[str]:
    """The names on the cards of a column."""
    return [card.opportunity.name for card in column.cards]


def text_of(client: Client, address: str = ANY) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_each_stage_is_a_column_with_its_cards_soonest_first(
    three: list[Opportunity], ana: User, now: datetime
) -> None:
    deal("D", owner=ana, process=three[0].process, close_on=now.date())

    found = columns(client_for(ana))

    assert list(found) == ["Qualify", "Proof", "Proposal", "Won", "Lost"]
    assert {name: cards(column) for name, column in found.items() if column.cards} == {
        "Qualify": ["D", "A", "C"],
        "Proof": ["B"],
    }


def test_counts_and_sums_are_in_the_reporting_currency(three: list[Opportunity], ana: User, process: Process) -> None:
    ExchangeRate.objects.create(currency="USD", from_on=date(2020, 1, 1), rate=Decimal("0.5"))
    deal("D", owner=ana, process=process, amount=100, currency="USD")

    qualify = columns(client_for(ana))["Qualify"].tally

    assert (qualify.rows, qualify.total and qualify.total.amount, qualify.without_amount) == (3, Decimal("60.00"), 1)
    assert "1 without amount" in text_of(client_for(ana))


def test_what_was_closed_counts_at_the_rate_of_its_day(ana: User, process: Process, now: datetime) -> None:
    for day, rate in ((date(2020, 1, 1), "0.5"), (now.date() - timedelta(1), "2")):
        ExchangeRate.objects.create(currency="USD", from_on=day, rate=Decimal(rate))
    for name, ago in (("Early", 10), ("Late", 0)):
        sold = deal(name, owner=ana, process=process, amount=100, currency="USD", close_on=now.date())
        edit_opportunity(sold, changes={"stage": stage(process, "Won")}, by=ana, now=now - timedelta(ago))

    won = columns(client_for(ana))["Won"].tally

    assert (won.rows, won.total and won.total.amount) == (2, Decimal("250.00"))


def test_a_missing_rate_is_said_and_not_left_out(three: list[Opportunity], ana: User, process: Process) -> None:
    deal("D", owner=ana, process=process, amount=100, currency="USD", at="Proof")

    found = columns(client_for(ana))

    assert (found["Proof"].tally.total, found["Proof"].tally.without_rate) == (None, ("USD",))
    assert found["Qualify"].tally.total is not None
    assert "no total: no exchange rate for USD" in text_of(client_for(ana))


@pytest.mark.parametrize("query", ["", "&closing=any", "&closing=any&q=a", "&closing=any&account={acme}"])
def test_a_columns_figure_leads_to_exactly_its_rows(
    three: list[Opportunity], ana: User, acme: Account, process: Process, now: datetime, query: str
) -> None:
    deal("Here", owner=ana, account=acme, process=process, close_on=now.date())
    for name, day in (("Now", now.date()), ("Past", LONG_AGO.date())):
        sold = deal(name, owner=ana, account=acme, process=process, close_on=day)
        edit_opportunity(sold, changes={"stage": stage(process, "Won")}, by=ana, now=now)
    client = client_for(ana)
    response = client.get(f"/opportunities/board/?x=1{query.format(acme=acme.pk)}")

    for column in response.context["columns"]:
        rows = names(client, f"/opportunities/?{response.context['board'].address_of(column)}")
        assert sorted(rows) == sorted(cards(column)), column.stage


def test_won_and_lost_are_those_of_the_period(ana: User, process: Process, now: datetime) -> None:
    for name, day in (("Now", now.date()), ("Past", LONG_AGO.date())):
        sold = deal(name, owner=ana, process=process, close_on=day)
        edit_opportunity(sold, changes={"stage": stage(process, "Lost")}, by=ana, now=now)

    assert cards(columns(client_for(ana))["Lost"]) == ["Now"]


def test_the_period_narrows_the_board_and_what_should_have_closed_before_is_told(
    three: list[Opportunity], ana: User, now: datetime
) -> None:
    response = client_for(ana).get(f"/opportunities/board/?period=FY{now.year + 1}")

    shown = {column.stage.name: cards(column) for column in response.context["columns"]}
    assert shown["Qualify"] == ["A"]
    assert "1 open one should have closed before." in response.content.decode()


def test_overdue_and_slipped_are_said_with_shape_and_word(three: list[Opportunity], ana: User, now: datetime) -> None:
    moved, overdue, _none = three
    early = now.date() - timedelta(300)
    edit_opportunity(moved, changes={"close_on": early}, by=ana, now=now - timedelta(2))
    edit_opportunity(moved, changes={"close_on": now.date() + timedelta(300)}, by=ana, now=now - timedelta(1))

    found = columns(client_for(ana))
    text = text_of(client_for(ana))

    quarter = f"FY{early.year}-Q{(early.month + 2) // 3}"
    assert found["Qualify"].cards[0].slipped_from == quarter
    assert f'<span aria-hidden="true">◆</span> slipped from {quarter}' in text
    assert found["Proof"].cards[0].row.opportunity == overdue
    assert '<span aria-hidden="true">▲</span> overdue' in text
    assert found["Proof"].tally.overdue == 1


def test_a_close_date_moved_within_its_quarter_has_not_slipped(ana: User, process: Process) -> None:
    robots = deal("Robots", owner=ana, process=process, close_on=date(2030, 1, 5))
    edit_opportunity(robots, changes={"close_on": date(2030, 3, 31)}, by=ana, now=LONG_AGO + timedelta(1))

    assert columns(client_for(ana))["Qualify"].cards[0].slipped_from == ""


def test_empty_columns_are_folded(three: list[Opportunity], ana: User) -> None:
    text = text_of(client_for(ana))

    assert text.count("is-folded") == 3
    assert 'class="column is-open is-folded"' in text


def test_the_process_with_most_open_ones_is_shown_first_and_another_can_be_chosen(
    three: list[Opportunity], ana: User, process: Process
) -> None:
    renewal = Process.objects.create(name="Renewal")
    Stage.objects.create(process=renewal, name="Due", position=1, kind="open")
    for number in range(4):
        deal(f"R{number}", owner=ana, process=renewal, at="Due")
    client = client_for(ana)

    assert list(columns(client)) == ["Due"]
    assert next(iter(columns(client, f"{ANY}&process={process.pk}"))) == "Qualify"
    assert "Renewal</option>" in text_of(client)


def test_what_stands_in_a_merged_stage_is_shown_in_the_other(
    three: list[Opportunity], ana: User, finn: User, process: Process, now: datetime
) -> None:
    remap_stage(stage(process, "Proof"), stage(process, "Proposal"), by=finn, now=now)

    found = columns(client_for(ana))

    assert list(found) == ["Qualify", "Proposal", "Won", "Lost"]
    assert cards(found["Proposal"]) == ["B"]


def test_filters_narrow_the_board_as_they_narrow_the_table(three: list[Opportunity], ana: User, acme: Account) -> None:
    client = client_for(ana)

    assert cards(columns(client, f"{ANY}&q=a")["Qualify"]) == ["A"]
    assert cards(columns(client, f"{ANY}&kind=New")["Qualify"]) == ["A"]
    assert cards(columns(client, f"{ANY}&account={acme.pk}")["Qualify"]) == ["A"]


def test_everyone_sees_only_what_is_theirs_to_see(
    three: list[Opportunity], ana: User, ben: User, cleo: User, process: Process, now: datetime
) -> None:
    deal("D", owner=cleo, process=process)
    archive_opportunity(three[1], by=ana, now=now)

    found = {user.name: columns(client_for(user), f"{ANY}&scope=everyone") for user in (ben, cleo)}

    assert {name: cards(board["Qualify"]) for name, board in found.items()} == {"Ben": ["A", "C"], "Cleo": ["D"]}
    assert found["Ben"]["Proof"].tally.rows == 0


def test_a_reader_gets_no_button_to_move(three: list[Opportunity], north: Team, ana: User) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)

    text = text_of(client_for(gus), f"{ANY}&scope=everyone")

    assert "read only" in text
    assert 'form="pick" name="card"' not in text
    assert client_for(gus).get(f"{ANY}&scope=everyone&card={three[0].pk}").status_code == 403
    assert 'form="pick" name="card"' in text_of(client_for(ana))


def test_columns_continue_after_15_cards(ana: User, process: Process) -> None:
    for number in range(60):
        deal(f"Deal {number:02}", owner=ana, process=process, close_on=date(2030, 1, 1) if number % 2 else None)
    client, found, query = client_for(ana), [], ""
    first = stage(process, "Qualify").pk

    for _page in range(4):
        column = columns(client, f"{ANY}{query}")["Qualify"]
        assert column.tally.rows == 60
        found += cards(column)
        query = f"&column={first}&after={column.after}"

    assert (len(found), len(set(found)), column.after) == (60, 60, "")


def test_the_fragment_of_more_cards_equals_its_part_of_the_page(ana: User, process: Process) -> None:
    for number in range(60):
        deal(f"Deal {number:02}", owner=ana, process=process, close_on=date(2030, 1, 1))
    client, first = client_for(ana), stage(process, "Qualify").pk
    query = f"{ANY}&column={first}&after={columns(client)['Qualify'].after}"

    part = client.get(query, headers={"HX-Request": "true", "HX-Target": f"more-{first}"}).content.decode()

    assert part.count('class="card"') == 15
    assert " ".join(part.split()) in text_of(client, query)


def test_an_empty_board_says_the_next_step(ana: User, process: Process) -> None:
    assert "Show all open ones that you see" in text_of(client_for(ana), "/opportunities/board/")


def test_before_there_is_a_process_the_board_says_so(ana: User) -> None:
    assert "There is no process yet." in text_of(client_for(ana))


def test_the_board_is_only_read(ana: User, process: Process) -> None:
    assert client_for(ana).post("/opportunities/board/").status_code == 405


def test_table_and_board_lead_to_each_other_with_their_filters(three: list[Opportunity], ana: User) -> None:
    client = client_for(ana)

    assert 'href="/opportunities/board/?closing=any&amp;q=a"' in text_of(client, "/opportunities/?closing=any&q=a")
    assert 'href="/opportunities/?closing=any&amp;q=a"' in text_of(client, f"{ANY}&q=a")


def test_three_thousand_cost_as_many_queries_and_bytes_as_three_hundred(
    ana: User, acme: Account, process: Process, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stages = list(process.stages.filter(kind="open").order_by("position"))

    def fill(count: int) -> None:
        Opportunity.objects.bulk_create(
            Opportunity(
                name=f"Deal {number:04}",
                owner=ana,
                account=acme,
                process=process,
                stage=stages[number % 3],
                status="open",
                amount=1000,
                currency="EUR",
                opened_at=LONG_AGO,
                changed_at=LONG_AGO,
                close_on=date(2026, 1, 1),
            )
            for number in range(count)
        )

    fill(300)
    client = client_for(ana)
    client.get(ANY)
    with django_assert_num_queries(16) as few:
        small = len(client.get(ANY).content)
    fill(2_700)

    with django_assert_num_queries(len(few)):
        response = client.get(ANY)

    assert sum(column.tally.rows for column in response.context["columns"]) == 3_000
    assert len(response.content) < small * 1.02
    assert len(response.content) < 100_000
