"""The page of an account's white space, as its readers see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import account, client_for, euros
from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Process, Product
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.whitespace.actions import edit_solution, keep_learning, retire_solution, set_same_as
from trimtab.whitespace.models import Proposal
from trimtab.whitespace.page import white_space_of
from trimtab.whitespace.tests.builders import NOW, line, potential, product

pytestmark = pytest.mark.django_db
GOOD = {"test": {"n": 90, "lift": 1.4, "low": 1.2, "high": 1.7, "is_good": True}, "per_hour": 100.0}


def html(user: User, shown: Account) -> str:
    return client_for(user).get(f"/accounts/{shown.pk}/white-space/").content.decode()


def test_first_line_says_how_much_is_white_and_names_it(ana: User, acme: Account, process: Process) -> None:
    turbine, _pump = product("Turbine"), product("Pump")
    line(deal("Turbines", owner=ana, account=acme, process=process), turbine)

    page = html(ana, acme)

    assert "<b>1</b> of 2 cells is white space (50%)" in page
    assert "Look at Pump." in page


def test_opportunity_of_somebody_unseen_fills_no_cell(
    ana: User, cleo: User, eva: User, acme: Account, process: Process
) -> None:
    theirs = deal("Cleo's secret", owner=cleo, process=process)
    line(theirs, product("Turbine"))
    theirs.account = acme
    theirs.save(update_fields=["account"])

    page = html(ana, acme)

    assert "Cleo&#x27;s secret" not in page
    assert "Only opportunities whose owner you see are counted" in page
    assert white_space_of(eva, acme, now=NOW).grid.total.current == 1000


def test_parts_and_divisions_are_rows_and_deeper_ones_count_above(ana: User, acme: Account) -> None:
    turbine = product("Turbine")
    Division.objects.create(account=acme, name="Plant", created_at=NOW, changed_at=NOW)
    north = account("Acme North", owner=ana, parent=acme)
    port = account("Acme Port", owner=ana, parent=north)
    quay = account("Acme Quay", owner=ana, parent=port)
    potential("Deep", account=quay, sold=turbine, by=ana, amount=7)

    grid = white_space_of(ana, acme, now=NOW).grid

    labels = [line.row.label for line in grid.lines]
    assert labels == ["Acme", "Acme itself", "Plant", "Acme North", "Acme North itself", "Acme Port"]
    assert [line.total.potential for line in grid.lines] == [7, 0, 0, 7, 0, 7]


def test_part_that_one_does_not_see_is_no_row(ana: User, cleo: User, acme: Account) -> None:
    product("Turbine")
    account("Acme South", owner=cleo, parent=acme)

    assert "Acme South" not in html(ana, acme)


def test_as_many_queries_for_many_units_as_for_few(ana: User, acme: Account, process: Process) -> None:
    def fill(number: int) -> None:
        sold = product(f"Solution {number}", f"Family {number % 3}")
        part = account(f"Part {number}", owner=ana, parent=acme)
        Division.objects.create(account=part, name="Plant", created_at=NOW, changed_at=NOW)
        line(deal(f"Deal {number}", owner=ana, account=part, process=process), sold)
        potential(f"Idea {number}", account=part, sold=sold, by=ana)

    client, counts = client_for(ana), []
    for number in range(6):
        fill(number)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/accounts/{acme.pk}/white-space/").status_code == 200
        counts.append(len(caught))

    assert counts[1] == counts[-1]


def test_proposal_names_only_peers_that_the_reader_sees(
    ana: User, acme: Account, bolt: Account, process: Process
) -> None:
    turbine, pump = product("Turbine"), product("Pump")
    line(deal("Turbines", owner=ana, account=acme, process=process), turbine)
    mine = account("Cord", owner=ana)
    peers = {"peers": [bolt.pk, mine.pk], "owners": 2, "similar": 9}
    row = Proposal(account=acme, product=pump, chance=0.2, usual=0.1, value=1000, hours=10, **peers)
    keep_learning([row], facts=GOOD, currency="EUR", now=timezone.now())

    page = html(ana, acme)

    assert "2 of 9 similar accounts" in page
    assert "Cord" in page
    assert "Bolt" not in page
    assert "not worth" in page  # 20 for an hour, and selling brings 100 elsewhere


def test_proposals_without_a_signal_are_not_shown(ana: User, acme: Account, process: Process) -> None:
    turbine, pump = product("Turbine"), product("Pump")
    line(deal("Turbines", owner=ana, account=acme, process=process), turbine)
    row = Proposal(account=acme, product=pump, chance=0.2, usual=0.1, owners=2, similar=9)
    weak = {"test": {"n": 90, "lift": 1.02, "low": 0.9, "high": 1.1, "is_good": False}}
    keep_learning([row], facts=weak, currency="EUR", now=timezone.now())

    page = html(ana, acme)

    assert "No proposals are shown" in page
    assert "2 of 9" not in page


def test_two_names_of_one_solution_are_one_column(ana: User, dov: User, acme: Account, process: Process) -> None:
    turbine, other = product("Turbine"), product("Turbine (old system)")
    line(deal("One", owner=ana, account=acme, process=process, amount=10), turbine)
    line(deal("Two", owner=ana, account=acme, process=process, amount=5), other)

    set_same_as(other, turbine, by=dov, now=NOW)

    grid = white_space_of(ana, acme, now=NOW).grid
    assert [(column.label, grid.totals[column.product_id].current) for column in grid.columns] == [
        ("Turbine", euros(15))
    ]


def test_retired_solution_stays_where_it_was_sold(ana: User, dov: User, acme: Account, process: Process) -> None:
    turbine, pump = product("Turbine"), product("Pump")
    line(deal("One", owner=ana, account=acme, process=process, amount=10), turbine)

    for one in (turbine, pump):
        retire_solution(one, by=dov, now=NOW)

    grid = white_space_of(ana, acme, now=NOW).grid
    assert [(column.label, column.is_retired) for column in grid.columns] == [("Turbine", True)]


def test_renamed_solution_keeps_its_lines(dov: User, ana: User, process: Process) -> None:
    turbine = product("Turbine")
    line(deal("One", owner=ana, process=process), turbine)

    edit_solution(turbine, name="Wind turbine", family="Power", code="", by=dov, now=NOW)

    assert Product.objects.get(lines__opportunity__name="One").name == "Wind turbine"
