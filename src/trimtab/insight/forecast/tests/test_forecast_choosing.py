"""Stepping back: a plain method that did better before is believed instead, or in part."""

import numpy as np
import pytest

from trimtab.insight.forecast.choosing import Past, choose, widening
from trimtab.insight.forecast.measures import covered, crps, diebold_mariano, pinball, share, wape
from trimtab.insight.forecast.shocks import FLOOR, Ended, shocks_of
from trimtab.insight.forecast.windows import Span, Window

NOBODY = Ended(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))


def past(said: float, came: float, plain: float, *, deviation: float = 10.0) -> Past:
    return Past(Window(0, Span(0, 1)), said, deviation, came, {"last_four": plain}, NOBODY)


def test_model_that_did_best_speaks() -> None:
    method = choose([past(101, 100, 80), past(98, 100, 120), past(103, 100, 70)])

    assert (method.name, method.weight, method.reason) == ("model", 1.0, "")


def test_model_that_did_worse_is_mixed_by_its_errors() -> None:
    method = choose([past(130, 100, 110), past(70, 100, 90), past(130, 100, 110)])

    assert (method.name, method.reason) == ("last_four", "mixed")
    assert method.weight == pytest.approx(0.1)  # errors of 30 and 10: 100 / (900 + 100)


def test_model_that_is_clearly_worse_is_left_out() -> None:
    spans = [past(130 + wiggle, 100, 101) for wiggle in (0, 3, -2, 1, 4, -3, 2)]

    method = choose(spans)

    assert (method.name, method.weight, method.reason) == ("last_four", 0.0, "worse")


def test_two_spans_are_too_few_to_compare() -> None:
    assert choose([past(200, 100, 100), past(200, 100, 100)]).reason == "few"


def test_misses_larger_than_expected_widen_the_range() -> None:
    calm = widening([past(100 + miss, 100, 0) for miss in (5, -5, 8)])
    wild = widening([past(100 + miss, 100, 0) for miss in (25, -25, 28)])

    assert calm < 1.05 < wild


def test_shocks_never_fall_below_their_floor() -> None:
    even = Ended(np.full(400, 0.5), np.tile([0.0, 1.0], 200), np.zeros(400, dtype=np.int64))

    found = shocks_of([even] * 12)

    assert found.company == pytest.approx(FLOOR)


def test_quarters_that_all_swing_show_as_a_shared_shock() -> None:
    nobody = np.zeros(400, dtype=np.int64)
    swings = [Ended(np.full(400, 0.5), np.repeat([1.0, 0.0], [won, 400 - won]), nobody) for won in (120, 280)]

    assert shocks_of(swings * 4).company > 0.5


def test_measures_by_hand() -> None:
    said, came = np.array([90.0, 120.0]), np.array([100.0, 100.0])

    assert wape(said, came) == pytest.approx(0.15)
    assert pinball(said, came, level=0.9) == pytest.approx((0.9 * 10 + 0.1 * 20) / 2 / 100)
    assert crps(np.array([1.0, 3.0]), 2.0) == pytest.approx(0.5)  # mean distance 1, half the mean spread 0.5
    held = covered(np.array([80.0, 110.0]), np.array([100.0, 130.0]), came)
    assert held is not None
    assert held.value == 0.5


def test_interval_of_a_share_is_the_exact_binomial_one() -> None:
    found = share(8, 10)  # Clopper-Pearson at 90 %: 0.4931 to 0.9632

    assert found.low == pytest.approx(0.4931, abs=1e-4)
    assert found.high == pytest.approx(0.9632, abs=1e-4)


def test_equal_losses_are_not_told_apart() -> None:
    losses = np.array([1.0, 2.0, 3.0, 4.0, 5.0])

    assert diebold_mariano(losses, losses) == 1.0
    assert (diebold_mariano(losses, losses[::-1]) or 0) > 0.5
    assert (diebold_mariano(losses, losses + np.array([1.0, 1.1, 0.9, 1.0, 1.05])) or 1) < 0.01
