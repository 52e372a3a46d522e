"""The formulas of a map of people: by hand, and what must hold for any map."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trimtab.relationships import scores
from trimtab.relationships.models import Coverage, Influence, Line, Support
from trimtab.relationships.scores import Person, Tie

A = Person(1, Influence.INNER, Support.NEUTRAL, Coverage.BRIEF)
B = Person(2, Influence.POLITICAL, Support.SUPPORTER, Coverage.MULTIPLE)
C = Person(3, Influence.POLITICAL, Support.MENTOR, Coverage.DEEP)
D = Person(4, Influence.POLITICAL, Support.AGAINST, Coverage.UNKNOWN)
E = Person(5, Influence.OUTSIDE, Support.SUPPORTER, Coverage.MULTIPLE)
FIVE = [A, B, C, D, E]

calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
people = st.lists(
    st.builds(
        Person,
        st.integers(1, 8),
        st.sampled_from(["", *Influence.values]),
        st.sampled_from(["", *Support.values]),
        st.sampled_from(["", *Coverage.values]),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)
ties = st.lists(
    st.builds(Tie, st.integers(1, 8), st.integers(1, 8), st.sampled_from(Line.Kind.values)).filter(
        lambda tie: tie.start != tie.end
    ),
    max_size=12,
)


def friend(key: int, support: str = Support.SUPPORTER) -> Person:
    return Person(key, Influence.POLITICAL, support, Coverage.BRIEF)


def test_f13_support_balance() -> None:
    assert scores.support_balance(FIVE).value == pytest.approx(7 / 30)


def test_f14_coverage_index() -> None:
    assert scores.coverage_index(FIVE).value == pytest.approx(22 / 45)


def test_f15_target_priority() -> None:
    found = {one.key: scores.target_priority(one, has_access=False) for one in FIVE}

    assert found == {4: 36, 1: 30, 2: 6, 5: 2, 3: 0}
    assert [one.key for one, _worth in scores.targets(FIVE, [])] == [4, 1, 2, 5]


def test_f16_outnumbered_when_as_many_are_against_us() -> None:
    assert scores.is_outnumbered([friend(1), friend(2), friend(3, Support.AGAINST), friend(4, Support.ENEMY)])


def test_f17_not_outnumbered_with_three_against_two() -> None:
    against = [friend(4, Support.AGAINST), friend(5, Support.ENEMY)]

    assert not scores.is_outnumbered([friend(1), friend(2), friend(3, Support.MENTOR), *against])


def test_f18_and_f19_share_of_goals_that_key_players_own() -> None:
    assert scores.owner_share([{1}, {2}, set(), {9}, set()], key_players={1, 2}) == 0.4
    assert scores.owner_share([{1}, set(), set(), {9}, set()], key_players={1, 2}) == 0.2
    assert scores.owner_share([], key_players={1}) is None


def test_the_ear_of_a_friend_makes_a_target_worth_half_more() -> None:
    tie = Tie(B.key, D.key, Line.Kind.INFLUENCE)

    assert scores.targets(FIVE, [tie])[0] == (D, 54.0)


def test_whoever_is_not_judged_is_left_out_and_widens_the_bounds() -> None:
    # Known: 3 × 1 of 3 × 2. With one more of weight 5: (3 − 10) / 16 to (3 + 10) / 16.
    found = scores.support_balance([B, Person(9, Influence.INNER)])

    assert (found.value, found.low, found.high) == (0.5, -7 / 16, 13 / 16)
    assert (found.counted, found.of) == (1, 2)


def test_a_map_of_nobody_has_no_figure() -> None:
    assert scores.support_balance([]) == scores.Share(None, -1.0, 1.0, 0, 0)
    assert scores.coverage_index([]) == scores.Share(None, 0.0, 1.0, 0, 0)


def test_single_thread_is_fewer_than_two_key_players_known_well() -> None:
    assert not scores.is_single_thread(FIVE)
    assert scores.is_single_thread([A, B, D, E])


def test_gap_counts_the_rungs_that_are_missing() -> None:
    assert scores.relationship_gap("vendor", "advisor") == 3
    assert scores.relationship_gap("", "credible") == 2
    assert scores.relationship_gap("advisor", "vendor") == 0
    assert scores.relationship_gap("vendor", "") == 0


def test_gap_of_an_account_is_the_largest_of_each_key_player() -> None:
    assert scores.account_gap({1: [1, 3], 2: [2], 3: [3]}, key_players={1, 2}) == 5


def test_a_judgement_is_stale_after_ninety_days() -> None:
    assert not scores.is_stale(date(2026, 1, 1), today=date(2026, 4, 1))
    assert scores.is_stale(date(2026, 1, 1), today=date(2026, 4, 2))
    assert scores.is_stale(None, today=date(2026, 4, 2))


def test_the_shortest_way_leads_from_a_friend_to_the_inner_circle() -> None:
    chief = Person(7, Influence.INNER, Support.NEUTRAL, Coverage.NONE)
    between = Person(8, Influence.POLITICAL, "", "")
    way = [Tie(B.key, 8, Line.Kind.REPORTS), Tie(8, 7, Line.Kind.INFLUENCE)]

    assert scores.introductions([B, between, chief], way) == {7: [2, 8, 7]}


def test_no_way_leads_against_influence_through_an_enemy_or_over_a_conflict() -> None:
    chief = Person(7, Influence.INNER)
    enemy = Person(8, Influence.POLITICAL, Support.ENEMY)
    against = Tie(7, B.key, Line.Kind.INFLUENCE)
    through = [Tie(B.key, 8, Line.Kind.INFLUENCE), Tie(8, 7, Line.Kind.INFLUENCE)]
    over = [Tie(B.key, 7, Line.Kind.REPORTS), Tie(7, B.key, Line.Kind.CONFLICT)]

    for tied in ([against], through, over):
        assert scores.introductions([B, enemy, chief], tied) == {}


def test_a_circle_of_reporting_lines_is_named() -> None:
    assert scores.circle_of(1, 3, {3: 2, 2: 1}) == [3, 2, 1]
    assert scores.circle_of(1, 1, {}) == [1]
    assert scores.circle_of(1, 3, {3: 2, 2: 4}) == []
    assert scores.circle_of(1, 3, {3: 2, 2: 3}) == []  # a circle that was there before, elsewhere


@calm
@given(people)
def test_figures_stay_in_their_bounds(found: list[Person]) -> None:
    for share, least in ((scores.support_balance(found), -1), (scores.coverage_index(found), 0)):
        assert least <= share.low <= share.high <= 1
        if share.value is not None:
            assert share.low - 1e-9 <= share.value <= share.high + 1e-9


@calm
@given(people, st.randoms())
def test_the_order_of_people_does_not_matter(found: list[Person], chance: object) -> None:
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert scores.support_balance(mixed) == scores.support_balance(found)
    assert scores.targets(mixed, []) == scores.targets(found, [])


@calm
@given(people, st.sampled_from(Support.values))
def test_more_support_never_lowers_the_balance(found: list[Person], support: str) -> None:
    better = [Person(one.key, one.influence, one.support and Support.MENTOR, one.coverage) for one in found]

    before, after = scores.support_balance(found).value, scores.support_balance(better).value

    assert before is None or (after is not None and after >= before)


@calm
@given(people, ties)
def test_ways_begin_at_a_friend_and_each_step_is_a_line(found: list[Person], tied: list[Tie]) -> None:
    by_key = {one.key: one for one in found}
    pairs = {frozenset((tie.start, tie.end)) for tie in tied}

    for key, way in scores.introductions(found, tied).items():
        assert by_key[way[0]].is_for_us
        assert way[-1] == key
        assert all(frozenset(step) in pairs for step in pairwise(way))
        assert len(set(way)) == len(way)
