"""Each query gives the rows of the naive reference, on random worlds."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics import naive
from tests.metrics.worlds import DAY_ZERO, KINDS, NOW, World, as_of, instants, tables, worlds
from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Result
from trimtab.insight.slices import Slice

START, END = DAY_ZERO + timedelta(days=20), DAY_ZERO + timedelta(days=50)
FIRST, LAST = date(2024, 1, 15), date(2024, 3, 10)
DUE: dict[str, Any] = {"due_from": FIRST, "due_until": LAST}
PERIOD: dict[str, Any] = {"start": START, "end": END, "as_of": NOW}
random_worlds = settings(deadline=None, max_examples=15)


def run(world: World, name: str, *, within: Slice = Slice(), **parameters: object) -> Result:
    engine = DuckDBEngine.from_tables(tables(world))
    result = engine.run(METRICS[name], slice=within, **parameters)
    engine.close()
    return result


def known(amount: object) -> Decimal:
    """An amount in a sum: unknown counts as nothing."""
    return Decimal(0) if amount is None else Decimal(str(amount))


def cells(result: Result, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in result.rows]


@random_worlds
@given(worlds(), instants, st.sampled_from(["none", "owner", "team", "region", "stage", "forecast_category"]))
def test_pipeline_as_of(world: World, at: datetime, by: str) -> None:
    result = run(world, "pipeline_as_of", as_of=at, by=by)

    found = {str(row["part"]): (row["opportunities"], row["amount"]) for row in result.rows if row["opportunities"]}
    assert found == naive.pipeline(world, at=at, by=by)


@random_worlds
@given(worlds(), instants, st.sampled_from(["none", "owner", "stage"]))
def test_weekly_snapshots_are_the_pipeline_at_each_week_end(world: World, at: datetime, by: str) -> None:
    result = run(world, "weekly_snapshots", as_of=at, weeks=6, by=by)

    found: dict[object, dict[object, object]] = {row["week_end"]: {} for row in result.rows}
    for row in result.rows:
        if row["opportunities"]:
            found[row["week_end"]][row["part"]] = (row["opportunities"], known(row["amount"]))
    week_ends = [at - timedelta(days=7 * back) for back in range(5, -1, -1)]
    assert found == {week_end: naive.pipeline(world, at=week_end, by=by) for week_end in week_ends}


@settings(deadline=None, max_examples=30)
@given(worlds(), instants, instants, st.sampled_from(["none", "owner", "region"]))
def test_waterfall_adds_up_to_the_cent(world: World, one: datetime, other: datetime, by: str) -> None:
    start, end = min(one, other), max(one, other)
    result = run(world, "waterfall", start=start, end=end, by=by, **DUE)

    for part in {row["part"] for row in result.rows}:
        bars = {row["bar"]: known(row["amount"]) for row in result.rows if row["part"] == part}
        closing = bars.pop("closing")
        assert sum(bars.values()) == closing
        assert bars["opening"] == due_amount(world, start, part=str(part), by=by)
        assert closing == due_amount(world, end, part=str(part), by=by)


def due_amount(world: World, at: datetime, *, part: str, by: str) -> Decimal:
    open_then = [(opp_id, state) for opp_id, state in naive.open_at(world, at) if naive.due(state, FIRST, LAST)]
    mine = [state for opp_id, state in open_then if naive.part_of(world, opp_id, state, by) == part]
    return sum((state["amount_rc"] or Decimal(0) for state in mine), Decimal(0))


@random_worlds
@given(worlds(), instants, instants, st.sampled_from([None, "commit", "pipeline"]))
def test_waterfall_rows_are_what_stands_behind_the_bars(
    world: World, one: datetime, other: datetime, category: str | None
) -> None:
    period: dict[str, Any] = {"start": min(one, other), "end": max(one, other), "category": category}
    bars, rows = (run(world, name, **period, **DUE) for name in ("waterfall", "waterfall_rows"))

    for bar in bars.rows:
        behind = [row for row in rows.rows if row["bar"] == bar["bar"]]
        assert sum((known(row["amount"]) for row in behind), Decimal(0)) == known(bar["amount"])
        assert (bar["amount"] is None) == (bool(behind) and all(row["amount"] is None for row in behind))
        assert len({row["opp_id"] for row in behind}) == bar["opportunities"]


@random_worlds
@given(worlds())
def test_won_and_lost_bars_are_the_closings_of_the_period(world: World) -> None:
    rows = run(world, "waterfall_rows", start=START, end=END, **DUE).rows

    for row in rows:
        if row["bar"] in ("won", "lost"):
            before, after = (as_of(world, int(str(row["opp_id"])), at) for at in (START, END))
            assert after is not None
            assert after["status"] == row["bar"]
            assert before is None or before["status"] == "open"


@random_worlds
@given(worlds(), st.sampled_from(["none", "owner", "region"]))
def test_velocity_is_an_identity_and_equals_the_naive_sums(world: World, by: str) -> None:
    result = run(world, "velocity", by=by, **PERIOD)
    stays = naive.open_time(world, start=START, end=END, forever=NOW, by=by)
    ends = [s for s in naive.ended(world, start=START, end=END, at=NOW) if is_qualified_at_end(world, s)]

    for row in result.rows:
        mine = [s for s in ends if spell_part(world, s, by) == row["part"]]
        won = [s for s in mine if s.outcome == "won"]
        expected = stays.get(str(row["part"]), timedelta(0)) / timedelta(days=1)
        assert row["open_days"] == pytest.approx(expected, abs=1e-9)
        assert (row["exits"], row["won"], row["won_value"]) == (len(mine), len(won), sum(s.amount for s in won))
        assert identity_error(row) <= 1e-9


def is_qualified_at_end(world: World, spell: naive.Spell) -> bool:
    reached = naive.qualified_at(world, spell.opp_id, until=NOW)
    return reached is not None and spell.ended_at is not None and reached <= spell.ended_at


def identity_error(row: object) -> float:
    assert isinstance(row, dict)
    levers = [row[name] for name in ("open_mean", "won_mean", "win_rate", "stay_days")]
    if None in levers or not levers[3]:
        return 0.0
    product = levers[0] * levers[1] * levers[2] / levers[3]
    return float(abs(product - row["velocity"]) / max(1.0, abs(row["velocity"])))


def spell_part(world: World, spell: naive.Spell, by: str) -> str:
    state = {"owner_id": spell.owner_id, "stage_id": None, "forecast_category": None}
    return naive.part_of(world, spell.opp_id, state, by)


@random_worlds
@given(worlds())
def test_velocity_by_account_adds_up_to_velocity(world: World) -> None:
    whole, accounts = (run(world, name, **PERIOD) for name in ("velocity", "velocity_accounts"))

    assert accounts.total("exits") == whole.total("exits")
    assert accounts.total("won_value") == whole.total("won_value")
    assert float(accounts.total("open_days")) == pytest.approx(float(whole.total("open_days")))


@random_worlds
@given(worlds(), st.sampled_from(["none", "owner", "team", "region"]))
def test_win_rate(world: World, by: str) -> None:
    result = run(world, "win_rate", by=by, **PERIOD)
    ends = naive.ended(world, start=START, end=END, at=NOW)

    for row in result.rows:
        mine = [s for s in ends if spell_part(world, s, by) == row["part"]]
        won = [s for s in mine if s.outcome == "won"]
        assert (row["closed"], row["won"]) == (len(mine), len(won))
        assert (row["closed_value"], row["won_value"]) == (sum(s.amount for s in mine), sum(s.amount for s in won))
        assert row["win_rate"] == (len(won) / len(mine) if mine else None)


@random_worlds
@given(worlds())
def test_cycle_length(world: World) -> None:
    result = run(world, "cycle_length", **PERIOD)
    ends = naive.ended(world, start=START, end=END, at=NOW)

    for row in result.rows:
        days = [(s.ended_at - s.opened_at) / timedelta(days=1) for s in ends
                if s.ended_at and row["outcome"] in ("all", s.outcome)]  # fmt: skip
        assert row["n"] == len(days)
        assert row["mean"] == (pytest.approx(sum(days) / len(days)) if days else None)


@random_worlds
@given(worlds(), st.sampled_from(["none", "owner"]))
def test_bookings_by_period(world: World, by: str) -> None:
    starts, ends = [DAY_ZERO, START], [START, END]
    result = run(world, "bookings_by_period", starts=starts, ends=ends, as_of=NOW, by=by)

    for row in result.rows:
        begins, finishes = row["period_start"], row["period_end"]
        assert isinstance(begins, datetime)
        assert isinstance(finishes, datetime)
        mine = [s for s in naive.ended(world, start=begins, end=finishes, at=NOW)
                if s.is_standing and s.outcome == "won" and spell_part(world, s, by) == row["part"]]  # fmt: skip
        assert (row["won"], row["won_value"]) == (len(mine), sum(s.amount for s in mine))


@random_worlds
@given(worlds())
def test_push_counts_and_slipped_value(world: World) -> None:
    expected = naive.outcomes_of_due(world, start=START, end=END, first=FIRST, last=LAST)
    counts = run(world, "push_counts", **PERIOD, **DUE)
    value = run(world, "slipped_value", **PERIOD, **DUE).one()

    groups = Counter((min(pushes, 3), outcome) for pushes, outcome, _ in expected)
    found = {
        (row["pushes"], name): row[name] for row in counts.rows for name in ("won", "lost", "slipped") if row[name]
    }
    assert found == groups
    assert value["due_value"] == sum(amount for _, _, amount in expected)
    assert value["slipped_value"] == sum(amount for _, outcome, amount in expected if outcome == "slipped")


@random_worlds
@given(worlds(), instants)
def test_slipped_opportunities(world: World, at: datetime) -> None:
    result = run(world, "slipped_opportunities", as_of=at, today=at.date(), least_pushes=2)

    expected = {
        (opp_id, naive.pushes(world, opp_id, at=at))
        for opp_id, state in naive.open_at(world, at)
        if (state["close_on"] and state["close_on"] < at.date()) or naive.pushes(world, opp_id, at=at) >= 2
    }
    assert set(cells(result, "opp_id", "pushes")) == expected


@random_worlds
@given(worlds())
def test_stage_conversion_counts(world: World) -> None:
    result = run(world, "stage_conversion", **PERIOD)
    expected: Counter[tuple[int, str]] = Counter()
    for opp_id in world.opened:
        states = [(m, s["stage_id"]) for m, s in naive.timeline(world, opp_id, until=NOW) if s["stage_id"]]
        entries = [pair for pair, before in zip(states, [(None, None), *states], strict=False) if before[1] != pair[1]]
        for place, (moment, stage_id) in enumerate(entries):
            if KINDS[stage_id] == "open" and START <= moment < END:
                following = entries[place + 1][1] if place + 1 < len(entries) else None
                expected[stage_id, move(stage_id, following)] += 1

    outcomes = ("forward", "back", "won", "lost", "still_here")
    found = {(row["stage_id"], name): row[name] for row in result.rows for name in outcomes if row[name]}
    assert found == expected


def move(stage_id: int, following: int | None) -> str:
    if following is None:
        return "still_here"
    if KINDS[following] != "open":
        return KINDS[following]
    return "forward" if following > stage_id else "back"


@random_worlds
@given(worlds())
def test_stage_rates(world: World) -> None:
    looked_at, ends = [START, END], [END, NOW]
    result = run(world, "stage_rates", looked_at=looked_at, ends=ends)
    expected: Counter[tuple[int, bool]] = Counter()
    for at, end in zip(looked_at, ends, strict=True):
        for opp_id, state in naive.open_at(world, at):
            if state["stage_id"] and state["close_on"] and state["close_on"] <= end.date():
                later = as_of(world, opp_id, end)
                expected[state["stage_id"], later is not None and later["status"] == "won"] += 1

    for row in result.rows:
        stage_id = int(str(row["stage_id"]))
        assert row["won"] == expected[stage_id, True]
        assert row["n"] == expected[stage_id, True] + expected[stage_id, False]


@random_worlds
@given(worlds(), st.sampled_from(["none", "owner"]))
def test_coverage_and_outlook_sums(world: World, by: str) -> None:
    period: dict[str, Any] = {"start": START, "end": END, "as_of": END, "by": by, **DUE}
    covered = run(world, "coverage", rate_start=DAY_ZERO, due_from=date(2024, 1, 1), due_until=date(2024, 3, 31),
                  start=START, end=END, as_of=END, by=by)  # fmt: skip
    outlook = run(world, "outlook", starts=[DAY_ZERO], looked_at=[DAY_ZERO], ends=[START], **period)
    won = [s for s in naive.ended(world, start=START, end=END, at=END) if s.is_standing and s.outcome == "won"]

    for row in (*covered.rows, *outlook.rows):
        mine = [s for s in won if spell_part(world, s, by) == row["part"]]
        assert row["won_value"] == sum(s.amount for s in mine)
    for row in outlook.rows:
        assert row["open_value"] == due_amount(world, END, part=str(row["part"]), by=by)
    targets = {"all": 8000, "1": 5000, "3": 3000}
    assert {row["part"]: row["target"] for row in covered.rows if row["target"]} == {
        part: target for part, target in targets.items() if (part == "all") == (by == "none")
    }


@random_worlds
@given(worlds(), instants)
def test_activity_per_opportunity_and_silence(world: World, at: datetime) -> None:
    activity = run(world, "activity_per_opportunity", as_of=at, days=10).one()
    silent = run(world, "silent_opportunities", as_of=at, least_days=5, times=0.0)
    open_now = dict(naive.open_at(world, at))
    touches = [c for c in world.changes if c.opp_id in open_now and c.valid_at <= at]

    assert activity["opportunities"] == len(open_now)
    assert activity["activities"] == sum(1 for c in touches if c.valid_at > at - timedelta(days=10))
    last = {opp_id: max((c.valid_at for c in touches if c.opp_id == opp_id), default=world.opened[opp_id])
            for opp_id in open_now}  # fmt: skip
    expected = {opp_id for opp_id, when in last.items() if (at - when).days >= 5}
    assert {row["opp_id"] for row in silent.rows} == expected
