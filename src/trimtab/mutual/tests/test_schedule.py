"""Planning back: by hand, against a naive reference, and by what must hold for every network."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.mutual.schedule import ENOUGH, Pace, Schedule, Task, in_order, schedule_of

TODAY = date(2026, 11, 20)
LEGAL = Pace((20, 30) * 4)
SIGN = Pace((5, 15) * 4)


def found(tasks: Sequence[Task], *, days: int | None) -> Schedule:
    value_on = None if days is None else TODAY + timedelta(days)
    schedule = schedule_of(tasks, today=TODAY, value_on=value_on)
    assert schedule is not None
    return schedule


def task(pk: int, *after: int, pace: Pace = LEGAL, elapsed: int = 0) -> Task:
    return Task(pk, frozenset(after), pace, elapsed)


def test_the_example_by_hand_ends_in_time_three_times_of_four() -> None:
    # Legal 20 or 30, then sign 5 or 15: ends 25, 35, 35, 45. With 35 days three of four are in time.
    schedule = found([task(1), task(2, 1, pace=SIGN)], days=35)

    assert schedule.chance == pytest.approx(0.75, abs=0.03)
    assert schedule.is_own


@pytest.mark.parametrize("days", [24, 25, 34, 35, 44, 45])
def test_the_draws_agree_with_counting_all_cases(days: int) -> None:
    ends = [legal + sign for legal, sign in product((20, 30), (5, 15))]
    counted = sum(end <= days for end in ends) / len(ends)

    assert found([task(1), task(2, 1, pace=SIGN)], days=days).chance == pytest.approx(counted, abs=0.03)


def test_the_latest_days_are_planned_back_from_the_customers_date() -> None:
    # Medians: legal 25, sign 10, and references (assumed 7) beside legal. With 60 days sign ends on day 60, so both
    # that it waits for end on day 50.
    references = Pace(assumed=(3, 7, 21))
    schedule = found([task(1), task(2, pace=references), task(3, 1, 2, pace=SIGN)], days=60)

    assert schedule.latest == {1: 50, 2: 50, 3: 60}
    assert schedule.critical == (1, 3)
    assert (schedule.likely, schedule.short_by) == (35, -25)
    assert schedule.guessed == (2,)


def test_steps_side_by_side_wait_for_the_slower_one() -> None:
    # Two of legal at once are both done within 20 days in one of four cases.
    schedule = found([task(1), task(2)], days=20)

    assert schedule.chance == pytest.approx(0.25, abs=0.03)


def test_what_is_under_way_counts_only_what_took_longer() -> None:
    # After 22 days of legal only those of 30 are left: 8 days to go.
    assert task(1, elapsed=22).likely == 8
    assert found([task(1, elapsed=22)], days=7).chance == 0
    assert found([task(1, elapsed=22)], days=8).chance == 1


def test_the_same_plan_says_the_same_twice() -> None:
    tasks = [task(1), task(2, 1, pace=Pace())]

    assert found(tasks, days=50) == found(tasks, days=50)


def test_with_too_few_of_a_kind_nothing_is_said_from_them() -> None:
    few, enough = Pace((23,) * (ENOUGH - 1)), Pace((23,) * ENOUGH)

    assert (few.is_own, few.share_within(30), few.quantile(0.5)) == (False, None, None)
    assert (enough.is_own, enough.share_within(30), enough.median) == (True, 1.0, 23)


def test_nothing_remains_nothing_is_planned() -> None:
    assert schedule_of([], today=TODAY, value_on=None) is None


def test_without_the_customers_date_there_is_a_path_and_no_chance() -> None:
    schedule = found([task(1)], days=None)

    assert (schedule.chance, schedule.to_go, schedule.latest) == (None, None, {1: 25})


networks = st.lists(
    st.tuples(
        st.sets(st.integers(0, 7)), st.lists(st.integers(0, 90), min_size=ENOUGH, max_size=12), st.integers(0, 40)
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25)
@given(networks, st.integers(1, 400))
def test_what_must_hold_for_every_network(drawn: list[tuple[set[int], list[int], int]], days: int) -> None:
    tasks = [
        Task(pk, frozenset(one for one in after if one < pk), Pace(tuple(own)), elapsed)
        for pk, (after, own, elapsed) in enumerate(drawn)
    ]

    now, later = found(tasks, days=days), found(tasks, days=days + 30)

    assert now.chance is not None
    assert later.chance is not None
    assert 0 <= now.chance <= later.chance <= 1
    assert now.fast <= now.slow
    assert all(now.latest[one] <= now.latest[task.pk] - task.likely for task in tasks for one in task.after)
    assert now.likely == max(sum(tasks[pk].likely for pk in now.critical), 1)


@given(st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=6))
def test_a_circle_ends_all_the_same(after: list[set[int]]) -> None:
    ordered = in_order([task(pk, *others) for pk, others in enumerate(after)])

    assert sorted(one.pk for one in ordered) == list(range(len(after)))
    assert all(one.after <= {other.pk for other in ordered[:place]} for place, one in enumerate(ordered))
