"""The records that a forecast reads, as columns: what every opportunity was known to be at every instant.

Instants are whole seconds since 1970 in UTC, days are days since 1970, money is whole cents of the reporting currency.
Nothing here knows a clock: each question names the instant at which it looks, and is answered from what was known then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Columns = Mapping[str, NDArray[Any]]  # Any: numbers or texts, as the query declares them
Ask = Callable[[str], Columns]

UNKNOWN = -(2**62)  # an amount or a day that nobody recorded
NEVER = 2**62
OPEN, WON, LOST = 0, 1, 2
OMITTED, PIPELINE, BEST_CASE, COMMIT = 0, 1, 2, 3
NO_CATEGORY = -1
DAY = 86_400
WEEK = 7 * DAY

QUERIES = {
    "versions": f"""
        SELECT opp_id, CAST(floor(epoch(from_at)) AS BIGINT) AS from_s,
            coalesce(CAST(floor(epoch(until_at)) AS BIGINT), {NEVER}) AS until_s,
            CAST(CASE status WHEN 'won' THEN 1 WHEN 'lost' THEN 2 ELSE 0 END AS BIGINT) AS status,
            coalesce(stage_id, -1) AS stage_id,
            coalesce(CAST(amount_rc * 100 AS BIGINT), {UNKNOWN}) AS cents,
            amount IS NOT NULL AND amount_rc IS NULL AS lacks_rate,
            coalesce(CAST(close_on - DATE '1970-01-01' AS BIGINT), {UNKNOWN}) AS close_day,
            CAST(CASE forecast_category WHEN 'omitted' THEN 0 WHEN 'pipeline' THEN 1 WHEN 'best_case' THEN 2
                WHEN 'commit' THEN 3 ELSE -1 END AS BIGINT) AS category,
            coalesce(owner_id, -1) AS owner_id
        FROM versions ORDER BY opp_id, version""",
    "opportunities": """
        SELECT opp_id, name, CAST(floor(epoch(coalesce(opened_at, TIMESTAMP '1970-01-01'))) AS BIGINT) AS opened_s,
            coalesce(segment, '') AS segment, coalesce(region, '') AS region, coalesce(product, '') AS product
        FROM opportunities ORDER BY opp_id""",
    "users": "SELECT user_id, name, coalesce(team_id, -1) AS team_id FROM users ORDER BY user_id",
    "teams": "SELECT team_id, name, coalesce(parent_id, -1) AS parent_id FROM teams ORDER BY team_id",
    "stages": """
        SELECT stage_id, CAST(position AS BIGINT) AS position, process_id, name, kind FROM stages ORDER BY stage_id""",
    "quotas": """
        SELECT user_id, CAST(start_on - DATE '1970-01-01' AS BIGINT) AS start_day,
            CAST(end_on - DATE '1970-01-01' AS BIGINT) AS end_day, CAST(amount_rc * 100 AS BIGINT) AS cents
        FROM quotas WHERE user_id IS NOT NULL AND measure = 'bookings' AND amount_rc IS NOT NULL""",
    "touches": """
        SELECT opp_id, CAST(floor(epoch("at")) AS BIGINT) AS at_s FROM activities
        WHERE opp_id IS NOT NULL AND "at" IS NOT NULL AND direction IN ('in', 'mutual') ORDER BY opp_id, "at" """,
}


@dataclass(frozen=True)
class Wins:
    """Every time an opportunity became won: when, at what amount, by whom; `undone_s`: when that ceased to hold."""

    opp: Integers
    at_s: Integers
    undone_s: Integers
    cents: Integers
    owner: Integers

    def within(self, start: int, end: int, *, known_at: int) -> Integers:
        """Rows of the wins of [start, end) that were known at an instant and still stood then."""
        found = (self.at_s >= start) & (self.at_s < end) & (self.at_s <= known_at) & (self.undone_s > known_at)
        return np.flatnonzero(found)


@dataclass(frozen=True)
class Standing:
    """Open opportunities at an instant: rows of the book, and of their versions then."""

    at_s: int
    opp: Integers
    version: Integers


@dataclass(frozen=True)
class Attribute:
    """A fact of an opportunity as a code for each, with the texts that the codes stand for."""

    codes: Integers
    names: tuple[str, ...]


@dataclass(frozen=True)
class People:
    """Persons and teams. Rows of `team` and `parent` are rows here; -1 is nobody."""

    user_ids: Integers
    names: tuple[str, ...]
    team: Integers
    team_ids: Integers
    team_names: tuple[str, ...]
    parent: Integers


@dataclass(frozen=True)
class Quotas:
    """Targets of persons for spans of days, both days included."""

    owner: Integers
    start_day: Integers
    end_day: Integers
    cents: Integers


@dataclass(frozen=True)
class Book:
    """Opportunities (sorted by id) and their versions (by opportunity, then time), with who owned them."""

    opp_ids: Integers
    names: NDArray[np.object_]
    opened_s: Integers
    segment: Attribute
    region: Attribute
    product: Attribute
    people: People
    quotas: Quotas
    opp: Integers
    from_s: Integers
    until_s: Integers
    status: Integers
    stage: Integers
    cents: Integers
    lacks_rate: Flags
    close_day: Integers
    category: Integers
    owner: Integers
    stage_ids: Integers
    stage_names: tuple[str, ...]
    stage_depth: Floats  # how far along its process a stage stands, 0 to 1; by stage code
    touch_key: Integers  # opportunity and instant of what its buyers did, packed in order

    @cached_property
    def _starts(self) -> Flags:
        return np.r_[True, self.opp[1:] != self.opp[:-1]] if len(self.opp) else np.zeros(0, dtype=np.bool_)

    @cached_property
    def stage_since_s(self) -> Integers:
        """For each version, since when its opportunity has been in that stage."""
        changed = self._starts.copy()
        changed[1:] |= self.stage[1:] != self.stage[:-1]
        return self.from_s[_run_start(changed)]

    @cached_property
    def status_since_s(self) -> Integers:
        """For each version, since when its opportunity has been open, won or lost without a break."""
        return self.from_s[_run_start(self._status_changed)]

    @cached_property
    def pushes(self) -> Integers:
        """For each version, how often its close date had been moved later by then."""
        later = np.zeros(len(self.opp), dtype=np.int64)
        known = (self.close_day[1:] != UNKNOWN) & (self.close_day[:-1] != UNKNOWN) & ~self._starts[1:]
        later[1:] = known & (self.close_day[1:] > self.close_day[:-1])
        total = np.cumsum(later)
        return total - total[_run_start(self._starts)]

    @cached_property
    def wins(self) -> Wins:
        """Every win, in the order of opportunities."""
        begins = np.flatnonzero(self._status_changed & (self.status == WON))
        bounds = np.r_[np.flatnonzero(self._status_changed), len(self.opp)]
        last = bounds[np.searchsorted(bounds, begins, side="right")] - 1 if len(begins) else begins
        at = self.from_s[begins]
        return Wins(self.opp[begins], at, self.until_s[last], self.cents[begins], self.owner[begins])

    @cached_property
    def _status_changed(self) -> Flags:
        changed = self._starts.copy()
        changed[1:] |= self.status[1:] != self.status[:-1]
        return changed

    def standing(self, at_s: int) -> Standing:
        """What was open at an instant, as known then."""
        rows = np.flatnonzero((self.from_s <= at_s) & (self.until_s > at_s) & (self.status == OPEN))
        return Standing(at_s, self.opp[rows], rows)

    def status_at(self, at_s: int) -> tuple[Integers, Integers]:
        """By opportunity: its status at an instant (-1: not known yet) and since when it had it."""
        rows = np.flatnonzero((self.from_s <= at_s) & (self.until_s > at_s))
        status = np.full(len(self.opp_ids), -1, dtype=np.int64)
        since = np.full(len(self.opp_ids), NEVER, dtype=np.int64)
        status[self.opp[rows]] = self.status[rows]
        since[self.opp[rows]] = self.status_since_s[rows]
        return status, since

    def counted(self) -> "Book":
        """The same with every opportunity worth one: sums are then numbers of wins. For records without amounts."""
        return replace(self, cents=np.full(len(self.cents), 100, dtype=np.int64))

    def has_amounts(self, known_at: int) -> bool:
        """Whether any win known at an instant has an amount."""
        return bool(((self.wins.cents > 0) & (self.wins.at_s <= known_at)).any())

    def last_touch(self, opp: Integers, at_s: int, *, within_s: int) -> tuple[Integers, Integers]:
        """For opportunities: seconds since their buyers last did something before an instant (NEVER: nothing), and how
        often they did within so many seconds before it."""
        upto = np.searchsorted(self.touch_key, _packed(opp, at_s))
        recent = upto - np.searchsorted(self.touch_key, _packed(opp, at_s - within_s))
        if not len(self.touch_key):
            return np.full(len(opp), NEVER), recent
        before = self.touch_key[np.maximum(upto - 1, 0)]
        is_own = (upto > 0) & (before >= _packed(opp, 0))
        return np.where(is_own, _packed(opp, at_s) - before, NEVER), recent


def _packed(opp: Integers, at_s: int | Integers) -> Integers:
    return opp * (2**36) + at_s


def _run_start(changed: Flags) -> Integers:
    """For each row, the row at which its run began."""
    return np.maximum.accumulate(np.where(changed, np.arange(len(changed)), 0)) if len(changed) else np.zeros(0, int)


def read_book(ask: Ask) -> Book:
    """The book of what a store holds.

    Args:
        ask: answers a query over the declared tables with its columns, without unknown cells.
    """
    found = {name: ask(query) for name, query in QUERIES.items()}
    facts, versions, users = found["opportunities"], found["versions"], found["users"]
    opp_ids = np.asarray(facts["opp_id"], dtype=np.int64)
    held = np.isin(versions["opp_id"], opp_ids)
    versions = {name: np.asarray(column)[held] for name, column in versions.items()}
    user_ids = np.asarray(users["user_id"], dtype=np.int64)
    codes, depth, names = _stages(found["stages"])
    return Book(
        opp_ids=opp_ids,
        names=np.asarray(facts["name"], dtype=object),
        opened_s=np.asarray(facts["opened_s"], dtype=np.int64),
        segment=_attribute(facts["segment"]),
        region=_attribute(facts["region"]),
        product=_attribute(facts["product"]),
        people=_people(users, found["teams"]),
        quotas=_quotas(found["quotas"], user_ids),
        opp=np.searchsorted(opp_ids, versions["opp_id"]),
        stage=_row_of(versions["stage_id"], codes),
        owner=_row_of(versions["owner_id"], user_ids),
        stage_ids=codes,
        stage_names=names,
        stage_depth=depth,
        touch_key=_touches(found["touches"], opp_ids),
        lacks_rate=np.asarray(versions["lacks_rate"], dtype=np.bool_),
        **{
            name: np.asarray(versions[name], dtype=np.int64)
            for name in ("from_s", "until_s", "status", "cents", "close_day", "category")
        },
    )


def _row_of(ids: NDArray[Any], known: Integers) -> Integers:
    """The row of each id in sorted ids; -1 where there is none."""
    if not len(known):
        return np.full(len(ids), -1, dtype=np.int64)
    rows = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return np.where(known[rows] == ids, rows, -1).astype(np.int64)


def _attribute(texts: NDArray[Any]) -> Attribute:
    names, codes = np.unique(np.asarray(texts, dtype=str), return_inverse=True)
    return Attribute(codes.astype(np.int64), tuple(map(str, names)))


def _people(users: Columns, teams: Columns) -> People:
    team_ids = np.asarray(teams["team_id"], dtype=np.int64)
    return People(
        user_ids=np.asarray(users["user_id"], dtype=np.int64),
        names=tuple(map(str, users["name"])),
        team=_row_of(users["team_id"], team_ids),
        team_ids=team_ids,
        team_names=tuple(map(str, teams["name"])),
        parent=_row_of(teams["parent_id"], team_ids),
    )


def _quotas(quotas: Columns, user_ids: Integers) -> Quotas:
    owner = _row_of(quotas["user_id"], user_ids)
    return Quotas(owner, *(np.asarray(quotas[name], dtype=np.int64) for name in ("start_day", "end_day", "cents")))


def _stages(stages: Columns) -> tuple[Integers, Floats, tuple[str, ...]]:
    """Ids of the stages, how deep each stands among the open ones of its process, and their names."""
    ids = np.asarray(stages["stage_id"], dtype=np.int64)
    depth = np.zeros(len(ids))
    is_open = np.asarray(stages["kind"]) == "open"
    for process in np.unique(stages["process_id"]):
        rows = np.flatnonzero((np.asarray(stages["process_id"]) == process) & is_open)
        order = np.argsort(np.asarray(stages["position"])[rows], kind="stable")
        depth[rows[order]] = np.arange(len(rows)) / max(len(rows) - 1, 1)
    return ids, depth, tuple(map(str, stages["name"]))


def _touches(touches: Columns, opp_ids: Integers) -> Integers:
    rows = _row_of(touches["opp_id"], opp_ids)
    return np.sort(_packed(rows, np.asarray(touches["at_s"], dtype=np.int64))[rows >= 0])
