"""What a lever truly does: the same opportunities run twice with common luck, once with it pulled, once without.

A study takes every opportunity that is still open a number of weeks after its opening. Its columns have what could be
observed then, what could not (quality, skill, silence), how it ended, and its true chances to be won under both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from trimtab.insight.simulate.arrays import Columns, Flags, Floats, Integers
from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.chance import CommonChance
from trimtab.insight.simulate.company import draw_shocks, open_company
from trimtab.insight.simulate.journal import Silence
from trimtab.insight.simulate.parameters import WON
from trimtab.insight.simulate.people import STAYS
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.state import State
from trimtab.insight.simulate.world import World

Rows = Columns
# Nearly everything is closed by then.
_HORIZON_WEEKS = 104


@dataclass(frozen=True)
class Lever:
    """Something sellers could do: the column it sets, the value without it and with it, and who has it by himself."""

    name: str
    column: str
    without: float
    pulled: float
    has_it: Callable[[Rows], Flags]


CONTACTS = Lever("three contacts rather than one", "contacts", 1, 3, lambda rows: rows["contacts"] >= 3)
BUDGET = Lever("a confirmed budget", "budget", 0, 1, lambda rows: rows["budget"].astype(np.bool_))
LEVERS = {"contacts": CONTACTS, "budget": BUDGET}


@dataclass(frozen=True)
class Study:
    """One row for each opportunity at its landmark, `weeks` after its opening.

    `observed` can be seen in the tables of the world; `hidden` are the other common causes. `won` is what happened,
    `chance_without` and `chance_pulled` the true chances to be won had the lever been set there and then.
    """

    lever: Lever
    weeks: int
    opportunity: Integers
    treated: Flags
    won: Flags
    observed: Mapping[str, Floats]
    hidden: Mapping[str, Floats]
    chance_without: Floats
    chance_pulled: Floats

    @property
    def effect(self) -> float:
        """The mean difference that the lever makes."""
        return float((self.chance_pulled - self.chance_without).mean())

    @property
    def ratio(self) -> float:
        """How many times as likely to be won with it."""
        return float(self.chance_pulled.mean() / self.chance_without.mean())


def study(world: World, lever: Lever = CONTACTS, *, weeks: int = 4, paths: int = 20, seed: int = 0) -> Study:
    """Return the study of a lever in a world. Opportunities opened in the last half year are left out.

    Errors: ValueError where opportunities wait for each other: pulled for all at once, nobody would have the time.
    """
    if world.parameters.mechanics == "queue":
        raise ValueError("A study needs opportunities that do not wait for each other. Got mechanics 'queue'.")
    rows, week = _at_landmarks(world, weeks=weeks)
    chances = [
        _run_again(world, rows, week, column=lever.column, value=value, paths=paths, seed=seed)
        for value in (lever.without, lever.pulled)
    ]
    opportunity = rows["row"].astype(np.int64)
    stage = world.backstage.pipeline.state.stage[opportunity]
    return Study(
        lever,
        weeks,
        opportunity,
        lever.has_it(rows),
        stage == WON,
        _observed(world, rows, lever=lever),
        _hidden(world, rows),
        *chances,
    )


def _at_landmarks(world: World, *, weeks: int) -> tuple[Rows, Integers]:
    """Return everything known of each opportunity at the end of its landmark's week, and that week."""
    pipeline = open_company(world.parameters, seed=world.seed, until=world.through)
    pipeline.journal = Silence()
    parts, at = [], []
    for week in range(pipeline.calendar.weeks - 26):
        pipeline.step(week)
        rows = pipeline.state.open_rows()
        rows = rows[pipeline.state.born[rows] == week - weeks]
        parts.append({**pipeline.state.columns(rows), "row": rows})
        at.append(np.full(len(rows), week))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, np.concatenate(at)


def _run_again(world: World, rows: Rows, week: Integers, *, column: str, value: float, paths: int, seed: int) -> Floats:
    """Return the share of courses that are won when a column is set at the landmark."""
    first = world.backstage.pipeline
    size, begin = len(week) * paths, int(week.min(initial=0))
    state = State(world.parameters, size)
    known = {name: values for name, values in rows.items() if name != "row"}
    state.fill({name: np.repeat(values, paths, axis=0) for name, values in known.items()})
    state.ahead[:] = np.repeat(week - begin, paths)
    state.reopens_in[:] = -1
    getattr(state, column)[:] = value
    rng = np.random.default_rng([seed, 50])
    pipeline = _courses(first, state, until=int(week.max(initial=0)) + _HORIZON_WEEKS + 1, rng=rng, seed=seed)
    pipeline.take_up(begin)
    for step in range(begin + 1, begin + _HORIZON_WEEKS):
        if state.is_open.any():
            pipeline.step(step)
    won: Floats = (state.stage == WON).reshape(len(week), paths).mean(axis=1)
    return won


def _courses(first: Pipeline, state: State, *, until: int, rng: np.random.Generator, seed: int) -> Pipeline:
    """Return a company without arrivals and leavers, in the same market: the shocks of the run, then others."""
    weeks, teams = first.shock.shape
    onward = draw_shocks(
        first.parameters.market_shock,
        parameters=first.parameters,
        size=(max(until - weeks, 0), teams),
        rng=np.random.default_rng([seed, 51]),
        before=first.shock[-1],
    )
    staff = replace(first.staff, leaves=np.full_like(first.staff.leaves, STAYS))
    book = Book(first.parameters, rng, first.book.sellers, first.book.count)
    for name in ("country", "region", "segment", "owner", "bought_in"):
        setattr(book, name, getattr(first.book, name).copy())
    return type(first)(
        replace(first.parameters, reopened=0.0),
        staff,
        first.calendar.extended(max(until - weeks, 0)),
        book,
        state,
        Silence(),
        CommonChance(rng, state.size),
        np.zeros((until, len(staff.skill)), dtype=np.int64),
        np.concatenate([first.shock, onward]),
        first.occasions,
    )


def _observed(world: World, rows: Rows, *, lever: Lever) -> dict[str, Floats]:
    accounts, users = world.accounts, world.users
    account = rows["account"].astype(np.int64)
    owner = rows["owner"].astype(np.int64)
    columns = {
        "segment": rows["segment"],
        "kind": rows["kind"],
        "stage": rows["stage"],
        "log_amount": np.log(rows["amount"]),
        "budget": rows["budget"],
        "contacts": rows["contacts"],
        "pushes": rows["pushes"],
        "region": accounts.region[account],
        "account": account,
        "owner": owner,
        "team": users.team[owner],
        "born_week": rows["born"],
    }
    return {name: values.astype(np.float64) for name, values in columns.items() if name != lever.column}


def _hidden(world: World, rows: Rows) -> dict[str, Floats]:
    skill = world.truth.skill[rows["owner"].astype(np.int64)]
    columns = {"quality": rows["quality"], "skill": skill, "silent": rows["silent"], "pace": rows["pace"]}
    return {name: values.astype(np.float64) for name, values in columns.items()}
