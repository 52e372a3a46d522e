"""The index of a seller from the cases of a team: by hand, and against somebody who plays it."""

from dataclasses import replace
from math import exp

import pytest

from trimtab.insight.results import NotEnoughData
from trimtab.insight.service import Case, ServiceIndex, index_of

SHARES = {"win_rate": 0.3, "progress": 0.6, "answered": 0.4, "dated": 0.5}
# Where the seven sellers beside Ana stand on every measure: apart by more than chance.
SPREAD = (-0.12, -0.08, -0.04, 0.0, 0.04, 0.08, 0.12)


def team(n: int = 400, *, without: tuple[str, ...] = (), **anas: float) -> list[Case]:
    """Ana and seven others with n cases of each measure; Ana like the middle, but for what is given."""
    shares = {"ana": SHARES | anas}
    shares |= {
        f"s{number}": {name: share + step for name, share in SHARES.items()} for number, step in enumerate(SPREAD)
    }
    return [
        Case(seller, measure, "", n, n * share, n * share)
        for seller, mine in shares.items()
        for measure, share in mine.items()
        if measure not in without
    ]


def told(cases: list[Case], seller: str = "ana") -> ServiceIndex:
    found = index_of(cases, seller)
    assert isinstance(found, ServiceIndex)
    return found


def test_a_seller_like_the_others_stands_at_one_hundred() -> None:
    found = told(team())

    assert found.index == pytest.approx(100, abs=1)
    assert (found.peers, found.missing) == (8, ())
    assert found.best < found.worst


def test_the_index_is_the_mean_of_its_parts_by_hand() -> None:
    found = told(team(win_rate=0.45))

    scores = [part.score for part in found.parts]
    assert found.index == pytest.approx(100 * exp(sum(scores) / 4 / 2))
    assert found.n == 4 * 400


def test_a_part_counts_as_the_worse_of_itself_and_its_guardrail() -> None:
    # Many talks that move nothing: the guardrail counts in their place.
    talks, honest = told(team(answered=0.6, progress=0.4)), told(team(progress=0.4))

    assert [part.is_guarded for part in talks.parts] == [False, False, True, False]
    assert -2.0 <= talks.parts[2].score == talks.parts[1].score < -1.0
    assert talks.index == pytest.approx(honest.index, abs=1)


@pytest.mark.parametrize("extra", [100, 400, 4000])
def test_spam_calls_do_not_raise_the_index(extra: int) -> None:
    honest = team()
    spammed = [
        replace(case, n=case.n + extra) if (case.seller, case.measure) == ("ana", "answered") else case
        for case in honest
    ]

    assert told(spammed).index <= told(honest).index


@pytest.mark.parametrize("played", [0.1, 0.5, 0.9])
def test_late_qualification_does_not_raise_the_index(played: float) -> None:
    # That part of the losses is never entered, and of the wins only when they are sure: those count as none.
    honest = team()
    late = [
        replace(case, n=case.n - played * (case.n - case.total), total=case.total * (1 - played))
        if (case.seller, case.measure) == ("ana", "win_rate")
        else case
        for case in honest
    ]

    assert told(late).index <= told(honest).index


def test_more_of_the_same_changes_nothing_but_how_sure_it_is() -> None:
    few, many = told(team(n=100), "s6"), told(team(n=1000), "s6")

    assert few.index <= many.index <= few.index * 1.2
    assert many.worst - many.best <= few.worst - few.best


def test_without_activities_the_part_is_left_out_and_named() -> None:
    found = told(team(without=("answered",)))

    assert found.missing == ("answered",)
    assert [part.own.measure for part in found.parts] == ["win_rate", "progress", "dated"]


def test_a_guardrail_of_which_nothing_is_known_lets_no_strength_count() -> None:
    known = [case for case in team(answered=0.6) if (case.seller, case.measure) != ("ana", "progress")]

    found = told(known)

    assert [part.own.measure for part in found.parts] == ["win_rate", "answered", "dated"]
    assert found.parts[1].score == pytest.approx(0, abs=0.2)
    assert found.parts[1].guard is None


def test_few_cases_few_parts_or_few_sellers_cannot_be_told() -> None:
    few, one_part = index_of(team(n=19), "ana"), index_of(team(without=("win_rate", "progress", "answered")), "ana")
    two = index_of([case for case in team() if case.seller in ("ana", "s1")], "ana")

    assert (few, one_part) == (NotEnoughData(0, 2, "parts"), NotEnoughData(1, 2, "parts"))
    assert isinstance(two, NotEnoughData)
    assert index_of(team(), "nobody") == NotEnoughData(0, 2, "parts")


def test_sellers_who_have_different_parts_are_not_put_in_one_order() -> None:
    known = {"s1": set(SHARES), "s2": {"win_rate", "dated"}, "s3": {"win_rate", "progress"}}
    cases = [case for case in team() if case.seller == "ana" or case.measure in known.get(case.seller, set())]

    assert index_of(cases, "ana") == NotEnoughData(2, 3, "sellers")
