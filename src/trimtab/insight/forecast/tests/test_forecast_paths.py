"""Coherence: every group of a forecast adds up to the one above it, to the cent, however it is cut."""

from decimal import Decimal

import numpy as np
import pytest

from trimtab.insight.forecast import Forecaster, Result, Window
from trimtab.insight.forecast.book import DAY, WEEK
from trimtab.insight.forecast.tests.books import (
    ANA,
    CLEO,
    FIRST_DAY,
    NORTH,
    QUARTER_DAYS,
    book_of,
    quarters,
    usual_deals,
)

NINTH = quarters(9)[8]


@pytest.fixture(scope="module")
def result() -> Result:
    """The ninth quarter, seen from its fourth week; Ana has a target."""
    start = FIRST_DAY + 8 * QUARTER_DAYS
    book = book_of(usual_deals(900), quotas=[(ANA, start, start + QUARTER_DAYS - 1, 30_000.0)])
    return Forecaster(book, quarters(9)).forecast(Window(NINTH.start + 4 * WEEK, NINTH), paths=400)


@pytest.mark.parametrize("kind", ["region", "segment", "product"])
def test_facts_add_up_to_the_company_to_the_cent(result: Result, kind: str) -> None:
    children = result.children("company", kind)

    assert len(children) >= 2
    assert sum(child.total for child in children) == result.nodes["company"].total


def test_people_add_up_to_teams_and_teams_to_the_company(result: Result) -> None:
    company, north = result.nodes["company"], result.nodes[f"team:{NORTH}"]

    teams = [result.nodes["team:10"], *result.children("team:10", "team")]

    assert teams[0].total == company.total
    assert sum(team.total for team in teams[1:]) == company.total
    assert sum(person.total for person in result.children(north.key, "person")) == north.total


def test_facts_of_a_team_add_up_to_the_team(result: Result) -> None:
    north = result.nodes[f"team:{NORTH}"]

    assert sum(child.total for child in result.children(north.key, "product")) == north.total


def test_parts_add_up_to_the_whole_of_every_group(result: Result) -> None:
    for node in result.nodes.values():
        assert sum(node.parts.values()) == node.total


def test_quantiles_never_fall_and_hold_what_is_won(result: Result) -> None:
    for node in result.nodes.values():
        assert list(node.quantiles) == sorted(node.quantiles)
        assert node.quantiles[0] >= node.closed


def test_same_seed_draws_the_same_and_another_seed_does_not() -> None:
    book, window = book_of(usual_deals(300)), Window(NINTH.start + 4 * WEEK, NINTH)

    said = [Forecaster(book, quarters(9), seed=seed).forecast(window, paths=200).totals for seed in (1, 1, 2)]

    assert np.array_equal(said[0], said[1])
    assert not np.array_equal(said[0], said[2])


def test_only_those_with_a_target_have_a_chance_of_reaching_it(result: Result) -> None:
    ana, cleo = result.nodes[f"person:{ANA}"], result.nodes[f"person:{CLEO}"]

    assert ana.target == 3_000_000
    assert ana.chance is not None
    assert 0 <= ana.chance <= 1
    assert (cleo.target, cleo.chance) == (None, None)


def test_winning_what_decides_raises_the_chance_of_the_target(result: Result) -> None:
    deals = [
        deal for deal in result.nodes[f"person:{ANA}"].deals if deal.if_won is not None and deal.if_not is not None
    ]

    assert deals
    assert sum((deal.if_won or 0) - (deal.if_not or 0) for deal in deals) > 0


def test_means_are_exact_with_six_decimals(result: Result) -> None:
    mean = Decimal(result.nodes["company"].total) / (5_000 * 100)

    assert mean == mean.quantize(Decimal("0.000001"))
    assert NINTH.end - NINTH.start == QUARTER_DAYS * DAY
