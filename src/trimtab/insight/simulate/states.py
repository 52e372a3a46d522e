"""The declared tables `versions` and `stage_events` of a world, as numpy columns.

The same rows as `insight.history` makes of the world's changes with SQL; a test holds both together. Written apart,
because whole worlds are needed in seconds: 60 sellers over four years take 0.1 s here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.simulate.arrays import Columns, Flags, Floats, Integers, Moments
from trimtab.insight.simulate.artefacts import is_closed
from trimtab.insight.simulate.money import EUR, cents_in_euro, euro_rates
from trimtab.insight.simulate.parameters import WON
from trimtab.insight.simulate.world import AMOUNT, CATEGORY, CLOSE, FIELDS, OWNER, STAGE, World

# By code of the stage; a stage that was renamed has a code of its own after the others.
STATUSES = np.array(["open"] * WON + ["won", "lost", "open"], dtype=object)
CATEGORIES = np.array(["pipeline", "best_case", "commit", "omitted", "closed"], dtype=object)
_CAUSES = np.array(["created", "change", "fx"], dtype=object)
_CREATED, _CHANGE, _FX = range(3)
_NOTHING = np.array(None, dtype=object)


@dataclass(frozen=True)
class _States:
    """Every state with the moment it began; one row each, in order of opportunity and time."""

    opportunity: Integers
    at: Moments
    cause: Integers
    values: Floats
    in_stage_since: Moments

    def take(self, rows: Integers) -> "_States":
        return _States(
            self.opportunity[rows], self.at[rows], self.cause[rows], self.values[rows], self.in_stage_since[rows]
        )


@dataclass(frozen=True)
class Part:
    """The opportunities from `first` up to `last`: a company of 5,000 sellers is told part by part."""

    first: int
    last: int

    @property
    def rows(self) -> slice:
        """The rows of columns with one value an opportunity."""
        return slice(self.first, self.last)

    def rows_of(self, opportunity: Integers) -> slice:
        """The rows of columns that are ordered by opportunity."""
        return slice(*np.searchsorted(opportunity, [self.first, self.last]).tolist())


def to_versions(world: World, part: Part) -> Columns:
    """Return the columns of `versions`: a state for each moment of change, and for each new rate while open."""
    states = _with_rates(world, _states(world, part))
    opportunity, values = states.opportunity, states.values
    stage, owner = values[:, STAGE].astype(np.int64), values[:, OWNER].astype(np.int64)
    currency = _currencies(world, opportunity)
    is_last = np.append(opportunity[1:] != opportunity[:-1], True)[: len(opportunity)]
    rated_at = np.where(is_closed(stage), states.in_stage_since, states.at)
    return {
        "opp_id": opportunity + 1,
        "version": places(opportunity) + 1,
        "from_at": states.at,
        "until_at": np.where(is_last, np.datetime64("NaT"), np.roll(states.at, -1)),
        "not_before": np.full(len(opportunity), np.datetime64("NaT"), dtype="datetime64[s]"),
        "cause": _CAUSES[states.cause],
        "owner_id": owner + 1,
        "team_id": world.users.team[owner] + 1,
        "stage_id": stage + 1,
        "status": STATUSES[stage],
        "amount": values[:, AMOUNT],
        "currency": currency,
        "amount_rc": cents_in_euro(values[:, AMOUNT], euro_rates(world.rates, currency, rated_at)) / 100,
        "close_on": values[:, CLOSE].astype(np.int64).astype("datetime64[D]"),
        "forecast_category": CATEGORIES[values[:, CATEGORY].astype(np.int64)],
    }


def _currencies(world: World, opportunity: Integers) -> NDArray[np.object_]:
    if not len(opportunity):
        return np.zeros(0, dtype=object)
    first = int(opportunity[0])
    known = np.array(world.opportunities.currency[first : int(opportunity[-1]) + 1], dtype=object)
    found: NDArray[np.object_] = known[opportunity - first]
    return found


def _states(world: World, part: Part) -> _States:
    """Each opportunity's states by its changes alone; changes of one moment are one state."""
    changes, facts = world.changes, world.opportunities
    size, rows = part.last - part.first, part.rows_of(changes.opportunity)
    opportunity = np.concatenate([np.arange(part.first, part.last), changes.opportunity[rows]])
    at = np.concatenate([facts.created_at[part.rows], changes.at[rows]])
    order = np.lexsort((at, opportunity))
    is_new = np.append(True, (np.diff(opportunity[order]) != 0) | (np.diff(at[order]).astype(np.int64) != 0))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(is_new[: len(order)]) - 1
    firsts = order[is_new[: len(order)]]
    given = np.full((len(firsts), len(FIELDS)), np.nan)
    given[place[:size]] = facts.first[part.rows]
    given[place[size:], changes.field[rows]] = changes.new[rows]
    values, since = _carried(given)
    is_created = np.append(True, np.diff(opportunity[firsts]) != 0)[: len(firsts)]
    moments = at[firsts]
    return _States(
        opportunity[firsts], moments, np.where(is_created, _CREATED, _CHANGE), values, moments[since[:, STAGE]]
    )


def _carried(given: Floats) -> tuple[Floats, Integers]:
    """Carry each value on until the next; also the row it came from. The first row of an opportunity has them all."""
    rows = np.where(np.isnan(given), 0, np.arange(len(given))[:, None])
    since: Integers = np.maximum.accumulate(rows, axis=0)
    return np.take_along_axis(given, since, axis=0), since


def _with_rates(world: World, states: _States) -> _States:
    """Add a state for each exchange rate that begins while an opportunity in that currency is open."""
    currency = _currencies(world, states.opportunity)
    is_last = np.append(np.diff(states.opportunity) != 0, True)[: len(currency)]
    end = np.datetime64(world.through, "s") + np.timedelta64(1, "D")
    until = np.where(is_last, end, np.roll(states.at, -1))
    is_rated = ~is_closed(states.values[:, STAGE]) & (currency != EUR)
    starts = np.unique(world.rates.starts_on)[1:].astype("datetime64[s]")
    first = np.searchsorted(starts, states.at, side="right")
    count = np.where(is_rated, np.maximum(np.searchsorted(starts, until, side="left") - first, 0), 0)
    rows = np.repeat(np.arange(len(count)), count + 1)
    step = places(rows)
    found = states.take(rows)
    is_rate = step > 0
    found.at[is_rate] = starts[first[rows][is_rate] + step[is_rate] - 1]
    found.cause[is_rate] = _FX
    return found


def places(group: Integers) -> Integers:
    """Return 0, 1, 2, ... within each run of equal values."""
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])
    place: Integers = np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group))))
    return place


def to_stage_events(versions: Columns) -> Columns:
    """Return the columns of `stage_events`, made of finished versions."""
    entries = _entries(versions)
    opportunity, kind, entered = versions["opp_id"][entries], versions["status"][entries], versions["from_at"][entries]
    stage = versions["stage_id"][entries]
    is_first = np.append(True, np.diff(opportunity) != 0)[: len(entries)]
    is_last = np.append(np.diff(opportunity) != 0, True)[: len(entries)]
    return {
        "opp_id": opportunity,
        "sequence": places(opportunity) + 1,
        "process_id": np.ones(len(entries), dtype=np.int64),
        "stage_id": stage,
        "kind": kind,
        "previous_stage_id": np.where(is_first, -1, np.roll(stage, 1)),
        "next_stage_id": np.where(is_last, -1, np.roll(stage, -1)),
        "next_kind": np.where(is_last, _NOTHING, np.roll(kind, -1)),
        "entered_at": entered,
        "left_at": np.where(is_last, np.datetime64("NaT"), np.roll(entered, -1)),
        "not_before": versions["not_before"][entries],
        "spell": _spells(opportunity, kind, is_first=is_first),
        "owner_id": versions["owner_id"][entries],
        "amount_rc": versions["amount_rc"][entries],
    }


def _entries(versions: Mapping[str, np.ndarray]) -> Integers:
    """Rows of versions that entered a stage."""
    stage, is_first = versions["stage_id"], versions["version"] == 1
    rows: Integers = np.flatnonzero(is_first | (stage != np.roll(stage, 1)))
    return rows


def _spells(opportunity: Integers, kind: np.ndarray, *, is_first: Flags) -> Integers:
    """1 until an opportunity was reopened, then 2, ..."""
    is_open = kind == "open"
    reopened = np.cumsum(~is_first & is_open & ~np.roll(is_open, 1))
    starts = np.flatnonzero(is_first)
    before = np.repeat(reopened[starts], np.diff(np.append(starts, len(kind))))
    spells: Integers = 1 + reopened - before
    return spells
