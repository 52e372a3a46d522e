"""The organisation's own paces: worked by hand, and against plain Python on random worlds."""

import math
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from tests.metrics.test_by_hand import ACME, day, run, world
from tests.metrics.worlds import DAY_ZERO, KINDS, NOW, World, tables, worlds
from trimtab.insight.results import Row

OPEN = 2  # the stage in which `world` opens an opportunity
SINCE: dict[str, Any] = {"start": DAY_ZERO, "as_of": NOW}


def pace(given: Any, **parameters: Any) -> Row:
    return run(given, "stage_paces", **{**SINCE, **parameters}).one(stage_id=OPEN)


def won_after(*stays: float) -> World:
    """One opportunity for each stay, opened on day 0 and won after that many days."""
    opened: list[tuple[int, float, dict[str, str | None]]] = [(opp_id, 0.0, {}) for opp_id, _ in enumerate(stays, 1)]
    return world(*opened, *((opp_id, stay, {"stage": "4"}) for opp_id, stay in enumerate(stays, 1)))


def test_half_and_nine_of_ten_left_within() -> None:
    row = pace(won_after(2, 4, 6, 8, 10, 12, 14, 16, 18, 20))

    assert (row["won"], row["median_days"], row["long_days"]) == (10, 10.0, 18.0)


def test_lost_and_open_ones_set_no_pace() -> None:
    row = pace(world((ACME, 0, {}), (ACME, 3, {"stage": "5"}), (2, 0, {})))

    assert (row["won"], row["median_days"], row["long_days"]) == (0, None, None)


def test_a_win_before_the_start_does_not_count() -> None:
    assert pace(won_after(2, 30), start=day(10))["won"] == 1


def test_what_was_won_later_is_not_known_yet() -> None:
    assert pace(won_after(2, 30), as_of=day(10))["won"] == 1


def test_a_reopened_win_does_not_count_until_it_is_won_again() -> None:
    moves = world((ACME, 0, {}), (ACME, 3, {"stage": "4"}), (ACME, 5, {"stage": "2"}))

    assert pace(moves)["won"] == 0


def test_the_longer_of_two_stays_counts_once() -> None:
    moves = world((ACME, 0, {}), (ACME, 3, {"stage": "3"}), (ACME, 5, {"stage": "2"}), (ACME, 12, {"stage": "4"}))

    row = pace(moves)
    assert (row["won"], row["median_days"]) == (1, 7.0)


def test_records_known_by_their_dates_only_set_no_pace() -> None:
    known = tables(won_after(4))
    known["opportunities"][0]["history"] = "dates"

    assert pace(known)["won"] == 0


@pytest.mark.parametrize(
    ("touched_on", "longest"), [((2, 5), 5.0), ((9,), 9.0), ((1, 2, 3), 7.0), ((12,), 10.0), ((0, 10), 10.0)]
)
def test_silence_runs_from_the_entry_or_a_touch_to_the_next_or_to_leaving(
    touched_on: tuple[float, ...], longest: float
) -> None:
    known = tables(won_after(10))
    known["activities"] = [
        {"activity_id": place, "opp_id": 1, "at": day(touch)} for place, touch in enumerate(touched_on, 1)
    ]

    row = pace(known)
    assert (row["with_activity"], row["long_silence"]) == (1, longest)


def test_without_recorded_activities_silence_is_unknown() -> None:
    known = tables(won_after(10))
    known["activities"] = []

    row = pace(known)
    assert (row["won"], row["with_activity"], row["median_silence"], row["long_silence"]) == (1, 0, None, None)


def share_within(days: list[float], share: float) -> float | None:
    return sorted(days)[math.ceil(share * len(days)) - 1] if days else None


def stays_of_won(given: World) -> dict[int, list[tuple[int, datetime, datetime]]]:
    """Opportunity → its stays in open stages, of those that are won now."""
    found: dict[int, list[tuple[int, datetime, datetime]]] = {}
    events = sorted(tables(given)["stage_events"], key=lambda one: (one["opp_id"], one["sequence"]))
    for opp_id in {event["opp_id"] for event in events}:
        mine = [(event["stage_id"], event["entered_at"]) for event in events if event["opp_id"] == opp_id]
        mine = [one for one in mine if one[1] <= NOW]
        if mine and KINDS[mine[-1][0]] == "won" and mine[-1][1] >= DAY_ZERO:
            pairs = [(here, there) for here, there in pairwise(mine) if KINDS[here[0]] == "open"]
            found[opp_id] = [(stage_id, entered, left) for (stage_id, entered), (_next, left) in pairs]
    return found


@settings(deadline=None, max_examples=40)
@given(worlds(most=8))
def test_paces_are_those_of_plain_python(given: World) -> None:
    longest: dict[int, list[float]] = {}
    for stays in stays_of_won(given).values():
        for stage_id in {stage_id for stage_id, _, _ in stays}:
            stay = max((left - entered) / timedelta(days=1) for one, entered, left in stays if one == stage_id)
            longest.setdefault(stage_id, []).append(round(stay, 1))

    rows = run(given, "stage_paces", **SINCE).rows

    for row in rows:
        days = longest.get(int(str(row["stage_id"])), [])
        assert (row["won"], row["median_days"], row["long_days"]) == (
            len(days), share_within(days, 0.5), share_within(days, 0.9),
        )  # fmt: skip
        assert row["long_silence"] is None or float(str(row["long_silence"])) <= float(str(row["long_days"]))


@settings(deadline=None, max_examples=15)
@given(worlds(most=8))
def test_nine_of_ten_take_at_least_as_long_as_half(given: World) -> None:
    for row in run(given, "stage_paces", **SINCE).rows:
        if row["median_days"] is not None:
            assert float(str(row["median_days"])) <= float(str(row["long_days"]))
