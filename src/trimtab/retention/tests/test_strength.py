"""The strength of a relationship and the truck factor, by hand and by what must always hold."""

import math
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.relationships.strength import Touch, band_of, ties_of
from trimtab.retention.truck_factor import HALF, contacts_to_lose, users_to_lose

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAT, ANA, BEN = 1, 11, 12


def touch(kind: str = "meeting", *, days: float = 0, direction: str = "mutual", **more: Any) -> Touch:
    facts: dict[str, Any] = {"contact": PAT, "users": (ANA,), "kind": kind, "direction": direction}
    return Touch(**facts | {"at": NOW - timedelta(days=days)} | more)


def strength(*touches: Touch) -> float:
    return ties_of(touches, now=NOW)[PAT, ANA]


def test_one_meeting_of_today() -> None:
    assert strength(touch()) == pytest.approx(1 - math.exp(-2.85))
    assert strength(touch()) == pytest.approx(0.9422, abs=1e-4)


def test_a_meeting_fades_with_its_half_lives() -> None:
    days = 0.5 ** (45 / 90)

    assert strength(touch(days=45)) == pytest.approx(1 - math.exp(-(0.5 * 2.5 + 0.35 * days)))


def test_an_answer_makes_a_mail_worth_more() -> None:
    asked = touch("email", days=3, direction="out")
    answered = touch("email", days=2, direction="in")

    assert strength(asked, answered) > strength(answered)
    assert strength(answered, touch("email", days=1, direction="out")) < strength(asked, answered)


def test_where_no_mail_came_in_nobody_knows_who_answers() -> None:
    worth = 0.5 * 0.1 + 0.35

    assert strength(touch("email", direction="out")) == pytest.approx((1 - math.exp(-worth)) * 0.75)


def test_nobody_is_strong_who_never_answers_while_others_do() -> None:
    mails = [touch("email", days=day, direction="out") for day in range(90)]
    other = touch("email", direction="in", contact=2)

    assert strength(*mails, other) <= 0.5


def test_who_was_absent_met_nobody() -> None:
    assert not ties_of([touch(is_absent=True)], now=NOW)


def test_a_crowd_counts_less() -> None:
    assert strength(touch(people=20)) < strength(touch(people=4)) == strength(touch(people=2))


def test_the_future_and_the_distant_past_count_nothing() -> None:
    assert not ties_of([touch(days=-1), touch(days=366)], now=NOW)


@given(st.lists(st.tuples(st.sampled_from(["meeting", "call", "email"]), st.floats(0, 364)), min_size=1, max_size=8))
def test_more_contact_never_weakens_and_stays_a_share(found: list[tuple[str, float]]) -> None:
    touches = [touch(kind, days=days) for kind, days in found]

    assert 0 <= strength(*touches[:-1] or touches) <= strength(*touches) + 1e-12 <= 1 + 1e-12


def test_bands() -> None:
    assert [band_of(one) for one in (0.7, 0.4, 0.2, 0.05)] == ["strong", "working", "weak", "none"]


def test_half_is_not_below_half() -> None:
    loss = contacts_to_lose({1: 0.9, 2: 0.5, 3: 0.4})

    assert (loss.factor, loss.people) == (2, (1, 2))


def test_of_nobody_nobody_is_missed() -> None:
    assert (contacts_to_lose({}).factor, users_to_lose({}, {}).factor) == (0, 0)


def test_who_alone_knows_most_is_the_factor() -> None:
    ties = {(1, ANA): 0.9, (2, ANA): 0.8, (3, BEN): 0.6}

    assert users_to_lose(ties, {1: 1.0, 2: 1.0, 3: 1.0}).people == (ANA,)


def test_a_stand_in_keeps_the_contact() -> None:
    ties = {(1, ANA): 0.9, (1, BEN): 0.7, (2, ANA): 0.8, (2, BEN): 0.5}

    assert users_to_lose(ties, {1: 1.0, 2: 1.0}).people == (ANA, BEN)


@given(st.dictionaries(st.integers(1, 6), st.floats(0.01, 1), min_size=1))
def test_no_smaller_group_of_theirs_would_do(worth: dict[int, float]) -> None:
    whole, found = sum(worth.values()), contacts_to_lose(worth)

    for group in combinations(worth, found.factor - 1):
        assert whole - sum(worth[one] for one in group) >= HALF * whole - 1e-9


@given(st.dictionaries(st.tuples(st.integers(1, 5), st.integers(11, 15)), st.floats(0.01, 1), min_size=1))
def test_no_smaller_group_of_ours_would_do(ties: dict[tuple[int, int], float]) -> None:
    power = dict.fromkeys(range(1, 6), 1.0)
    found = users_to_lose(ties, power)

    def left(gone: tuple[int, ...]) -> float:
        best: dict[int, float] = {}
        for (contact, user), one in ties.items():
            if user not in gone:
                best[contact] = max(best.get(contact, 0.0), one)
        return sum(best.values())

    assert left(found.people) < HALF * left(())
    assert found.is_least or found.factor > 3  # beyond three it says “at most”
    if not found.is_least:
        return
    for group in combinations(sorted({user for _contact, user in ties}), found.factor - 1):
        assert left(group) >= HALF * left(()) - 1e-9
