"""Sellers against their team, and an index that a player of the numbers cannot raise."""

import numpy as np
import pytest

from trimtab.insight.results import Cell, NotEnoughData
from trimtab.insight.service import Case, Component, IndexLine, Moved, build_index, cases_of, compare, moved_since

SELLERS = [f"s{number}" for number in range(8)]


def share(seller: str, n: int, won: int, *, stratum: str = "SMB", measure: str = "win_rate") -> Case:
    return Case(seller, measure, stratum, n, won, won)


def test_a_seller_with_hard_work_is_not_worse_than_the_team() -> None:
    # Everybody wins 40 % of SMB and 10 % of enterprise; Ana works on enterprise alone.
    others = [case for name in "bcd" for case in (share(name, 50, 20), share(name, 50, 5, stratum="ENT"))]

    found = compare([share("a", 60, 6, stratum="ENT"), *others])

    assert not isinstance(found, NotEnoughData)
    ana = next(one for one in found if one.seller == "a")
    assert ana.own == 0.1
    assert ana.team == pytest.approx(0.11, abs=0.02)  # not 0.25, the share of the others over all their work
    assert not ana.is_clear


def test_a_clear_difference_is_clear_and_drawn_towards_the_team() -> None:
    usual = [share(f"s{number}", 200, 60 + number % 3) for number in range(6)]

    found = compare([*usual, share("low", 200, 20)])

    assert not isinstance(found, NotEnoughData)
    low = next(one for one in found if one.seller == "low")
    assert low.is_clear
    assert low.is_worse
    assert low.raw < low.difference < 0
    assert low.low < low.difference < low.high


def test_sellers_who_differ_by_chance_only_are_drawn_to_nothing() -> None:
    generator = np.random.default_rng(1)
    false = 0
    for _ in range(100):
        found = compare([share(name, 30, int(generator.binomial(30, 0.25))) for name in SELLERS])
        assert not isinstance(found, NotEnoughData)
        false += any(one.is_clear for one in found)

    assert false <= 15  # a team in ten at most


def test_a_longer_cycle_is_the_worse_one() -> None:
    cases = [Case(name, "won_cycle", "", 40, 40 * 4.0, 40 * 16.2) for name in SELLERS[:5]]

    found = compare([*cases, Case("slow", "won_cycle", "", 40, 40 * 5.0, 40 * 25.2)])

    assert not isinstance(found, NotEnoughData)
    slow = next(one for one in found if one.seller == "slow")
    assert slow.is_clear
    assert slow.is_worse
    assert not slow.is_share


def test_two_sellers_are_not_compared() -> None:
    found = compare([share("a", 50, 10), share("b", 50, 20)])

    assert isinstance(found, NotEnoughData)
    assert found.needs == 3


def test_few_cases_of_a_seller_are_left_out() -> None:
    found = compare([*[share(name, 50, 10) for name in "bcd"], share("a", 11, 0)])

    assert not isinstance(found, NotEnoughData)
    assert {one.seller for one in found} == {"b", "c", "d"}


def test_what_moved_since_a_talk_has_an_interval() -> None:
    before = [share("a", 100, 10), *[share(name, 100, 30) for name in "bcd"]]
    since = [share("a", 100, 30), *[share(name, 100, 30) for name in "bcd"]]

    moved = moved_since(before, since, seller="a", measure="win_rate")

    assert isinstance(moved, Moved)
    assert moved.change == pytest.approx(0.2, abs=0.02)
    assert moved.low > 0
    assert isinstance(moved_since(before, [], seller="a", measure="win_rate"), NotEnoughData)


def test_rows_of_nobody_are_no_seller() -> None:
    row: dict[str, Cell] = {"part": "", "measure": "win_rate", "stratum": "", "n": 1, "total": 1.0, "squares": 1.0}

    assert cases_of([row]) == []


def components(*, rates: np.ndarray, guards: np.ndarray, events: float = 60.0) -> list[Component]:
    """A rate with its guardrail, and two rates without one."""
    size = rates.size
    errors, many = np.full(size, 0.03), np.full(size, events)
    generator = np.random.default_rng(4)
    return [
        Component("win_rate", rates, errors, many, guards, errors),
        Component("talks of attempts", 0.4 + 0.1 * generator.standard_normal(size), errors, many),
        Component("stage progress", 0.5 + 0.1 * generator.standard_normal(size), errors, many),
    ]


def lines(found: list[IndexLine | NotEnoughData]) -> list[IndexLine]:
    assert all(isinstance(one, IndexLine) for one in found)
    return [one for one in found if isinstance(one, IndexLine)]


def usual() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    return 0.25 + 0.06 * generator.standard_normal(8), 0.5 + 0.08 * generator.standard_normal(8)


@pytest.mark.parametrize("extra", [50, 200, 1000])
def test_a_player_of_the_numbers_never_gains(extra: int) -> None:
    rates, guards = usual()
    honest = lines(build_index(SELLERS, components(rates=rates, guards=guards)))

    # Qualifies late, so that only sure ones count: the win rate rises, what gets qualified falls. And spams calls:
    # of the attempts fewer become a talk.
    played_rates, played_guards = rates.copy(), guards.copy()
    played_rates[0], played_guards[0] = 0.6, guards[0] * 0.5
    played = components(rates=played_rates, guards=played_guards)
    talks = played[1].values.copy()
    talks[0] = talks[0] * 60 / (60 + extra)
    events = played[1].events.copy()
    events[0] += extra
    played[1] = Component(played[1].name, talks, played[1].errors, events)
    gamed = lines(build_index(SELLERS, played))

    assert gamed[0].index <= honest[0].index
    assert gamed[0].best >= honest[0].best


def test_one_collapse_is_not_bought_off() -> None:
    rates, guards = np.full(8, 0.25), np.full(8, 0.5)
    rates[1:], guards[1:] = 0.25 + 0.05 * np.linspace(-1, 1, 7), 0.5 + 0.1 * np.linspace(-1, 1, 7)
    guards[0] = 0.1

    found = lines(build_index(SELLERS, components(rates=rates, guards=guards)))

    assert found[0].parts["win_rate"] == min(line.parts["win_rate"] for line in found)
    assert found[0].parts["win_rate"] >= -2.0  # capped


def test_ranks_of_a_stable_team_agree_between_quarters() -> None:
    rates, guards = usual()
    first = lines(build_index(SELLERS, components(rates=rates, guards=guards)))
    noise = 0.02 * np.random.default_rng(9).standard_normal(8)
    second = lines(build_index(SELLERS, components(rates=rates + noise, guards=guards + noise)))

    orders = [np.argsort([line.index for line in found]).argsort() for found in (first, second)]
    pairs = [(i, j) for i in range(8) for j in range(i)]
    agree = sum(np.sign(orders[0][i] - orders[0][j]) == np.sign(orders[1][i] - orders[1][j]) for i, j in pairs)
    assert (2 * agree - len(pairs)) / len(pairs) >= 0.6  # Kendall's tau


def test_every_rank_has_bounds_that_hold_it_for_equals_all_ranks() -> None:
    found = lines(build_index(SELLERS, components(rates=np.full(8, 0.25), guards=np.full(8, 0.5))))

    assert all(1 <= line.best <= line.worst <= 8 for line in found)


def test_below_twenty_events_there_is_no_index() -> None:
    rates, guards = usual()

    found = build_index(SELLERS, components(rates=rates, guards=guards, events=19))

    assert all(isinstance(one, NotEnoughData) and one.needs == 20 for one in found)


def test_an_index_has_at_most_seven_components() -> None:
    one = components(rates=usual()[0], guards=usual()[1])[1]

    with pytest.raises(ValueError, match="1 to 7"):
        build_index(SELLERS, [one] * 8)
