"""Cells: blocking, markets, and what is won outside the dates."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests.cast import client_for, euros
from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.whitespace.actions import (
    Aimed,
    MarketFacts,
    block_cell,
    lift_block,
    place_opportunity,
    set_aim,
    set_market,
)
from trimtab.whitespace.models import MarketShare
from trimtab.whitespace.page import white_space_of
from trimtab.whitespace.tests.builders import NOW, line, potential, product

pytestmark = pytest.mark.django_db


def test_blocked_cell_is_no_white_space_until_it_is_lifted(ana: User, acme: Account) -> None:
    turbine, _pump = product("Turbine"), product("Pump")
    block = block_cell(acme, product=turbine, reason="They run their own.", by=ana, now=NOW)

    blocked = white_space_of(ana, acme, now=NOW).grid
    lift_block(block, by=ana, now=NOW)

    assert (blocked.total.spread.white, blocked.total.spread.possible) == (1, 1)
    assert blocked.totals[turbine.pk].state == "blocked"
    assert white_space_of(ana, acme, now=NOW).grid.total.spread.possible == 2


def test_cell_is_blocked_with_a_reason_only(ana: User, acme: Account) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        block_cell(acme, product=product("Turbine"), reason=" ", by=ana, now=NOW)


def test_win_outside_the_dates_is_shown_and_explained(ana: User, acme: Account, process: Process) -> None:
    turbine = product("Turbine")
    won = deal("Old turbines", owner=ana, account=acme, process=process, at="Won", amount=500)  # in 2024
    line(won, turbine)

    page = client_for(ana).get(f"/accounts/{acme.pk}/white-space/solutions/{turbine.pk}/").content.decode()

    assert "Old turbines" in page
    assert "These fill the cell, so it is not white space, and are in no total." in page
    assert white_space_of(ana, acme, now=NOW).grid.total.won == 0


def test_win_within_the_dates_of_the_target_counts(ana: User, acme: Account, process: Process) -> None:
    line(deal("Turbines", owner=ana, account=acme, process=process, at="Won", amount=500, now=NOW), product("Turbine"))
    aimed = Aimed(date(2026, 10, 1), date(2026, 12, 31), Decimal(800), "EUR")
    set_aim(acme, aimed=aimed, by=ana, now=NOW)

    page = white_space_of(ana, acme, now=NOW)

    assert page.gap is not None
    assert (page.grid.total.won, page.gap.missing) == (euros(500), euros(300))


def test_periods_of_targets_do_not_overlap(ana: User, acme: Account) -> None:
    set_aim(acme, aimed=Aimed(date(2026, 1, 1), date(2026, 12, 31), None, "EUR"), by=ana, now=NOW)

    with pytest.raises(ValidationError, match="overlaps"):
        set_aim(acme, aimed=Aimed(date(2026, 12, 31), date(2027, 12, 31), None, "EUR"), by=ana, now=NOW)


def test_shares_of_a_market_are_one_whole_at_most(ana: User, acme: Account) -> None:
    facts = MarketFacts(product("Turbine"), Decimal(10), currency="EUR", ours=Decimal(60), rivals=[("N", Decimal(41))])

    with pytest.raises(ValidationError, match="101 together"):
        set_market(acme, facts=facts, by=ana, now=NOW)


def test_market_is_typed_in_words_and_kept_with_its_past(ana: User, acme: Account) -> None:
    turbine = product("Turbine")
    typed = {"product": turbine.pk, "size": "900", "measure": "EUR", "ours": "35", "rivals": "Norwind 20\nSud, Est 15%"}
    address = f"/accounts/{acme.pk}/white-space/markets/"

    client_for(ana).post(address, typed)
    client_for(ana).post(address, typed | {"size": "950"})

    rows = MarketShare.objects.order_by("pk")
    assert [(row.size, row.rivals) for row in rows] == [
        (euros(900), [["Norwind", "20"], ["Sud, Est", "15"]]),
        (euros(950), [["Norwind", "20"], ["Sud, Est", "15"]]),
    ]
    assert white_space_of(ana, acme, now=NOW).grid.total.size == 950


def test_rival_without_a_share_is_asked_for_again(ana: User, acme: Account) -> None:
    typed = {"product": product("Turbine").pk, "size": "900", "measure": "EUR", "rivals": "Norwind a lot"}

    page = client_for(ana).post(f"/accounts/{acme.pk}/white-space/markets/", typed)

    assert page.status_code == 422
    assert "Norwind a lot" in page.content.decode()


def test_divided_opportunity_stands_in_two_cells_and_adds_up(ana: User, acme: Account, process: Process) -> None:
    turbine, pump = product("Turbine"), product("Pump")
    plant = Division.objects.create(account=acme, name="Plant", created_at=NOW, changed_at=NOW)
    one = deal("Both", owner=ana, account=acme, process=process, amount=100)
    line(one, turbine)

    place_opportunity(
        one, places=[(None, turbine, Decimal("33.3333")), (plant, pump, Decimal("66.6667"))], by=ana, now=NOW
    )

    grid = white_space_of(ana, acme, now=NOW).grid
    cells = [grid.leaves[(acme.pk, None), turbine.pk], grid.leaves[(acme.pk, plant.pk), pump.pk]]
    assert [leaf.current[0].amount for leaf in cells] == [Decimal("33.33"), Decimal("66.67")]
    assert grid.total.current == 100


def test_shares_of_an_opportunity_are_one_whole(ana: User, acme: Account, process: Process) -> None:
    one = deal("Both", owner=ana, account=acme, process=process)

    with pytest.raises(ValidationError, match="add up to 90"):
        place_opportunity(one, places=[(None, product("Turbine"), Decimal(90))], by=ana, now=NOW)


def test_amount_in_a_currency_without_rate_is_named_and_in_no_sum(ana: User, acme: Account) -> None:
    turbine = product("Turbine")
    potential("Known", account=acme, sold=turbine, by=ana, amount=10)
    potential("Unknown", account=acme, sold=turbine, by=ana, amount=99, currency="XTS")

    page = client_for(ana).get(f"/accounts/{acme.pk}/white-space/").content.decode()

    assert "Amounts in XTS are in no sum: there is no exchange rate." in page
    assert white_space_of(ana, acme, now=NOW).grid.total.potential == 10
