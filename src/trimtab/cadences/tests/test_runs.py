"""Which attempts count, with which number, and what came of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trimtab.cadences.runs import Attempt, Happening, What, attempts_in, is_counted

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WAIT = timedelta(days=14)
KINDS = {"a": What.ATTEMPT, "r": What.REPLY, "x": What.REFUSAL, "c": What.CLOSED}


def on(days_ago: float, kind: str = "a") -> Happening:
    return Happening(NOW - timedelta(days=days_ago), KINDS[kind], "email", 7)


def came(*happenings: Happening) -> list[tuple[int, str]]:
    return [(one.number, one.came) for one in attempts_in(happenings, now=NOW, wait=WAIT)]


def test_the_answer_belongs_to_the_last_attempt_before_it() -> None:
    assert came(on(60), on(55), on(50, "r")) == [(1, "silence"), (2, "reply")]


def test_after_an_answer_numbers_begin_anew() -> None:
    assert came(on(60), on(58, "r"), on(50), on(45, "r")) == [(1, "reply"), (1, "reply")]


def test_silence_longer_than_the_wait_is_giving_up_and_the_next_attempt_is_a_first_one() -> None:
    assert came(on(60), on(40)) == [(1, "given_up"), (1, "given_up")]


def test_an_answer_after_the_wait_belongs_to_no_attempt() -> None:
    assert came(on(60), on(40, "r")) == [(1, "given_up")]


def test_several_attempts_of_a_day_are_one() -> None:
    assert came(on(60), on(59.9), on(50)) == [(1, "silence"), (2, "given_up")]


def test_a_call_that_is_answered_is_an_attempt_and_its_answer() -> None:
    assert came(on(60, "r"), on(60)) == [(1, "reply")]


def test_a_complaint_ends_the_run_and_is_no_answer() -> None:
    assert came(on(60), on(55), on(54, "x"), on(50)) == [(1, "silence"), (2, "refusal"), (1, "given_up")]


def test_who_writes_first_answers_nothing() -> None:
    assert came(on(60, "r"), on(20)) == [(1, "given_up")]


def test_an_attempt_counts_once_its_days_are_over_answered_or_not() -> None:
    """Counted earlier, an answer of today would be in and a silence of today would not."""
    found = list(attempts_in([on(5), on(4, "r")], now=NOW, wait=WAIT))

    assert [one.came for one in found] == ["reply"]
    assert not is_counted(found[0], now=NOW, wait=WAIT)
    assert [one.came for one in attempts_in([on(5)], now=NOW, wait=WAIT)] == ["young"]


def test_an_opportunity_that_was_closed_meanwhile_counts_for_nothing() -> None:
    found = list(attempts_in([on(60), on(55, "c")], now=NOW, wait=WAIT))

    assert [one.came for one in found] == ["closed"]
    assert not is_counted(found[0], now=NOW, wait=WAIT)


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from("aarxc")), max_size=40))
def test_each_attempt_is_met_by_those_left_over_from_the_one_before(drawn: list[tuple[int, str]]) -> None:
    """Of n who got attempt k, those who neither answered nor complained are the most that attempt k + 1 can meet."""
    counted: list[Attempt] = [
        one
        for one in attempts_in([on(days, kind) for days, kind in drawn], now=NOW, wait=WAIT)
        if is_counted(one, now=NOW, wait=WAIT)
    ]
    by_number: dict[int, list[str]] = {}
    for one in counted:
        by_number.setdefault(one.number, []).append(one.came)

    for number, ends in by_number.items():
        assert len(by_number.get(number + 1, ())) <= ends.count("silence")
