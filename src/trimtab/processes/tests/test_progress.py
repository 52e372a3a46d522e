"""The arithmetic of a process: the fixtures of the method by hand, and what holds for all processes."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.processes.progress import (
    Asked,
    Share,
    StepState,
    completed_now,
    computed_index,
    day_after,
    days_left,
    days_left_if_completed,
    gates,
    overall_progress,
    paused_days,
    running_days,
    step_progress,
    stuffing_in,
)

TODAY = date(2026, 11, 20)
SECOND = (Asked("a", "yes", 3), Asked("b", "in_progress", 2), Asked("c", "", 1))


def step(*asked: Asked, days: int = 20, weight: int = 1) -> StepState:
    return StepState("s", days, weight, 80, asked)


def three() -> list[StepState]:
    """F8 and F9: the first is passed, the second at two thirds, the third untouched."""
    return [
        step(Asked("x", "yes"), days=20, weight=1),
        step(*SECOND, days=30, weight=2),
        step(Asked("y"), days=25, weight=3),
    ]


def test_f7_two_thirds_of_a_step_do_not_pass_it() -> None:
    found = step(*SECOND)

    assert step_progress(found) == Fraction(2, 3)
    assert not gates([found])[0].reaches_threshold


def test_f7_in_progress_may_count_as_nothing() -> None:
    assert step_progress(step(*SECOND), half=False) == Fraction(1, 2)


def test_f8_the_probability_weighs_the_steps() -> None:
    assert round(float(overall_progress(three())) * 100, 2) == 38.89


def test_f9_days_left_are_the_rest_of_this_step_and_all_of_the_next() -> None:
    assert days_left(three()) == 35
    assert day_after(days_left(three()), today=TODAY) == TODAY + timedelta(35)


def test_f10_a_mandatory_milestone_in_progress_holds_the_step() -> None:
    first = step(Asked("a", "yes", 9), Asked("b", "in_progress", 1, is_mandatory=True))
    steps = [first, step(Asked("c", "yes"))]

    assert gates(steps)[0].reaches_threshold
    assert computed_index(steps) == 0


def test_f11_without_an_answer_in_the_next_step_it_stays() -> None:
    steps = [step(Asked("a", "yes", is_mandatory=True)), step(Asked("b"))]

    assert computed_index(steps) == 0
    assert computed_index([steps[0], step(Asked("b", "no"))]) == 1


def test_f12_later_steps_done_count_by_the_rule_and_not_if_the_first_were_completed_now() -> None:
    first = step(Asked("a", "yes"), Asked("b", "", is_mandatory=True), days=20)
    steps = [first, step(Asked("c", "yes"), days=30), step(Asked("d", "yes"), days=25)]

    assert overall_progress(steps) == Fraction(5, 6)
    assert days_left(steps) == 10 + 30 + 25
    assert days_left_if_completed(steps) == 0


def test_a_pause_moves_the_date_by_its_days() -> None:
    assert day_after(Fraction(35), today=TODAY, resumes_on=TODAY + timedelta(10)) == TODAY + timedelta(45)
    assert day_after(Fraction(35), today=TODAY, resumes_on=TODAY - timedelta(10)) == TODAY + timedelta(35)


def test_days_of_overlapping_pauses_count_once() -> None:
    pauses = [(date(2026, 1, 5), date(2026, 1, 15)), (date(2026, 1, 10), date(2026, 1, 20))]

    assert paused_days(pauses, start=date(2026, 1, 1), end=date(2026, 2, 1)) == 15
    assert running_days(pauses, start=date(2026, 1, 1), end=date(2026, 2, 1)) == 16


@pytest.mark.parametrize(("numbers", "is_stuffed"), [((5, 1), True), ((4, 2), False), ((5,), False)])
def test_most_answers_on_one_day_are_stuffed(numbers: tuple[int, ...], *, is_stuffed: bool) -> None:
    days = [TODAY - timedelta(7 * place) for place, number in enumerate(numbers) for _one in range(number)]

    assert (stuffing_in(days) is not None) is is_stuffed


def test_a_share_of_history_has_wilsons_interval() -> None:
    share = Share(won=6, ended=20, as_of=datetime(2026, 11, 20, tzinfo=UTC))

    assert share.is_enough
    # R: binom::binom.wilson(6, 20) gives 0.1454772 to 0.5189726.
    assert share.interval == pytest.approx((0.1454772, 0.5189726), abs=1e-6)


answers = st.sampled_from(["yes", "in_progress", "no", ""])
milestones = st.builds(Asked, st.just("k"), answers, st.integers(1, 9), st.booleans())
any_step = st.builds(
    StepState, st.just("s"), st.integers(1, 90), st.integers(1, 9), st.integers(0, 100),
    st.lists(milestones, max_size=5).map(tuple),
)  # fmt: skip
processes = st.lists(any_step, min_size=1, max_size=6)


@given(processes)
def test_shares_stay_between_nothing_and_all(steps: list[StepState]) -> None:
    assert 0 <= overall_progress(steps) <= 1
    assert all(0 <= step_progress(one, half=False) <= step_progress(one) <= 1 for one in steps)


@given(processes)
def test_completing_the_step_brings_no_later_date_and_no_smaller_chance(steps: list[StepState]) -> None:
    done = completed_now(steps)

    assert 0 <= days_left_if_completed(steps) <= days_left(steps) <= sum(one.duration for one in steps)
    assert overall_progress(done) >= overall_progress(steps)
    assert computed_index(done) >= computed_index(steps)


@given(processes)
def test_with_all_yes_every_step_is_passed(steps: list[StepState]) -> None:
    all_yes = [
        StepState(one.key, one.duration, one.weight, one.threshold,
                  tuple(Asked(a.key, "yes", a.weight, a.is_mandatory) for a in one.asked))
        for one in steps
    ]  # fmt: skip

    assert computed_index(all_yes) == len(steps)
    assert days_left(all_yes) == 0


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=6))
def test_the_clock_never_stands_longer_than_the_time_there_was(spans: list[tuple[int, int]]) -> None:
    pauses = [(TODAY + timedelta(begin), TODAY + timedelta(begin + days)) for begin, days in spans]
    naive = {TODAY + timedelta(b + d) for b, days in spans for d in range(days) if b + d < 45}

    assert paused_days(pauses, start=TODAY, end=TODAY + timedelta(45)) == len(naive)
