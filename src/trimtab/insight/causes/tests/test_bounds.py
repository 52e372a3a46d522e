"""How strong something unseen must be: against DoubleML and the published examples."""

from dataclasses import replace

import pytest

from trimtab.insight.causes.bounds import bias_of, bound, e_value_of, robustness_of
from trimtab.insight.causes.effects import Effect, estimate
from trimtab.insight.causes.tests.reference import (
    EFFECT,
    HIGH,
    LOW,
    OUTCOME_SQUARED,
    ROBUSTNESS,
    WEIGHT_SQUARED,
    reference_trial,
)


@pytest.fixture(scope="module")
def effect() -> Effect:
    return estimate(reference_trial(), seed=1, is_plain=True)


@pytest.fixture
def theirs(effect: Effect) -> Effect:
    """DoubleML's own numbers."""
    return replace(effect, effect=EFFECT, outcome_spread=OUTCOME_SQUARED**0.5, weight_spread=WEIGHT_SQUARED**0.5)


def test_bias_is_that_of_doubleml(theirs: Effect) -> None:
    bias = bias_of(0.04, 0.03, theirs)

    assert (EFFECT - bias, EFFECT + bias) == pytest.approx((LOW, HIGH), abs=1e-4)


def test_robustness_value_is_that_of_doubleml(theirs: Effect) -> None:
    assert robustness_of(EFFECT, theirs) == pytest.approx(ROBUSTNESS, abs=1e-4)


def test_cause_of_the_robustness_value_misleads_by_the_whole_effect(theirs: Effect) -> None:
    r = robustness_of(EFFECT, theirs)

    assert bias_of(r, r, theirs) == pytest.approx(EFFECT)


@pytest.mark.parametrize(("ratio", "e_value"), [(3.9, 7.26), (0.8, 1.81), (1.0, 1.0)])
def test_e_value_is_the_published_one(ratio: float, e_value: float) -> None:
    # 3.9: VanderWeele and Ding 2017, maternal breastfeeding and respiratory death.
    assert e_value_of(ratio) == pytest.approx(e_value, abs=0.005)


def test_the_common_cause_is_found_to_be_the_strongest(effect: Effect) -> None:
    found = bound(reference_trial(), effect, seed=1)

    assert found.strongest is not None
    assert found.strongest.name == "first"
    assert found.low < effect.interval()[0] < effect.interval()[1] < found.high


def test_nothing_is_beyond_doubt_where_the_interval_holds_zero(effect: Effect) -> None:
    found = bound(reference_trial(), replace(effect, effect=0.01), seed=1)

    assert not found.is_beyond_doubt
    assert (found.robustness_edge, found.e_value_edge) == (0.0, 1.0)


def test_a_lever_without_which_nothing_is_won_has_no_end_of_e_value() -> None:
    assert e_value_of(0.0) == float("inf")
