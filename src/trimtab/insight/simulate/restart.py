"""Take a company up again from where it stood in some week, many times at once, each time with other luck.

A world keeps no states of former weeks: it is run again from its seed, which gives the same company. `take_up` then
copies the open opportunities (and people and accounts) once for each course and runs all courses as one company.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.simulate.arrays import Floats, Integers
from trimtab.insight.simulate.book import Book, Shelf
from trimtab.insight.simulate.chance import Chance
from trimtab.insight.simulate.company import draw_arrivals, draw_shocks, open_company
from trimtab.insight.simulate.journal import Silence
from trimtab.insight.simulate.people import STAYS, Staff
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.state import State
from trimtab.insight.simulate.world import World


def replay(world: World, weeks: Iterable[int]) -> Iterator[tuple[int, Pipeline]]:
    """Yield the company as it stood at the end of each of the weeks, in rising order; it moves on afterwards."""
    pipeline = open_company(world.parameters, seed=world.seed, until=world.through)
    pipeline.journal = Silence()
    week = 0
    for wanted in sorted(set(weeks)):
        while week <= min(wanted, pipeline.calendar.weeks - 1):
            pipeline.step(week)
            week += 1
        yield wanted, pipeline


def take_up(
    pipeline: Pipeline, *, week: int, until: int, paths: int, seed: int, arrives: bool = False
) -> tuple[Pipeline, Integers]:
    """Return `paths` copies of the company as it stood at the end of a week, as one company, and the rows copied.

    Copy p of the k-th row stands at p * len(rows) + k. Sellers stay in their seats from here on, as nobody knows who
    leaves. With `arrives`, new opportunities come as before.
    """
    rows = pipeline.state.open_rows()
    staff = _copied_staff(pipeline.staff, week=week, paths=paths)
    rng = np.random.default_rng([seed, 40, week])
    weeks = np.arange(week + 1, until + 1)
    occasions = pipeline.occasions
    arrivals = np.zeros((until + 1, len(staff.skill)), dtype=np.int64)
    if arrives and len(weeks):
        arrivals[weeks] = draw_arrivals(
            pipeline.parameters, staff=staff, weeks=weeks, occasions=occasions, rng=rng, copies=paths
        )
    size = len(rows) * paths + int(arrivals.sum())
    state = State(pipeline.parameters, size)
    state.fill(_copied(pipeline, rows, paths=paths))
    copies = type(pipeline)(
        pipeline.parameters,
        staff,
        pipeline.calendar.extended(max(until + 1 - pipeline.calendar.weeks, 0)),
        _copied_book(pipeline.book, paths=paths, room=int(arrivals.sum()), arrives=arrives, rng=rng),
        state,
        Silence(),
        Chance(rng),
        arrivals,
        _shocks_onward(pipeline, week=week, until=until, paths=paths, rng=rng),
        occasions,
        paths,
    )
    copies.take_up(week)
    return copies, rows


def _copied(
    pipeline: Pipeline, rows: Integers, *, paths: int
) -> dict[str, NDArray[Any]]:  # Any: each column has a type of its own
    columns = pipeline.state.columns(rows)
    path = np.repeat(np.arange(paths), len(rows))
    tiled = {
        name: np.tile(values, (paths, 1)) if values.ndim == 2 else np.tile(values, paths)
        for name, values in columns.items()
    }
    tiled["owner"] = tiled["owner"] + path * len(pipeline.staff.skill)
    tiled["account"] = tiled["account"] + path * pipeline.book.count
    return tiled


def _copied_staff(staff: Staff, *, week: int, paths: int) -> Staff:
    count, teams = len(staff.skill), len(staff.teams.name)
    path = np.repeat(np.arange(paths), count)
    users = replace(
        staff.users,
        team=np.tile(staff.users.team, paths) + path * teams,
        manager=np.where(
            np.tile(staff.users.manager, paths) < 0, -1, np.tile(staff.users.manager, paths) + path * count
        ),
        region=np.tile(staff.users.region, paths),
    )
    leaves = np.where(staff.leaves > week, STAYS, staff.leaves)
    starts = np.where(staff.starts > week, STAYS, staff.starts)
    return Staff(
        replace(staff.teams, name=tuple(staff.teams.name) * paths),
        users,
        np.tile(staff.is_seller, paths),
        np.tile(starts, paths),
        np.tile(leaves, paths),
        np.tile(staff.skill, paths),
        np.tile(staff.optimism, paths),
        np.tile(staff.territory, paths),
        np.tile(staff.games, paths),
    )


def _copied_book(book: Book, *, paths: int, room: int, arrives: bool, rng: np.random.Generator) -> Book:
    """Copy the accounts; the shelves only where somebody will look for something new on them."""
    count = book.count
    copy = Book(book.parameters, rng, book.sellers * paths, count * paths + room)
    copy.count = count * paths
    path = np.repeat(np.arange(paths), count)
    for name in ("country", "region", "segment", "bought_in"):
        getattr(copy, name)[: copy.count] = np.tile(getattr(book, name)[:count], paths)
    copy.owner[: copy.count] = np.tile(book.owner[:count], paths) + path * book.sellers
    for name in ("prospects", "customers") if arrives else ():
        setattr(copy, name, _copied_shelf(getattr(book, name), paths=paths, accounts=count))
    return copy


def _copied_shelf(shelf: Shelf, *, paths: int, accounts: int) -> Shelf:
    copy = Shelf(shelf.sellers * paths)
    path = np.repeat(np.arange(paths), shelf.sellers)
    copy.account = np.tile(shelf.account, (paths, 1)) + path[:, None] * accounts
    copy.count = np.tile(shelf.count, paths)
    return copy


def _shocks_onward(pipeline: Pipeline, *, week: int, until: int, paths: int, rng: np.random.Generator) -> Floats:
    """Return the shocks by week and copied team: what was until now, and other luck for market and teams after."""
    has, teams = pipeline.parameters, pipeline.shock.shape[1]
    onward = np.zeros((until + 1, teams * paths))
    weeks = until - week
    if weeks > 0:
        # The sum of two AR(1) with one memory decays like each; market and teams get their own luck on top.
        last = np.tile(pipeline.shock[week], paths)
        decay = has.shock_memory ** np.arange(1, weeks + 1)
        market = draw_shocks(has.market_shock, parameters=has, size=(weeks, paths), rng=rng, before=np.zeros(paths))
        team = draw_shocks(
            has.team_shock, parameters=has, size=(weeks, teams * paths), rng=rng, before=np.zeros(teams * paths)
        )
        onward[week + 1 :] = decay[:, None] * last + np.repeat(market, teams, axis=1) + team
    return onward
