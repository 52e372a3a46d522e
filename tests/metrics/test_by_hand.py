"""The examples on the metric pages, worked by hand: customers Acme and Bolt, sellers Ana and Cleo."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.metrics.worlds import DAY_ZERO, Change, Rows, World, tables
from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Result
from trimtab.insight.slices import Slice

ACME, BOLT = 1, 2


def day(number: float) -> datetime:
    return DAY_ZERO + timedelta(days=number)


PERIOD: dict[str, Any] = {"start": day(0), "end": day(10), "as_of": day(60)}
DUE: dict[str, Any] = {"due_from": date(2024, 1, 1), "due_until": date(2024, 3, 31)}


def world(*moves: tuple[int, float, Mapping[str, str | None]]) -> World:
    """Opportunity, day, and the fields that change then; the first move of each opens it."""
    opened: dict[int, datetime] = {}
    changes: list[Change] = []
    for opp_id, at, fields in moves:
        if opp_id not in opened:
            opened[opp_id] = day(at)
            fields = {"stage": "2", "currency": "EUR", "owner": "1", "close_on": "2024-02-01", **fields}
        for field, value in fields.items():
            changes.append(Change(len(changes) + 1, opp_id, field, value, day(at), day(at)))
    return World(opened, tuple(changes))


def run(given: World | dict[str, Rows], name: str, *, within: Slice = Slice(), **parameters: Any) -> Result:
    engine = DuckDBEngine.from_tables(tables(given) if isinstance(given, World) else given)
    try:
        return engine.run(METRICS[name], slice=within, **parameters)
    finally:
        engine.close()


def bars(result: Result) -> dict[str, Decimal]:
    return {str(row["bar"]): Decimal(str(row["amount"])) for row in result.rows if row["amount"]}


WON_AND_LOST = world(
    (ACME, 0, {"amount": "300.00"}),
    (BOLT, 0, {"amount": "100.00"}),
    (ACME, 9.999, {"stage": "4"}),
    (BOLT, 5, {"stage": "5"}),
)


def test_velocity_of_one_win_and_one_loss() -> None:
    row = run(WON_AND_LOST, "velocity", **PERIOD).one()

    assert row["open_mean"] == pytest.approx(1.5, abs=1e-3)
    assert (row["won_mean"], row["win_rate"]) == (300, 0.5)
    assert row["stay_days"] == pytest.approx(7.5, abs=1e-3)
    assert row["velocity"] == 30


def test_win_rate_by_count_and_by_value() -> None:
    row = run(WON_AND_LOST, "win_rate", **PERIOD).one()

    assert (row["win_rate"], row["value_rate"]) == (0.5, 0.75)


def test_a_period_without_anything_has_no_levers_and_no_money() -> None:
    row = run(world(), "velocity", **PERIOD).one()

    assert (row["open_mean"], row["won_mean"], row["win_rate"], row["stay_days"], row["velocity"]) == (
        0,
        None,
        None,
        None,
        0,
    )


def test_a_reopened_opportunity_ends_twice_and_is_booked_once() -> None:
    twice = world(
        (ACME, 0, {"amount": "100.00"}), (ACME, 2, {"stage": "4"}), (ACME, 4, {"stage": "2"}), (ACME, 6, {"stage": "4"})
    )  # fmt: skip
    velocity = run(twice, "velocity", **PERIOD).one()
    booked = run(twice, "bookings_by_period", starts=[day(0)], ends=[day(10)], as_of=day(60)).one()

    assert (velocity["exits"], velocity["open_days"]) == (2, 4)
    assert (velocity["won_value"], velocity["undone_value"]) == (200, 100)
    assert booked["won_value"] == 100


def test_two_currencies_are_added_in_the_reporting_currency() -> None:
    mixed = world(
        (ACME, 0, {"amount": "100.00"}), (BOLT, 0, {"amount": "100.00", "currency": "USD"}),
        (ACME, 5, {"stage": "4"}), (BOLT, 5, {"stage": "4"}),
    )  # fmt: skip

    assert run(mixed, "velocity", **PERIOD).one()["won_value"] == Decimal("190.00")


def test_only_time_after_qualification_counts() -> None:
    late = world((ACME, 0, {"stage": "1", "amount": "100.00"}), (ACME, 6, {"stage": "2"}))

    assert run(late, "velocity", **PERIOD).one()["open_days"] == 4
    assert run(late, "velocity", qualified_only=False, **PERIOD).one()["open_days"] == 10


def dates_only() -> dict[str, Rows]:
    """One export: Acme opened on day 0, won on day 5; nothing is known in between."""
    built = tables(world())
    state = {"opp_id": ACME, "owner_id": 1, "team_id": 1, "currency": "EUR"}
    money = {"amount": Decimal("100.00"), "amount_rc": Decimal("100.00")}
    return {
        **built,
        "opportunities": [{**state, **money, "account_id": 1, "process_id": 1, "stage_id": 4, "status": "won",
                           "opened_at": day(0), "closed_at": day(5), "history": "dates"}],
        "versions": [
            {**state, "version": 1, "from_at": day(0), "until_at": day(5), "cause": "created", "status": "open"},
            {**state, **money, "version": 2, "from_at": day(5), "cause": "change", "status": "won", "stage_id": 4},
        ],
        "stage_events": [{"opp_id": ACME, "sequence": 1, "process_id": 1, "stage_id": 4, "kind": "won", "spell": 1,
                          "entered_at": day(5), "owner_id": 1, "amount_rc": Decimal("100.00")}],
    }  # fmt: skip


def test_velocity_works_from_dates_alone_and_says_so() -> None:
    row = run(dates_only(), "velocity", **PERIOD).one()

    assert (row["open_days"], row["exits"], row["won_value"]) == (5, 1, 100)
    assert (row["dates_only"], row["opportunities"]) == (1, 1)


def test_stages_are_not_invented_from_dates() -> None:
    assert run(dates_only(), "stage_conversion", **PERIOD).n == 0
    assert run(dates_only(), "cycle_length", **PERIOD).one(outcome="won")["median"] == 5


def test_cohort_levers_of_four() -> None:
    moves: list[tuple[int, float, dict[str, str | None]]] = [(n, 1, {"amount": "100.00"}) for n in (1, 2, 3, 4)]
    moves += [(1, 6, {"stage": "4"}), (2, 9, {"stage": "5"})]
    row = run(world(*moves), "velocity_cohort", start=day(0), end=day(2), as_of=day(11), horizon_days=9).one()

    assert (row["n"], row["created_a_day"], row["win_rate"], row["lost_rate"]) == (4, 2, 0.25, 0.25)
    for name, expected in (("won_mean", 100), ("won_cycle", 5), ("velocity", 50)):
        assert row[name] == pytest.approx(expected)
    assert row["stay_days"] == pytest.approx(5 + 3 * 0.75 + 1 * 0.5)


def test_slow_wins_weigh_more_when_others_are_watched_too_short() -> None:
    moves: list[tuple[int, float, dict[str, str | None]]] = [
        (1, 0, {"amount": "100.00"}), (2, 0, {"amount": "400.00"}), (3, 1, {"amount": "1.00"}),
        (4, 4, {"amount": "1.00"}),
        (1, 2, {"stage": "4"}), (2, 9, {"stage": "4"}),
    ]  # fmt: skip
    row = run(world(*moves), "velocity_cohort", start=day(0), end=day(5), as_of=day(10), horizon_days=20).one()

    # Cuts at 6 (4th) and 9 days, after the win at 9: the second win weighs 1 / (2/3) = 1.5.
    assert row["won_mean"] == pytest.approx((100 + 1.5 * 400) / 2.5)


def test_textbook_velocity() -> None:
    many = world(*((n, 0, {"amount": "300.00"}) for n in range(1, 13)), (1, 5, {"stage": "4"}), (2, 5, {"stage": "5"}))
    row = run(many, "velocity_textbook", **PERIOD).one()

    assert (row["open_count"], row["won_cycle"]) == (10, 5)
    assert (row["velocity"], row["realised"]) == (10 * 300 * 0.5 / 5, 30)


def test_waterfall_of_a_growing_win_and_a_new_one() -> None:
    given = world(
        (ACME, 0, {"amount": "100.00"}), (ACME, 2, {"amount": "120.00"}), (ACME, 3, {"stage": "4"}),
        (BOLT, 4, {"amount": "50.00"}),
    )  # fmt: skip
    found = bars(run(given, "waterfall", start=day(1), end=day(5), **DUE))

    assert found == {"opening": 100, "new": 50, "increased": 20, "won": -120, "closing": 50}


@pytest.mark.parametrize(
    ("change", "bar", "amount"),
    [
        ({"close_on": "2024-06-01"}, "pushed_out", -100),
        ({"amount": "70.00"}, "decreased", -30),
        ({"stage": "5"}, "lost", -100),
        ({"owner": "3"}, "owner_change", -100),
    ],
)
def test_waterfall_names_the_reason(change: dict[str, str | None], bar: str, amount: int) -> None:
    given = world((ACME, 0, {"amount": "100.00"}), (ACME, 2, change))
    found = bars(run(given, "waterfall", within=Slice(owner_ids=(1,)), start=day(1), end=day(5), **DUE))

    assert found[bar] == amount
    assert sum(found.values()) == 2 * found.get("closing", 0)


def test_waterfall_tells_a_new_rate_from_a_new_price() -> None:
    given = world((ACME, 0, {"amount": "100.00", "currency": "USD"}), (ACME, 25, {"amount": "110.00"}))
    found = bars(run(given, "waterfall", start=day(1), end=day(30), **DUE))

    # 90.00 → 91.50 by the rate of day 19 → 100.65 by the price
    assert found == {
        "opening": Decimal("90.00"),
        "fx": Decimal("1.50"),
        "increased": Decimal("9.15"),
        "closing": Decimal("100.65"),
    }


def test_waterfall_shows_what_came_back() -> None:
    given = world((ACME, 0, {"amount": "100.00"}), (ACME, 1, {"stage": "5"}), (ACME, 3, {"stage": "2"}))
    later = world((ACME, 0, {"amount": "100.00", "close_on": "2024-08-01"}), (ACME, 3, {"close_on": "2024-02-01"}))

    assert bars(run(given, "waterfall", start=day(2), end=day(5), **DUE))["reopened"] == 100
    assert bars(run(later, "waterfall", start=day(2), end=day(5), **DUE))["pulled_in"] == 100


def test_stage_conversion_of_three() -> None:
    given = world(
        (1, 0, {}), (2, 0, {}), (3, 15, {}), (1, 10, {"stage": "3"}), (2, 20, {"stage": "5"})
    )  # fmt: skip
    row = run(given, "stage_conversion", start=day(0), end=day(16), as_of=day(30), horizon_days=30).one(stage_id=2)

    assert (row["entered"], row["forward"], row["lost"], row["still_here"]) == (3, 1, 1, 1)
    assert row["forward_share"] == pytest.approx(1 / 3)
    assert row["lost_share"] == pytest.approx(2 / 3)
    assert row["median_days"] == 20


def test_coverage_by_the_own_win_rate() -> None:
    given = world(
        (1, 0, {"amount": "400.00"}), (2, 0, {"amount": "1200.00"}), (3, 0, {"amount": "1800.00"}),
        (1, 2, {"stage": "4"}), (2, 3, {"stage": "5"}),
    )  # fmt: skip
    quota = {
        "user_id": 1,
        "start_on": date(2024, 1, 1),
        "end_on": date(2024, 3, 31),
        "measure": "bookings",
        "amount_rc": Decimal(1000),
    }
    row = run({**tables(given), "quotas": [quota]}, "coverage", rate_start=day(0), **PERIOD, **DUE).one()

    assert (row["target"], row["won_value"], row["remaining"]) == (1000, 400, 600)
    assert (row["value_rate"], row["needed"], row["coverage"]) == (0.25, 2400, 3)


def test_without_a_target_there_is_no_coverage() -> None:
    row = run({**tables(WON_AND_LOST), "quotas": []}, "coverage", rate_start=day(0), **PERIOD, **DUE).one()

    assert (row["target"], row["needed"], row["coverage"]) == (None, None, None)


def test_outlook_weighs_stages_by_earlier_periods() -> None:
    given = world(
        *((n, 0, {"close_on": "2024-01-05"}) for n in (1, 2, 3, 4)), (1, 4, {"stage": "4"}),
        (5, 12, {"amount": "800.00", "close_on": "2024-01-20", "forecast_category": "commit"}),
    )  # fmt: skip
    row = run(
        given, "outlook", start=day(10), end=day(20), as_of=day(15), due_from=date(2024, 1, 11),
        due_until=date(2024, 1, 20), starts=[day(0)], looked_at=[day(1)], ends=[day(10)],
    ).one()  # fmt: skip

    assert (row["commit_value"], row["stage_weighted"], row["rates_from"]) == (800, 200, 4)


def test_pushes_and_what_slipped() -> None:
    given = world(
        (ACME, 0, {"amount": "300.00"}), (BOLT, 0, {"amount": "100.00"}), (BOLT, 1, {"close_on": "2024-02-20"}),
        (ACME, 8, {"stage": "4"}),
    )  # fmt: skip
    period = {**PERIOD, "start": day(5), **DUE}
    counts = run(given, "push_counts", **period)

    assert counts.one(pushes=0)["won_share"] == 1
    assert counts.one(pushes=1)["slipped_share"] == 1
    assert run(given, "slipped_value", **period).one()["slipped_share"] == 0.25


def test_silence_is_judged_by_the_own_pace() -> None:
    given = {**tables(world((ACME, 0, {}), (BOLT, 0, {}))), "activities": [
        {"activity_id": n, "opp_id": opp_id, "user_id": 1, "at": day(at), "kind": "call"}
        for n, (opp_id, at) in enumerate([(ACME, 1), (ACME, 6), (ACME, 11), (BOLT, 1), (BOLT, 11), (BOLT, 21)])
    ]}  # fmt: skip
    (row,) = run(given, "silent_opportunities", as_of=day(30)).rows

    assert (row["opp_id"], row["silent_days"], row["pace_days"], row["times_pace"]) == (ACME, 19, 5, 3.8)
    assert row["completeness"] == 1


def test_quality_stands_beside_volume() -> None:
    moves: list[tuple[int, float, dict[str, str | None]]] = [
        (n, 0, {"owner": "1" if n < 3 else "3"}) for n in range(1, 7)
    ]
    moves += [(n, 2, {"stage": "4" if n in (1, 3) else "5"}) for n in range(1, 7)]
    calls = [
        {"activity_id": n, "opp_id": 1, "user_id": 1 if n < 4 else 3, "at": day(1), "kind": "call"} for n in range(12)
    ]
    result = run({**tables(world(*moves)), "activities": calls}, "quality_beside_volume", by="owner", **PERIOD)

    ana, cleo = result.one(part_name="Ana"), result.one(part_name="Cleo")
    assert (ana["activities"], ana["created"], ana["win_rate"]) == (4, 2, 0.5)
    assert (cleo["activities"], cleo["created"], cleo["win_rate"]) == (8, 4, 0.25)
