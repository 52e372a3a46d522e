"""Series that are watched: what is found, what is left alone, and what is said of too little."""

from typing import Any

import numpy as np
import pytest

from trimtab.insight.results import Cell, NotEnoughData
from trimtab.insight.watch import (
    MEASURES,
    Candidate,
    Series,
    Watched,
    batch_chance,
    decide,
    series_of,
    stands_across_weeks,
    watch,
    whole_of,
)
from trimtab.insight.watch.deciding import allowed

WEEKS = 130
OF_QUARTER = np.arange(WEEKS) % 13


def series(measure: str, total: Any, exposure: Any = None, *, part: str = "all") -> Series:
    total = np.asarray(total, dtype=float)
    units = np.ones_like(total) if exposure is None else np.asarray(exposure, dtype=float)
    facts = np.maximum(total, 0) if exposure is None else units
    return Series(MEASURES[measure], part, part, total, units, facts)


def win_rates(rate: Any, *, closed: int = 25, seed: int = 1, weeks: int = WEEKS) -> Series:
    generator = np.random.default_rng(seed)
    units = generator.poisson(closed, weeks)
    return series("win_rate", generator.binomial(units, rate), units)


def said(one: Series, whole: Series | None = None) -> Watched:
    found = watch(one, week_of_quarter=OF_QUARTER[: one.n.size], generator=np.random.default_rng(7), whole=whole)
    assert isinstance(found, Watched)
    return found


def test_a_win_rate_that_fell_ten_weeks_ago_is_found_and_dated() -> None:
    rate = np.where(np.arange(WEEKS) < WEEKS - 10, 0.22, 0.12)

    found = said(win_rates(rate))

    assert found.chance_quarter < 0.01
    assert (found.direction, found.is_worse) == ("fall", True)
    assert found.change is not None
    assert abs(found.change.week - 16) <= 3
    assert found.observed < 0.16 < found.normal


def test_a_rise_of_the_win_rate_is_no_setback() -> None:
    rate = np.where(np.arange(WEEKS) < WEEKS - 12, 0.22, 0.40)

    found = said(win_rates(rate))

    assert (found.direction, found.is_worse) == ("rise", False)


def test_a_rising_cycle_is_a_setback() -> None:
    generator = np.random.default_rng(2)
    logs = generator.normal(4.0, 0.2, WEEKS) + np.where(np.arange(WEEKS) < WEEKS - 12, 0.0, 0.3)

    found = said(series("won_cycle", 10 * logs, np.full(WEEKS, 10.0)))

    assert found.is_worse
    assert found.chance_quarter < 0.02
    assert found.observed > found.normal


def test_a_dip_of_the_whole_market_is_no_alarm_of_every_team() -> None:
    generator = np.random.default_rng(3)
    rate = np.where(np.arange(WEEKS) < WEEKS - 12, 0.25, 0.13)
    units = generator.poisson(8, (8, WEEKS))
    teams = {
        (str(team), "win_rate"): series("win_rate", generator.binomial(units[team], rate), units[team], part=str(team))
        for team in range(8)
    }
    company = whole_of(teams, "win_rate")

    assert said(company).chance_quarter < 0.001
    alone = sum(said(one).chance_quarter < 0.02 for one in teams.values())
    among = sum(said(one, company).chance_quarter < 0.02 for one in teams.values())
    assert among <= 1 < alone


def test_a_team_that_falls_alone_is_found_among_the_others() -> None:
    generator = np.random.default_rng(4)
    units = generator.poisson(10, (6, WEEKS))
    rate = np.full((6, WEEKS), 0.3)
    rate[2, WEEKS - 14 :] = 0.1
    teams = {
        (str(team), "win_rate"): series("win_rate", generator.binomial(units[team], rate[team]), units[team])
        for team in range(6)
    }
    company = whole_of(teams, "win_rate")

    chances = [said(one, company).chance_quarter for one in teams.values()]

    assert int(np.argmin(chances)) == 2
    assert chances[2] < 0.01


def test_a_season_of_the_quarter_is_no_setback() -> None:
    generator = np.random.default_rng(5)
    mean = np.where(OF_QUARTER == 12, 60.0, 20.0)

    found = said(series("won", generator.poisson(mean)))

    assert found.chance_quarter > 0.05


def test_one_week_of_cleaning_up_raises_nothing() -> None:
    one = win_rates(0.22)
    total, units = one.total.copy(), one.exposure.copy()
    units[-2] += 400  # dead deals, all lost

    found = said(series("win_rate", total, units))

    assert found.statistic <= 4.5
    assert found.chance_quarter > 0.005


def test_too_few_facts_are_an_answer() -> None:
    found = watch(win_rates(0.2, closed=1, weeks=9), week_of_quarter=OF_QUARTER[:9], generator=np.random.default_rng(1))

    assert isinstance(found, NotEnoughData)
    assert found.needs == 30


def test_nothing_at_all_is_an_answer() -> None:
    nothing = series("won", np.zeros(WEEKS))

    assert isinstance(watch(nothing, week_of_quarter=OF_QUARTER, generator=np.random.default_rng(1)), NotEnoughData)


def test_all_lost_and_a_hundred_thousand_in_a_week_are_no_error() -> None:
    units = np.full(WEEKS, 20.0)
    assert said(series("win_rate", np.zeros(WEEKS), units)).chance_quarter > 0.5
    units[-1] = 100_000.0
    assert 0 <= said(series("win_rate", np.full(WEEKS, 5.0), units)).chance_quarter <= 1


@pytest.mark.parametrize("measure", ["win_rate", "won", "bookings", "win_value"])
def test_a_series_younger_than_half_a_year_starts_itself(measure: str) -> None:
    generator = np.random.default_rng(8)
    units = generator.poisson(20, 20)
    is_rate = measure in ("win_rate", "win_value")
    total = {
        "win_rate": generator.binomial(units, 0.3),
        "won": generator.poisson(12, 20),
        "bookings": generator.gamma(5, 1000, 20),
        "win_value": generator.normal(9, 0.1, 20) * units,
    }[measure]

    found = said(series(measure, total, units if is_rate else None))

    assert found.baseline_weeks == 0
    assert found.chance_quarter > 0.02


def test_a_young_series_that_falls_is_found_too() -> None:
    rate = np.where(np.arange(22) < 12, 0.5, 0.15)

    assert said(win_rates(rate, closed=40, weeks=22)).chance_quarter < 0.02


def test_after_a_real_change_life_begins_anew() -> None:
    rate = np.where(np.arange(WEEKS) < WEEKS - 20, 0.30, 0.15)
    one = win_rates(rate)

    assert said(one).chance_quarter < 0.01
    assert said(one.since(WEEKS - 20)).chance_quarter > 0.1
    assert one.since(0) is one


def test_rows_become_series_with_weeks_without_a_fact_filled_in() -> None:
    rows: list[dict[str, Cell]] = [
        {"part": "7", "part_name": "North", "measure": "win_rate", "week": 1, "n": 4, "exposure": 4, "total": 1},
        {"part": "7", "part_name": "North", "measure": "won", "week": 1, "n": 1, "exposure": 0, "total": 1},
        {"part": "7", "part_name": "North", "measure": "another", "week": 1, "n": 1, "exposure": 0, "total": 1},
    ]  # fmt: skip

    found = series_of(rows, weeks=3)

    assert set(found) == {("7", "win_rate"), ("7", "won")}
    assert found["7", "won"].exposure.tolist() == [1, 1, 1]
    assert found["7", "win_rate"].values.tolist()[1] == 0.25
    assert np.isnan(found["7", "win_rate"].values[0])


def candidate(chance: float, *, leader: str = "ben", level: str = "company", weight: float = 1.0) -> Candidate:
    kept = said(win_rates(0.22))
    return Candidate(
        leader, level, Watched(**{**kept.__dict__, "chance_quarter": chance, "chance_week": chance / 3}), weight
    )


def test_what_leaders_may_be_alarmed_for_nothing_adds_up_to_the_budget() -> None:
    watched = [candidate(1.0, weight=weight) for weight in (20.0, *[1.0] * 30)]
    watched += [candidate(1.0, leader="eva") for _ in range(40)]

    limits = allowed(watched, budget=1.0)

    assert limits[:31].sum() <= 1.0
    assert limits[31:].sum() <= 1.0
    assert limits[0] == 0.2  # never more of one series
    assert (allowed(watched, budget=0.5) <= limits).all()


def test_a_series_within_budget_and_comparison_raises_an_alarm() -> None:
    watched = [candidate(0.001), *[candidate(1.0) for _ in range(20)]]

    assert decide(watched, budget=1.0) == [watched[0]]


def test_one_of_hundreds_of_teams_needs_more_than_one_of_the_few_of_the_company() -> None:
    few = [candidate(0.01), *[candidate(1.0) for _ in range(10)]]
    many = [candidate(0.01, level="team"), *[candidate(1.0, level="team") for _ in range(10)]]
    many += [candidate(1.0, level="team", leader=f"leader {number}") for number in range(200)]

    assert decide(few, budget=1.0)
    assert not decide(many, budget=1.0)


def test_a_team_is_held_to_half_the_share_of_false_alarms_in_a_week() -> None:
    alone = [candidate(0.06, level="team")]  # within the budget, and the only one of its level

    assert decide(alone, budget=1.0) == []
    assert decide(alone, budget=1.0, share=0.12) == alone


def test_a_batch_of_chances_is_no_discovery_and_one_far_out_is() -> None:
    assert batch_chance([]) == 1.0
    assert batch_chance([candidate(0.5), candidate(0.9)]) == pytest.approx(0.9)
    assert stands_across_weeks([0.9] * 5, 1e-6)
    assert not stands_across_weeks([0.9] * 5, 0.04)
