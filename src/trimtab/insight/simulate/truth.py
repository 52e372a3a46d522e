"""The truth of a world as tables of its own, to be kept apart from what a sales team would hand over.

opportunities, sellers, shocks and events as they are; states: every open opportunity at the end of every week with its
hazards for the week to come; levers: true chances with and without; chances and bookings: what the oracle says.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np

from trimtab.insight.simulate.arrays import Columns
from trimtab.insight.simulate.calendar import quarter_end
from trimtab.insight.simulate.company import SIMULATOR_VERSION
from trimtab.insight.simulate.levers import LEVERS, study
from trimtab.insight.simulate.oracle import oracle, oracle_bookings
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.restart import replay
from trimtab.insight.simulate.world import World

# Copies of all open opportunities at once: 250 bytes each.
_MOST_COPIES = 400_000
_CHANCE_WEEKS = 26
_LANDMARKS = 12
_WEEKS_BY_PART = 26


def describe(world: World, *, preset: str) -> dict[str, Any]:
    """Return what it takes to make the same world again, and what was planted."""
    occasions = world.truth.occasions
    return {
        "simulator_version": SIMULATOR_VERSION,
        "preset": preset,
        "seed": world.seed,
        "starts_on": str(world.starts_on),
        "through": str(world.through),
        "parameters": asdict(world.parameters),
        "events": [
            {**asdict(event), "week": week, "until_week": until}
            for event, week, until in zip(
                occasions.events, occasions.week.tolist(), occasions.until.tolist(), strict=True
            )
        ],
    }


def truth_tables(world: World) -> dict[str, Columns]:
    """Return the small tables of the truth."""
    tables = {
        "opportunities": _opportunities(world),
        "sellers": _sellers(world),
        "shocks": _shocks(world),
        "leads": _leads(world),
        "chances": _chances(world),
        "bookings": _bookings(world),
    }
    if world.parameters.mechanics != "queue":
        tables["levers"] = _levers(world)
    return {name: columns for name, columns in tables.items() if columns}


def states_by_part(world: World) -> Iterator[Columns]:
    """Yield the states of half a year after the other."""
    weeks = world.backstage.pipeline.calendar.weeks
    parts: list[dict[str, Any]] = []
    for week, pipeline in replay(world, range(weeks)):
        parts.append(_standing(pipeline, week=week))
        if len(parts) == _WEEKS_BY_PART or week == weeks - 1:
            yield {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
            parts = []


def _standing(pipeline: Pipeline, *, week: int) -> dict[str, Any]:
    state, rows = pipeline.state, pipeline.state.open_rows()
    following = min(week + 1, pipeline.calendar.weeks - 1)
    sunday = np.datetime64(pipeline.calendar.monday(week) + 6, "D")
    hazards = pipeline.hazards(rows, week=following) if type(pipeline) is Pipeline else np.full((4, len(rows)), np.nan)
    hazards = np.where(state.silent[rows], 0.0, hazards)
    return {
        "opp_id": rows + 1,
        "week_ends_on": np.full(len(rows), sunday),
        "stage": state.stage[rows],
        "is_silent": state.silent[rows],
        "contacts": state.contacts[rows],
        "has_budget": state.budget[rows],
        "is_shaken": state.shaken_until[rows] > week,
        **dict(zip(("advance", "win", "lose", "vanish"), hazards, strict=True)),
    }


def _opportunities(world: World) -> Columns:
    truth = world.truth
    return {
        "opp_id": np.arange(len(truth.quality)) + 1,
        "quality": truth.quality,
        "buyer_pace": truth.buyer_pace,
        "contacts": truth.contacts,
        "buyer_events": world.buyer_events,
        "pushes": truth.pushes,
        "has_vanished": truth.has_vanished,
    }


def _sellers(world: World) -> Columns:
    truth = world.truth
    ids = np.arange(len(truth.skill)) + 1
    return {"user_id": ids, "skill": truth.skill, "optimism": truth.optimism, "games": truth.games}


def _shocks(world: World) -> Columns:
    weeks, teams = world.truth.shock.shape
    start = np.datetime64(world.starts_on, "D")
    return {
        "week_starts_on": np.repeat(start + 7 * np.arange(weeks), teams),
        "team_id": np.tile(np.arange(teams) + 1, weeks),
        "shock": world.truth.shock.ravel(),
    }


def _leads(world: World) -> Columns:
    leads = world.leads
    return {
        "lead_id": np.arange(len(leads.fit)) + 1,
        "fit": leads.fit,
        "chance": leads.chance,
        "chance_if_touched_within_the_hour": leads.chance_if_fast,
        "said_by_marketing": leads.said_by_marketing,
        "said_by_sales": leads.said_by_sales,
    }


def _levers(world: World) -> Columns:
    paths = _paths(len(world.truth.quality), most=10)
    found = [(name, study(world, lever, paths=paths)) for name, lever in LEVERS.items()]
    return {
        "lever": np.concatenate([np.full(len(one.opportunity), name, dtype=object) for name, one in found]),
        "opp_id": np.concatenate([one.opportunity + 1 for _, one in found]),
        "weeks_after_opening": np.concatenate([np.full(len(one.opportunity), one.weeks) for _, one in found]),
        "has_it": np.concatenate([one.treated for _, one in found]),
        "chance_without": np.concatenate([one.chance_without for _, one in found]),
        "chance_pulled": np.concatenate([one.chance_pulled for _, one in found]),
    }


def _paths(rows: int, *, most: int) -> int:
    """Return how many courses of so many opportunities fit into memory."""
    return max(2, min(most, _MOST_COPIES // max(rows, 1)))


def _open_now(world: World) -> int:
    return int(world.backstage.pipeline.state.is_open.sum())


def _chances(world: World) -> Columns:
    """What the oracle says of what was open at the ends of the last months that leave half a year to come."""
    last = np.datetime64(world.through, "M") - 6
    months = last - np.arange(_LANDMARKS)[::-1]
    days = [month_end.astype(date) for month_end in (months + 1).astype("datetime64[D]") - 1]
    known = [day for day in days if day >= world.starts_on + timedelta(weeks=8)]
    if not known:
        return {}
    until = [day + timedelta(weeks=_CHANCE_WEEKS) for day in known]
    found = oracle(world, at=known, until=until, paths=_paths(_open_now(world), most=100))
    return {
        "as_of": np.concatenate([np.full(len(one.won), np.datetime64(one.at, "D")) for one in found]),
        "until": np.concatenate([np.full(len(one.won), np.datetime64(one.until, "D")) for one in found]),
        "opp_id": np.concatenate([one.opportunity + 1 for one in found]),
        **{
            name: np.concatenate([getattr(one, name) for one in found])
            for name in ("won", "lost", "dark", "open", "silent")
        },
    }


def _bookings(world: World) -> Columns:
    """What the oracle says of the last four quarters, four weeks after each began."""
    end = quarter_end(np.array([world.through], dtype="datetime64[D]"))[0]
    ends = [
        (quarter_end(np.array([end.astype("datetime64[M]") - 3 * back], dtype="datetime64[D]"))[0]).astype(date)
        for back in range(4, 0, -1)
    ]
    known = [day for day in ends if day >= world.starts_on + timedelta(weeks=24)]
    if not known:
        return {}
    starts = [day - timedelta(weeks=9) for day in known]
    found = oracle_bookings(world, at=starts, until=known, paths=_paths(_open_now(world), most=200))
    paths = [len(one.created) for one in found]
    return {
        "as_of": np.repeat(np.array(starts, dtype="datetime64[D]"), paths),
        "until": np.repeat(np.array(known, dtype="datetime64[D]"), paths),
        "course": np.concatenate([np.arange(count) for count in paths]),
        "already_open": np.concatenate([one.already_open.sum(axis=1) for one in found]),
        "created": np.concatenate([one.created.sum(axis=1) for one in found]),
    }
