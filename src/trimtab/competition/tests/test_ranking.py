"""What counts most, and who meets it best, by hand and by property."""

from collections.abc import Hashable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.competition.scores import Asked, ahead_of_us, lost_top, ranked, score, weak_mandatory

ASKED = st.lists(
    st.tuples(st.booleans(), st.lists(st.sampled_from(["", "outside", "political", "inner"]), max_size=5)), max_size=8
)


def asked(rows: list[tuple[bool, list[str]]]) -> list[Asked]:
    return [Asked(place, is_mandatory, people) for place, (is_mandatory, people) in enumerate(rows)]


def test_f28_mandatory_first_then_by_the_people_who_care() -> None:
    rows = [Asked("two", influences=["", ""]), Asked("four", influences=[""] * 4), Asked("must", True, [""])]

    assert [one.asked.key for one in ranked(rows)] == ["must", "four", "two"]


def test_one_of_the_inner_circle_outweighs_three_who_carry_out() -> None:
    rows = [Asked("three", influences=["outside"] * 3), Asked("one", influences=["inner"])]

    assert [one.asked.key for one in ranked(rows)] == ["one", "three"]


def test_weights_follow_from_the_order_alone() -> None:
    order = ranked(asked([(True, ["inner"]), (False, ["inner"]), (False, [""])]))

    # By hand: (1 + 1/2 + 1/3)/3, (1/2 + 1/3)/3, (1/3)/3.
    assert [one.weight for one in order] == pytest.approx([float(Fraction(n, 18)) for n in (11, 5, 2)])


def test_criteria_that_nothing_sets_apart_share_rank_and_weight() -> None:
    order = ranked(asked([(False, []), (False, []), (True, [])]))

    assert [(one.rank, round(one.weight, 4)) for one in order] == [(1, 0.6111), (2, 0.1944), (2, 0.1944)]


def test_what_was_not_judged_widens_the_bounds_and_is_no_zero() -> None:
    order = ranked(asked([(True, ["inner"]), (False, ["inner"]), (False, [""])]))

    found = score(order, {0: 3, 2: 0})

    # By hand: judged 11/18 + 2/18; points 11/18.
    assert found.value == pytest.approx(11 / 13)
    assert [found.low, found.high] == pytest.approx([11 / 18, 16 / 18])


def test_a_mandatory_criterion_that_is_not_met_is_named() -> None:
    order = ranked(asked([(True, []), (False, [])]))

    assert score(order, {0: 0, 1: 3}).failed == (0,)
    assert weak_mandatory(order, {0: 1}) == [0]
    assert weak_mandatory(order, {0: 2}) == []


def test_two_parties_are_compared_on_what_was_judged_of_both() -> None:
    order = ranked(asked([(True, []), (False, ["inner"]), (False, [])]))

    assert ahead_of_us(order, {0: 1, 1: 3}, {0: 2, 2: 3}) == pytest.approx(1 / 3)
    assert ahead_of_us(order, {1: 3, 2: 3}, {1: 0, 2: 0}) is None


def test_only_the_first_three_criteria_can_be_lost() -> None:
    order = ranked(asked([(True, ["inner"]), (False, ["inner"]), (False, ["political"]), (False, [])]))

    assert lost_top(order, {0: 2, 1: 2, 3: 0}, [{0: 3, 1: 2, 3: 3}, {2: 3}]) == [0]


@given(ASKED)
def test_weights_add_up_and_never_grow_down_the_order(rows: list[tuple[bool, list[str]]]) -> None:
    weights = [one.weight for one in ranked(asked(rows))]

    assert weights == sorted(weights, reverse=True)
    assert sum(weights) == pytest.approx(1 if rows else 0)


@given(ASKED, st.dictionaries(st.integers(0, 7), st.integers(0, 3)))
def test_a_score_lies_between_its_bounds(rows: list[tuple[bool, list[str]]], fits: dict[Hashable, int]) -> None:
    found = score(ranked(asked(rows)), fits)

    assert 0 <= found.low <= found.high <= 1 + 1e-9
    if found.value is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
