"""The spread of a case: the same each time, around the mean that PERT has, wider where lines err together."""

from decimal import Decimal

import numpy as np
import pytest

from trimtab.value.cases import Case, Line
from trimtab.value.simulation import DRAWS, present_values, spread_of


def ranged(key: int, low: int, likely: int, high: int, kind: str = "benefit") -> Line:
    return Line(key, kind, Decimal(likely), Decimal(low), Decimal(high))


ONE = Case((ranged(1, 50_000, 60_000, 100_000), Line(2, "one_off", Decimal(100_000))), 3, Decimal("0.10"))
ANNUITY = 2.486852


def test_the_mean_is_the_one_of_pert_by_hand() -> None:
    drawn = present_values(ONE, draws=40_000, seed=3)

    # (50,000 + 4 × 60,000 + 100,000) ÷ 6 = 65,000 a year
    assert np.mean(drawn) == pytest.approx(65_000 * ANNUITY - 100_000, abs=300)


def test_no_draw_leaves_the_range() -> None:
    drawn = present_values(ONE, draws=DRAWS, seed=3)

    assert drawn.min() >= 50_000 * ANNUITY - 100_001
    assert drawn.max() <= 100_000 * ANNUITY - 99_999


def test_everybody_sees_the_same_figures_each_time() -> None:
    spread_of.cache_clear()
    first = spread_of(ONE)
    spread_of.cache_clear()

    assert spread_of(ONE) == first
    assert first is not None
    assert first.draws >= 10_000


def test_eight_of_ten_draws_lie_in_the_interval() -> None:
    spread = spread_of(ONE)
    drawn = present_values(ONE, draws=DRAWS, seed=99)

    assert spread is not None
    assert np.mean((drawn >= spread.low) & (drawn <= spread.high)) == pytest.approx(0.8, abs=0.02)


def test_the_chance_is_the_share_of_draws_above_zero() -> None:
    # Uniform enough around zero: benefit and cost with the same range.
    even = Case((ranged(1, 80, 100, 120), ranged(2, 80, 100, 120, "one_off")), 1, Decimal(0))
    spread = spread_of(even)

    assert spread is not None
    assert spread.chance == pytest.approx(0.5, abs=0.02)


def test_lines_that_err_together_spread_wider_than_apart() -> None:
    lines = tuple(ranged(key, 0, 50, 100) for key in range(1, 11))
    drawn = present_values(Case(lines, 1, Decimal(0)), draws=DRAWS, seed=3)
    apart = 10 * (100 / np.sqrt(28)) ** 2  # the variance of ten of PERT that have nothing in common

    assert np.var(drawn) > 3 * apart


def test_without_a_range_there_is_nothing_to_draw() -> None:
    assert spread_of(Case((Line(1, "benefit", Decimal(5)),), 1, Decimal(0))) is None
