"""Small random worlds: opportunities with two-clock changes, and the plain-Python truth about them.

Nothing here is clever: the state as of an instant is found by looking at every change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import duckdb
from hypothesis import strategies as st

from trimtab.insight.history import stage_events_sql, versions_sql

DAY_ZERO = datetime(2024, 1, 1)
NOW = DAY_ZERO + timedelta(days=80)
FIELDS = ("stage", "amount", "currency", "close_on", "forecast_category", "owner")
STAGES = [  # stage_id, position, kind, is_qualified
    (1, 1, "open", False),
    (2, 2, "open", True),
    (3, 3, "open", True),
    (4, 4, "won", False),
    (5, 5, "lost", False),
]
KINDS = {stage_id: kind for stage_id, _, kind, _ in STAGES}
OWNERS = {1: ("Ana", 1), 2: ("Ben", 1), 3: ("Cleo", 2)}
RATES = [
    ("EUR", date(2024, 1, 1), Decimal("1")),
    ("USD", date(2024, 1, 1), Decimal("0.90")),
    ("USD", date(2024, 1, 20), Decimal("0.915")),
    ("USD", date(2024, 2, 15), Decimal("0.885")),
]
Rows = list[dict[str, Any]]  # rows of any table


@dataclass(frozen=True)
class Change:
    """One raw change of one field of one opportunity."""

    change_id: int
    opp_id: int
    field: str
    value: str | None
    valid_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class World:
    """Raw facts: when each opportunity opened, and every change."""

    opened: Mapping[int, datetime]
    changes: tuple[Change, ...]

    def account(self, opp_id: int) -> int:
        return 1 + opp_id % 2

    def region(self, opp_id: int) -> str | None:
        return ("North", "South", None)[opp_id % 3]


def winner(world: World, opp_id: int, *, field: str, at: datetime) -> Change | None:
    """The change in force: the last one with both clocks at or before the instant."""
    known = [
        change
        for change in world.changes
        if change.opp_id == opp_id and change.field == field and change.valid_at <= at and change.recorded_at <= at
    ]
    return max(known, key=lambda change: (change.valid_at, change.recorded_at, change.change_id), default=None)


def as_of(world: World, opp_id: int, at: datetime) -> dict[str, Any] | None:
    """The state an observer knew at the instant, None before the opportunity was known at all."""
    found = {field: winner(world, opp_id, field=field, at=at) for field in FIELDS}
    if world.opened[opp_id] > at and not any(found.values()):
        return None
    value = {field: change.value if change else None for field, change in found.items()}
    stage_id = int(value["stage"]) if value["stage"] else None
    status = KINDS[stage_id] if stage_id else "open"
    amount = Decimal(value["amount"]) if value["amount"] else None
    stage_change = found["stage"]
    entered = max(stage_change.valid_at, stage_change.recorded_at) if stage_change else None
    rate_on = at.date() if status == "open" or entered is None else entered.date()
    return {
        "owner_id": int(value["owner"]) if value["owner"] else None,
        "stage_id": stage_id,
        "status": status,
        "amount": amount,
        "amount_rc": converted(amount, value["currency"], on=rate_on),
        "close_on": date.fromisoformat(value["close_on"]) if value["close_on"] else None,
        "forecast_category": value["forecast_category"],
    }


def converted(amount: Decimal | None, currency: str | None, *, on: date) -> Decimal | None:
    """The amount in the reporting currency, half a cent to the even cent."""
    rates = [(from_on, rate) for name, from_on, rate in RATES if name == currency]
    if amount is None or not rates:
        return None
    in_force = [rate for from_on, rate in rates if from_on <= on] or [rates[0][1]]
    return (amount * in_force[-1]).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def tables(world: World, *, now: datetime = NOW) -> dict[str, Rows]:
    """Every table of the world as rows, versions and stage events built by the queries under test."""
    built = duckdb.connect()
    _create(built, world)
    versions = _fetch(built, "CREATE TABLE versions AS " + versions_sql(), "versions")
    events = _fetch(built, "CREATE TABLE stage_events AS " + stage_events_sql(), "stage_events")
    built.close()
    return {
        "users": USERS,
        "teams": [{"team_id": 1, "name": "East"}, {"team_id": 2, "name": "West"}],
        "stages": STAGE_ROWS,
        "opportunities": _opportunities(world, now=now),
        "versions": versions,
        "stage_events": events,
        "activities": _activities(world),
        "quotas": QUOTAS,
    }


USERS: Rows = [
    {"user_id": user_id, "name": name, "team_id": team_id, "role": "seller"}
    for user_id, (name, team_id) in OWNERS.items()
]
STAGE_ROWS: Rows = [
    {
        "stage_id": s,
        "process_id": 1,
        "process": "Sales",
        "name": f"Stage {s}",
        "position": p,
        "kind": k,
        "is_qualified": q,
    }
    for s, p, k, q in STAGES
]
QUOTAS: Rows = [
    {"user_id": 1, "team_id": 1, "start_on": date(2024, 1, 1), "end_on": date(2024, 3, 31), "measure": "bookings",
     "amount_rc": Decimal("5000.00")},
    {"user_id": 3, "team_id": 2, "start_on": date(2024, 1, 1), "end_on": date(2024, 3, 31), "measure": "bookings",
     "amount_rc": Decimal("3000.00")},
]  # fmt: skip


def _create(built: duckdb.DuckDBPyConnection, world: World) -> None:
    built.execute(
        "CREATE TABLE changes (change_id BIGINT, opp_id BIGINT, field VARCHAR, value VARCHAR, valid_at TIMESTAMP,"
        " recorded_at TIMESTAMP, not_before TIMESTAMP);"
        "CREATE TABLE opportunity_base (opp_id BIGINT, process_id BIGINT, opened_at TIMESTAMP);"
        "CREATE TABLE stages (stage_id BIGINT, process_id BIGINT, kind VARCHAR);"
        "CREATE TABLE users (user_id BIGINT, team_id BIGINT);"
        "CREATE TABLE fx (currency VARCHAR, from_on DATE, rate DECIMAL(18,8));"
    )
    _insert(
        built,
        "changes",
        [(c.change_id, c.opp_id, c.field, c.value, c.valid_at, c.recorded_at, None) for c in world.changes],
    )
    _insert(built, "opportunity_base", [(opp_id, 1, opened_at) for opp_id, opened_at in world.opened.items()])
    _insert(built, "stages", [(stage_id, 1, kind) for stage_id, _, kind, _ in STAGES])
    _insert(built, "users", [(user_id, team_id) for user_id, (_, team_id) in OWNERS.items()])
    _insert(built, "fx", RATES)


def _insert(built: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
        built.execute(f"INSERT INTO {table} VALUES {marks}", [cell for row in rows for cell in row])


def _fetch(built: duckdb.DuckDBPyConnection, statement: str, table: str) -> Rows:
    built.execute(statement)
    answer = built.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _opportunities(world: World, *, now: datetime) -> Rows:
    rows: Rows = []
    for opp_id, opened_at in world.opened.items():
        state = as_of(world, opp_id, now) or {}
        kept = {name: state.get(name) for name in ("owner_id", "stage_id", "status", "amount", "amount_rc", "close_on")}
        rows.append(
            {
                "opp_id": opp_id,
                "name": f"Opportunity {opp_id}",
                "account_id": world.account(opp_id),
                "process_id": 1,
                "region": world.region(opp_id),
                "segment": "Large",
                "opened_at": opened_at,
                "history": "changes",
                **kept,
            }
        )
    return rows


def _activities(world: World) -> Rows:
    return [
        {
            "activity_id": change.change_id,
            "opp_id": change.opp_id,
            "user_id": 1 + change.change_id % 3,
            "at": change.valid_at,
            "kind": ("call", "meeting", "email")[change.change_id % 3],
        }
        for change in world.changes
    ]


def _values(field: str) -> st.SearchStrategy[str | None]:
    if field == "stage":
        return st.sampled_from(["1", "2", "3", "3", "4", "4", "5"])
    if field == "amount":
        return st.one_of(st.none(), st.decimals(0, 5000, places=2).map(str))
    if field == "currency":
        return st.sampled_from(["EUR", "USD"])
    if field == "close_on":
        return st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2024, 4, 30)).map(str))
    if field == "forecast_category":
        return st.sampled_from(["pipeline", "best_case", "commit"])
    return st.sampled_from(["1", "2", "3"])


# A coarse grid makes ties of both clocks frequent.
instants = st.integers(0, 160).map(lambda halves: DAY_ZERO + timedelta(days=halves / 2))


@st.composite
def worlds(draw: st.DrawFn, *, most: int = 5) -> World:
    """Up to `most` opportunities: late, back-dated and contradicting changes, reopenings, two currencies."""
    opened: dict[int, datetime] = {}
    changes: list[Change] = []
    for opp_id in range(1, 1 + draw(st.integers(0, most))):
        opened[opp_id] = DAY_ZERO + timedelta(days=draw(st.integers(0, 60)) / 2)
        first: list[tuple[str, str | None]] = [("stage", "1"), ("currency", draw(st.sampled_from(["EUR", "USD"])))]
        first += [(field, draw(_values(field))) for field in ("amount", "close_on", "owner", "forecast_category")]
        changes += [
            Change(len(changes) + place, opp_id, field, value, opened[opp_id], opened[opp_id])
            for place, (field, value) in enumerate(first, start=1)
        ]
        for _ in range(draw(st.integers(0, 9))):
            field = draw(
                st.sampled_from(
                    ["stage", "stage", "stage", "amount", "close_on", "owner", "forecast_category", "currency"]
                )
            )
            valid_at = opened[opp_id] + timedelta(days=draw(st.integers(-2, 110)) / 2)
            recorded_at = valid_at + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 10])))
            changes.append(Change(len(changes) + 1, opp_id, field, draw(_values(field)), valid_at, recorded_at))
    return World(opened, tuple(changes))
