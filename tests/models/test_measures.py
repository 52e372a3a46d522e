"""The measures of probabilities, worked by hand."""

import numpy as np
import pytest

from trimtab.insight.models.measures import area_under_curve, brier, calibration_error, log_loss, measured

OUTCOMES = np.array([1.0, 0.0, 1.0, 0.0])
TOLD = np.array([0.9, 0.4, 0.6, 0.6])


def test_area_counts_pairs_in_the_right_order_and_ties_as_half() -> None:
    # Pairs: .9>.4, .9>.6, .6>.4 are right, .6=.6 is a tie: 3.5 of 4.
    assert area_under_curve(OUTCOMES, TOLD) == 3.5 / 4


def test_area_of_one_kind_only_is_not_defined() -> None:
    found = measured(area_under_curve, np.ones(3), np.array([0.1, 0.2, 0.3]), generator=np.random.default_rng(1))

    assert found.value is None


def test_log_loss_is_the_mean_of_minus_log_of_what_was_said_of_what_happened() -> None:
    assert log_loss(OUTCOMES, TOLD) == pytest.approx(-np.log([0.9, 0.6, 0.6, 0.4]).mean())


def test_log_loss_of_a_certain_and_wrong_answer_stays_finite() -> None:
    assert np.isfinite(log_loss(np.array([0.0]), np.array([1.0])))


def test_brier_is_the_mean_square() -> None:
    assert brier(OUTCOMES, TOLD) == pytest.approx((0.01 + 0.16 + 0.16 + 0.36) / 4)


def test_calibration_error_of_the_right_share_is_zero_and_of_a_wrong_one_the_difference() -> None:
    outcomes = np.tile([1.0, 0.0], 150)

    assert calibration_error(outcomes, np.full(300, 0.5)) == pytest.approx(0.0)
    assert calibration_error(outcomes, np.full(300, 0.7)) == pytest.approx(0.2)


def test_interval_holds_the_value() -> None:
    chance = np.random.default_rng(2)
    told = chance.random(400)
    outcomes = (chance.random(400) < told).astype(float)

    found = measured(brier, outcomes, told, generator=chance)

    assert found.low is not None
    assert found.high is not None
    assert found.low < brier(outcomes, told) < found.high
