"""The truth about what was still to come: chances of open opportunities and bookings of a period, by other courses.

An oracle knows the process, its parameters and every hidden state as of a day, and nothing of what came after. No
honest method can beat it; one that does has seen the future.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers
from trimtab.insight.simulate.book import currency_names
from trimtab.insight.simulate.money import START_RATES, euro_rates
from trimtab.insight.simulate.parameters import LOST, WON
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.restart import replay, take_up
from trimtab.insight.simulate.state import WENT_DARK
from trimtab.insight.simulate.world import World


@dataclass(frozen=True)
class Chances:
    """True chances of the opportunities open at the end of the day `at`, of what they are at the end of `until`.

    `opportunity` are rows of the world (an opp_id less one). won + lost + dark + open = 1; `dark` was closed because
    the buyer fell silent, `silent` is the part of `open` whose buyer has.
    """

    at: date
    until: date
    paths: int
    opportunity: Integers
    won: Floats
    lost: Floats
    dark: Floats
    open: Floats
    silent: Floats


@dataclass(frozen=True)
class Bookings:
    """Euros won after the day `at` and until the end of `until`, one row for each course, one column for each team.

    `already_open` were open at `at`; `created` came later. Euros at the rates of `at`.
    """

    at: date
    until: date
    already_open: Floats
    created: Floats


def oracle(
    world: World, *, at: Sequence[date], until: Sequence[date], paths: int = 200, seed: int = 0
) -> list[Chances]:
    """Return the true chances for each pair of days (at, until), in rising order of `at`.

    States change by weeks: a day stands for the last Sunday not after it. Errors: ValueError where a day lies outside
    the world or `until` is not after `at`.
    """
    found = []
    for (start, end), pipeline in _standing(world, at, until):
        found.append(_chances(pipeline, at=start, until=end, paths=paths, seed=seed))
    return found


def oracle_bookings(
    world: World, *, at: Sequence[date], until: Sequence[date], paths: int = 200, seed: int = 0
) -> list[Bookings]:
    """Return the true distribution of what is still to be booked, for each pair of days (at, until)."""
    return [
        _bookings(world, pipeline, at=start, until=end, paths=paths, seed=seed)
        for (start, end), pipeline in _standing(world, at, until)
    ]


def _standing(world: World, at: Sequence[date], until: Sequence[date]) -> Iterator[tuple[tuple[date, date], Pipeline]]:
    calendar = world.backstage.pipeline.calendar
    pairs = sorted(zip(at, until, strict=True))
    for start, end in pairs:
        if not 0 <= calendar.week_of(start) < calendar.weeks or calendar.week_of(end) <= calendar.week_of(start):
            raise ValueError(
                f"`at` must be a day from {world.starts_on} to {world.through} with a Sunday before it, "
                f"and `until` a week or more later. Got {start} and {end}."
            )
    for week, pipeline in replay(world, [calendar.week_of(start) for start, _ in pairs]):
        yield from ((pair, pipeline) for pair in pairs if calendar.week_of(pair[0]) == week)


def _chances(pipeline: Pipeline, *, at: date, until: date, paths: int, seed: int) -> Chances:
    week, end = pipeline.calendar.week_of(at), pipeline.calendar.week_of(until)
    copies, rows = take_up(pipeline, week=week, until=end, paths=paths, seed=seed)
    for one in range(week + 1, end + 1):
        copies.step(one)
    state = copies.state
    is_dark = (state.stage == LOST) & (state.reason == WENT_DARK)
    outcomes = (
        state.stage == WON,
        (state.stage == LOST) & ~is_dark,
        is_dark,
        state.is_open,
        state.is_open & state.silent,
    )
    shares = [outcome.reshape(paths, len(rows)).mean(axis=0) for outcome in outcomes]
    return Chances(at, until, paths, rows, *shares)


def _bookings(world: World, pipeline: Pipeline, *, at: date, until: date, paths: int, seed: int) -> Bookings:
    week, end = pipeline.calendar.week_of(at), pipeline.calendar.week_of(until)
    copies, rows = take_up(pipeline, week=week, until=end, paths=paths, seed=seed, arrives=True)
    for one in range(week + 1, end + 1):
        copies.step(one)
    state, teams = copies.state, pipeline.shock.shape[1]
    won = np.flatnonzero(state.stage[: state.count] == WON)
    euros = state.amount[won] * _moved(world, copies, at=at)[state.account[won]]
    team = copies.staff.users.team[state.owner[won]]
    was_open = won < len(rows) * paths
    sums = [
        np.bincount(team[some], weights=euros[some], minlength=teams * paths).astype(np.float64).reshape(paths, teams)
        for some in (was_open, ~was_open)
    ]
    return Bookings(at, until, *sums)


def _moved(world: World, copies: Pipeline, *, at: date) -> Floats:
    """Return for each account what a euro of its amounts has become: amounts are drawn at the first rates."""
    names = np.array(currency_names(world.parameters), dtype=object)
    moment = np.full(len(names), np.datetime64(at, "s"))
    rates = euro_rates(world.rates, names, moment) / 1e8 * np.array([START_RATES[name] for name in names])
    moved: Floats = rates[copies.book.currencies()]
    return moved
