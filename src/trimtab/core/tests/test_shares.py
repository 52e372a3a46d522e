"""Shares, their differences, and differences within strata."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.core.shares import Two, chance_of, difference, difference_within, discoveries, wilson


@st.composite
def twos(draw: st.DrawFn) -> Two:
    all_a, all_b = draw(st.integers(1, 200)), draw(st.integers(1, 200))
    return Two(draw(st.integers(0, all_a)), all_a, draw(st.integers(0, all_b)), all_b)


def test_a_share_has_wilsons_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857: 81 of 263 gives .2553 to .3662.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 7)[0] == 0
    assert wilson(7, 7)[1] == 1


def test_a_difference_has_newcombes_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873, table II, example (a), method 10.
    assert difference(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_one_stratum_has_the_variance_of_two_shares() -> None:
    """30 of 100 against 20 of 100: 0.1 ± 1.96 · √(0.3·0.7/100 + 0.2·0.8/100)."""
    found = difference_within([Two(30, 100, 20, 100)])

    assert found is not None
    assert found[0] == pytest.approx(0.1)
    assert found[2] - found[0] == pytest.approx(1.959964 * sqrt(0.0037), rel=1e-6)


def test_what_only_good_sellers_use_does_not_look_good_within_each() -> None:
    """One seller moves 80 of 100 on and uses it mostly; another moves 20 of 100 on and mostly does not."""
    strata = [Two(64, 80, 16, 20), Two(4, 20, 16, 80)]
    crude, within = difference(68, 100, 32, 100), difference_within(strata)

    assert within is not None
    assert crude[0] == pytest.approx(0.36)
    assert crude[1] > 0
    assert within[0] == pytest.approx(0)
    assert within[1] < 0 < within[2]


def test_somebody_who_always_uses_it_says_nothing_of_the_difference() -> None:
    both = Two(5, 10, 3, 10)

    assert difference_within([both, Two(9, 9, 0, 0)]) == difference_within([both])
    assert difference_within([Two(9, 9, 0, 0)]) is None


@given(st.lists(twos(), min_size=1, max_size=6))
def test_turning_the_groups_round_turns_the_sign_round(strata: list[Two]) -> None:
    turned = [Two(one.yes_b, one.all_b, one.yes_a, one.all_a) for one in strata]
    here, there = difference_within(strata), difference_within(turned)

    assert here is not None
    assert there is not None
    assert here == pytest.approx((-there[0], -there[2], -there[1]), abs=1e-9)
    assert -1 <= here[0] <= 1


def test_chance_by_hand() -> None:
    """Fisher's lady tasting tea: 3 of 4 against 1 of 4 is 34/70; 4 against none 2/70."""
    assert chance_of(Two(3, 4, 1, 4)) == pytest.approx(34 / 70)
    assert chance_of(Two(4, 4, 0, 4)) == pytest.approx(2 / 70)
    # R: fisher.test(matrix(c(1, 9, 11, 3), 2))$p.value
    assert chance_of(Two(1, 12, 9, 12)) == pytest.approx(0.002759456)


@given(twos())
def test_chance_does_not_depend_on_which_group_is_first(two: Two) -> None:
    turned = Two(two.yes_b, two.all_b, two.yes_a, two.all_a)

    assert 0 < chance_of(two) <= 1
    assert chance_of(turned) == pytest.approx(chance_of(two))


def test_discoveries_by_hand() -> None:
    assert discoveries([0.01, 0.5, 0.03, 0.02], share=0.05) == [True, False, True, True]
    assert discoveries([0.04, 0.04], share=0.05) == [True, True]
    assert discoveries([0.04, 0.06], share=0.05) == [False, False]
    assert discoveries([], share=0.05) == []
