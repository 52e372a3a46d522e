"""The grid as pure composition: what a cell is, and sums that equal their leaves."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trimtab.whitespace.grid import Column, Entry, Leaf, Market, Row, TooDeep, Unit, grid_of
from trimtab.whitespace.leaves import split

ACME: Unit = (1, None)
BOLT: Unit = (2, None)
TURBINE, PUMP = Column(10, "Turbine", "Power"), Column(11, "Pump", "Water")


def entry(amount: int | str | None, **fields: object) -> Entry:
    return Entry(1, "One", None if amount is None else Decimal(amount), **fields)  # type: ignore[arg-type]  # by name


def test_planned_amount_is_potential_and_open_together_f26() -> None:
    leaf = Leaf(potential=(entry(30_000),), current=(entry(80_000),))

    cell = grid_of([Row("a", "Acme", (ACME,))], [TURBINE], leaves={(ACME, 10): leaf}).total

    assert (cell.planned, cell.potential, cell.current) == (Decimal(110_000), Decimal(30_000), Decimal(80_000))


def test_only_what_began_as_potential_counts_as_qualified() -> None:
    leaf = Leaf(current=(entry(80, was_potential=True), entry(20)))

    cell = grid_of([Row("a", "Acme", (ACME,))], [TURBINE], leaves={(ACME, 10): leaf}).total

    assert cell.qualified == 80


def test_others_have_what_we_and_two_rivals_leave_f20() -> None:
    market = Market(Decimal(100), Decimal(35), (("Second", Decimal(15)), ("First", Decimal(20))))

    assert market.other == 30
    assert [name for name, _share in market.leading] == ["First", "Second"]


def test_wallet_share_is_taken_over_sums_and_not_averaged() -> None:
    leaves = {
        (ACME, 10): Leaf(market=Market(Decimal(900), Decimal(10))),
        (BOLT, 10): Leaf(market=Market(Decimal(100), Decimal(90))),
    }

    grid = grid_of([Row("a", "Acme", (ACME,)), Row("b", "Bolt", (BOLT,))], [TURBINE], leaves=leaves)

    assert grid.total.wallet == pytest.approx(0.18)


def test_units_that_are_counted_are_in_no_sum_of_money() -> None:
    leaves = {(ACME, 10): Leaf(market=Market(Decimal(40), Decimal(50), units="vehicles"))}

    total = grid_of([Row("a", "Acme", (ACME,))], [TURBINE], leaves=leaves).total

    assert total.size is None
    assert total.wallet is None


def test_white_space_and_penetration_leave_blocked_cells_out() -> None:
    leaves = {
        (ACME, 10): Leaf(won=(entry(5),)),
        (ACME, 11): Leaf(blocked="They run their own."),
        (BOLT, 10): Leaf(potential=(entry(1),)),
    }

    spread = grid_of([Row("a", "A", (ACME,)), Row("b", "B", (BOLT,))], [TURBINE, PUMP], leaves=leaves).total.spread

    assert (spread.white, spread.possible) == (1, 3)
    assert spread.white_share == pytest.approx(1 / 3)
    assert spread.penetration == pytest.approx(1 / 3)


def test_what_was_bought_outside_the_dates_is_not_white_and_in_no_sum() -> None:
    leaves = {(ACME, 10): Leaf(earlier=(entry(500, on=date(2019, 1, 1)),))}

    total = grid_of([Row("a", "Acme", (ACME,))], [TURBINE], leaves=leaves).total

    assert (total.state, total.won, total.spread.white, total.spread.bought) == ("earlier", Decimal(0), 0, 1)


def test_retired_solution_is_no_white_space_and_stays_where_it_was_sold() -> None:
    retired = Column(10, "Turbine", is_retired=True)
    rows = [Row("a", "Acme", (ACME,)), Row("b", "Bolt", (BOLT,))]

    grid = grid_of(rows, [retired], leaves={(ACME, 10): Leaf(won=(entry(7),))})

    assert (grid.total.won, grid.total.spread.white, grid.total.spread.penetration) == (Decimal(7), 0, 1.0)


def test_account_on_two_rows_is_counted_once() -> None:
    rows = [Row("group", "Both", (ACME, BOLT)), Row("a", "Acme", (ACME,))]

    grid = grid_of(rows, [TURBINE], leaves={(ACME, 10): Leaf(won=(entry(7),)), (BOLT, 10): Leaf(won=(entry(3),))})

    assert grid.total.won == 10


def test_fourth_level_is_refused_with_its_reason() -> None:
    rows = [Row("1", "One", ()), Row("2", "Two", (), "1"), Row("3", "Three", (), "2"), Row("4", "Four", (ACME,), "3")]

    with pytest.raises(TooDeep, match=r"3 levels deep at most. “Four” would be the level below"):
        grid_of(rows, [TURBINE])


def test_rows_in_a_circle_are_refused() -> None:
    with pytest.raises(TooDeep):
        grid_of([Row("1", "One", (ACME,), "2"), Row("2", "Two", (BOLT,), "1")], [TURBINE])


amounts = st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), amounts, amounts), max_size=12))
def test_totals_equal_the_sum_of_leaves_to_the_cent(found: list[tuple[int, int, Decimal, Decimal]]) -> None:
    rows = [
        Row("all", "All", ()),
        Row("0", "Zero", ((0, None),), "all"),
        Row("part", "Part", (), "all"),
        Row("1", "One", ((1, None),), "part"),
        Row("2", "Two", ((1, 5), (2, None)), "part"),
    ]
    units = [(0, None), (1, None), (1, 5), (2, None)]
    leaves = {
        (units[row], column): Leaf(won=(entry(str(won)),), potential=(entry(str(idea)),))
        for row, column, won, idea in found
    }

    grid = grid_of(rows, [Column(0, "A"), Column(1, "B"), Column(2, "C")], leaves=leaves)

    everything = sum((leaf.won[0].amount or Decimal(0) for leaf in leaves.values()), Decimal(0))
    assert grid.total.won == everything == grid.lines[0].total.won
    assert sum(cell.won for cell in grid.totals.values()) == everything
    assert sum(cell.won for line in grid.lines for cell in line.own.values()) == everything
    by_key = {line.row.key: line for line in grid.lines}
    for product in range(3):
        parts = by_key["1"].cells[product].potential + by_key["2"].cells[product].potential
        assert by_key["part"].cells[product].potential == parts


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(amounts, st.lists(st.integers(1, 1000), min_size=1, max_size=8))
def test_parts_of_an_amount_add_up_to_it_exactly(amount: Decimal, weights: list[int]) -> None:
    parts = split(amount, [Decimal(weight) for weight in weights])

    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
