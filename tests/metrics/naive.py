"""The metrics once more, in plain Python over raw changes: slow, obvious, and independent of the queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tests.metrics.worlds import OWNERS, RATES, World, as_of

State = dict[str, Any]  # one state of an opportunity, as `worlds.as_of` gives it


@dataclass(frozen=True)
class Spell:
    """One opening of one opportunity, as known at an instant."""

    opp_id: int
    opened_at: datetime
    ended_at: datetime | None
    outcome: str | None
    owner_id: int | None
    amount: Decimal
    is_standing: bool


def timeline(world: World, opp_id: int, *, until: datetime) -> list[tuple[datetime, State]]:
    """Every instant at which the known state may have changed, with the state from then on."""
    moments = {max(c.valid_at, c.recorded_at) for c in world.changes if c.opp_id == opp_id}
    moments |= {world.opened[opp_id]}
    moments |= {datetime(day.year, day.month, day.day) for _, day, _ in RATES}
    states = ((moment, as_of(world, opp_id, moment)) for moment in sorted(moments) if moment <= until)
    return [(moment, state) for moment, state in states if state]


def part_of(world: World, opp_id: int, state: State, by: str) -> str:
    """The group of the breakdown, as text."""
    found = {
        "none": "all",
        "owner": state["owner_id"],
        "team": OWNERS[state["owner_id"]][1] if state["owner_id"] else None,
        "region": world.region(opp_id),
        "stage": state["stage_id"],
        "forecast_category": state["forecast_category"],
    }[by]
    return "" if found is None else str(found)


def open_at(world: World, at: datetime) -> Iterator[tuple[int, State]]:
    """Opportunities open at the instant."""
    for opp_id in world.opened:
        state = as_of(world, opp_id, at)
        if state and state["status"] == "open":
            yield opp_id, state


def pipeline(world: World, *, at: datetime, by: str) -> dict[str, tuple[int, Decimal]]:
    """Count and amount of what is open, by group; groups with nothing are absent."""
    found: dict[str, tuple[int, Decimal]] = {}
    for opp_id, state in open_at(world, at):
        part = part_of(world, opp_id, state, by)
        count, amount = found.get(part, (0, Decimal(0)))
        found[part] = count + 1, amount + (state["amount_rc"] or 0)
    return found


def due(state: State | None, first: date, last: date) -> bool:
    """Whether the expected close date lies in the period."""
    return bool(state and state["close_on"] and first <= state["close_on"] <= last)


def spells(world: World, *, at: datetime) -> list[Spell]:
    """Every opening of every opportunity, as known at the instant."""
    return [spell for opp_id in world.opened for spell in _spells(world, opp_id, at=at)]


def _spells(world: World, opp_id: int, *, at: datetime) -> Iterator[Spell]:
    states = [(moment, state) for moment, state in timeline(world, opp_id, until=at) if state["stage_id"]]
    runs: list[list[tuple[datetime, State]]] = [[]]
    for moment, state in states:
        if state["status"] == "open" and runs[-1] and runs[-1][-1][1]["status"] != "open":
            runs.append([])
        runs[-1].append((moment, state))
    for place, run in enumerate(runs):
        if not run and world.opened[opp_id] > at:
            continue
        closing = next(((moment, state) for moment, state in run if state["status"] != "open"), None)
        last = as_of(world, opp_id, at) or {}
        opened_at = run[0][0] if place else min([world.opened[opp_id], *(moment for moment, _ in run[:1])])
        owner = closing[1]["owner_id"] if closing else last.get("owner_id")
        amount = closing[1]["amount_rc"] if closing else last.get("amount_rc")
        yield Spell(
            opp_id=opp_id,
            opened_at=opened_at,
            ended_at=closing[0] if closing else None,
            outcome=closing[1]["status"] if closing else None,
            owner_id=owner,
            amount=amount or Decimal(0),
            is_standing=place == len(runs) - 1 and closing is not None and run[-1][1]["status"] == closing[1]["status"],
        )


def ended(world: World, *, start: datetime, end: datetime, at: datetime) -> list[Spell]:
    """Spells that ended in the period."""
    return [spell for spell in spells(world, at=at) if spell.ended_at and start <= spell.ended_at < end]


def qualified_at(world: World, opp_id: int, *, until: datetime) -> datetime | None:
    """When it first stood in a qualified open stage (2 or 3), or was won."""
    reached = (moment for moment, state in timeline(world, opp_id, until=until) if state["stage_id"] in (2, 3, 4))
    return next(reached, None)


def open_time(world: World, *, start: datetime, end: datetime, forever: datetime, by: str) -> dict[str, timedelta]:
    """Time spent open and qualified in the period, by group."""
    found: dict[str, timedelta] = {}
    for opp_id in world.opened:
        states = timeline(world, opp_id, until=forever)
        qualified = qualified_at(world, opp_id, until=forever)
        ends = [moment for moment, _ in states[1:]] + [forever]
        for (moment, state), until in zip(states, ends, strict=False):
            stay = min(until, end) - max(moment, start, qualified) if qualified else timedelta(0)
            if state["status"] == "open" and stay > timedelta(0):
                part = part_of(world, opp_id, state, by)
                found[part] = found.get(part, timedelta(0)) + stay
    return found


def pushes(world: World, opp_id: int, *, at: datetime) -> int:
    """How often the expected close date had moved later by the instant."""
    dates = [state["close_on"] for _, state in timeline(world, opp_id, until=at)]
    return sum(1 for old, new in pairwise(dates) if old and new and new > old)


def outcomes_of_due(
    world: World, *, start: datetime, end: datetime, first: date, last: date
) -> Sequence[tuple[int, str, Decimal]]:
    """Of what was open and due at the start: earlier pushes, what became of it, amount at the start."""
    found = []
    for opp_id, state in open_at(world, start):
        if due(state, first, last):
            later = as_of(world, opp_id, end) or state
            outcome = "slipped" if later["status"] == "open" else later["status"]
            found.append((pushes(world, opp_id, at=start), outcome, state["amount_rc"] or Decimal(0)))
    return found
