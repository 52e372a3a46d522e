"""The rules WS1 to WS7 on small grids."""

from datetime import date, timedelta
from decimal import Decimal

from trimtab.whitespace.advice import Advice, Told, advice_of
from trimtab.whitespace.gap import Gap
from trimtab.whitespace.grid import Column, Entry, Leaf, Market, Row, Unit, Where, grid_of

TODAY = date(2026, 11, 20)
ACME: Unit = (1, None)
BOLT: Unit = (2, None)
ROWS = [Row("a", "Acme", (ACME,), is_target=True), Row("b", "Bolt", (BOLT,))]
TURBINE = Column(10, "Turbine", is_target=True)


def rules(leaves: dict[Where, Leaf], **told: object) -> dict[str, Advice]:
    """What the rules say of the two rows, by rule."""
    found = advice_of(grid_of(ROWS, [TURBINE], leaves=leaves), Told(TODAY, **told))  # type: ignore[arg-type]  # by name
    return {one.rule: one for one in found}


def test_empty_target_cell_asks_for_a_name() -> None:
    assert "Turbine at Acme is a target on both sides and empty" in rules({})["WS1"].text
    assert "WS1" not in rules({(ACME, 10): Leaf(potential=(Entry(5, "Two", None, on=TODAY),))})


def test_potential_without_action_is_stale_after_ninety_days() -> None:
    old = {(ACME, 10): Leaf(potential=(Entry(5, "Two", None, on=TODAY - timedelta(91)),))}
    younger = {(ACME, 10): Leaf(potential=(Entry(5, "Two", None, on=TODAY - timedelta(90)),))}

    assert rules(old)["WS2"].record_id == 5
    assert "WS2" not in rules(younger)
    assert "WS2" not in rules(old, acted_on=frozenset({5}))


def test_target_that_cannot_be_reached_on_paper_is_said() -> None:
    nothing = Decimal(0)

    assert "WS3" in rules({}, gap=Gap(Decimal(100), nothing, nothing, nothing, Decimal(10), 0.5, 0.5))
    assert "WS3" not in rules({}, gap=Gap(Decimal(100), nothing, nothing, nothing, Decimal(400), 0.5, 0.5))
    assert "WS3" not in rules({}, gap=Gap(Decimal(100), nothing, nothing, nothing, nothing))


def test_more_than_half_in_one_unit_is_a_risk() -> None:
    def won(acme: int, bolt: int) -> dict[Where, Leaf]:
        return {
            (ACME, 10): Leaf(won=(Entry(1, "", Decimal(acme)),)),
            (BOLT, 10): Leaf(won=(Entry(2, "", Decimal(bolt)),)),
        }

    assert rules(won(51, 49))["WS4"].text.startswith("51% of what is won and open hangs on Acme")
    assert "WS4" not in rules(won(50, 50))


def test_rival_with_more_than_we_needs_a_strategy() -> None:
    leaves = {(ACME, 10): Leaf(market=Market(Decimal(9), Decimal(20), (("Norwind", Decimal(30)),)))}

    assert "Norwind has 30%" in rules(leaves)["WS5"].text
    assert "WS5" not in rules(leaves, countered=frozenset({"norwind"}))


def test_open_opportunities_off_the_grid_are_unplanned() -> None:
    assert rules({}, unplanned=1, first_unplanned=7)["WS6"].record_id == 7
    assert rules({}, unplanned=3, first_unplanned=7)["WS6"].text.startswith("3 open opportunities")


def test_solution_of_a_sister_is_looked_for_here() -> None:
    found = rules({(BOLT, 10): Leaf(won=(Entry(1, "", Decimal(5)),))})["WS7"]

    assert found.text == "Bolt has Turbine, Acme does not. Ask there who would use it."
    assert found.unit == ACME
