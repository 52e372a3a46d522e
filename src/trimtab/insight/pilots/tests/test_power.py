"""Deals that a pilot needs, against published numbers."""

import pytest

from trimtab.insight.pilots.power import NoDifference, deals_needed, smallest_seen


@pytest.mark.parametrize(("base", "wanted", "an_arm"), [(0.22, 0.26, 1_789), (0.22, 0.30, 471), (0.5, 0.6, 388)])
def test_deals_an_arm_are_the_published_ones(base: float, wanted: float, an_arm: int) -> None:
    # 0.5 to 0.6: Fleiss, Statistical Methods for Rates and Proportions, without continuity correction.
    assert deals_needed(base, wanted).an_arm == an_arm


def test_dealing_out_sellers_costs_one_plus_their_other_deals_times_their_likeness() -> None:
    needed = deals_needed(0.22, 0.26, deals_a_unit=21, icc=0.05)

    assert needed.inflation == pytest.approx(2.0)
    assert (needed.without_clusters, needed.an_arm) == (1_789, 3_578)


def test_a_fall_is_as_hard_to_see_as_a_rise() -> None:
    assert deals_needed(0.26, 0.22).an_arm == 1_789


def test_the_smallest_rise_is_the_one_that_needs_just_so_many() -> None:
    rise = smallest_seen(0.22, 1_789)

    assert rise == pytest.approx(0.04, abs=2e-4)


@pytest.mark.parametrize("an_arm", [0, 1])
def test_hardly_any_deals_show_nothing(an_arm: int) -> None:
    assert smallest_seen(0.22, an_arm) is None


def test_no_difference_cannot_be_planned_for() -> None:
    with pytest.raises(NoDifference):
        deals_needed(0.22, 0.22)


@pytest.mark.parametrize(("base", "wanted", "icc"), [(0.0, 0.2, 0.0), (0.2, 1.2, 0.0), (0.2, 0.3, 2.0)])
def test_impossible_shares_are_refused(base: float, wanted: float, icc: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        deals_needed(base, wanted, icc=icc)
