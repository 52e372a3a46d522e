"""The mathematics of the quadrant: by hand, and by properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.targeting import scores

HIGH, LOW = np.array([[0.0, 0.0, 1.0]]), np.array([[1.0, 0.0, 0.0]])
UNKNOWN = scores.UNKNOWN[None, :]
CHANCES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda parts: np.array([parts]) / sum(parts))
FACTORS = st.lists(st.tuples(CHANCES, st.integers(1, 6)), min_size=1, max_size=6)


def axis(*factors: tuple[scores.Floats, int], cut: float = 50) -> scores.Axis:
    """One account with these factors, all of which count."""
    counts = np.ones((1, len(factors)), dtype=bool)
    return scores.axis([one for one, _w in factors], [weight for _one, weight in factors], counts=counts, cut=cut)


def test_points_are_the_weighted_share_of_what_is_high() -> None:
    found = axis((HIGH, 3), (LOW, 1))

    assert found.mean[0] == pytest.approx(75)
    assert (found.low[0], found.high[0]) == (75, 75)


def test_unknown_factor_spreads_the_points_over_three_values() -> None:
    """By hand: weights 3 and 1, the first high, the second unknown: 75, 87.5 or 100, a third each."""
    found = axis((HIGH, 3), (UNKNOWN, 1), cut=80)

    assert found.mean[0] == pytest.approx(87.5)
    assert (found.low[0], found.high[0]) == (75, 100)
    assert found.chance[0] == pytest.approx(2 / 3)


def test_factor_that_does_not_count_changes_nothing() -> None:
    counts = np.array([[True, False]])

    found = scores.axis([HIGH, UNKNOWN], [3, 1], counts=counts, cut=50)

    assert (found.mean[0], found.low[0], found.high[0]) == (100, 100, 100)


def test_account_of_which_nothing_counts_has_no_points() -> None:
    found = scores.axis([UNKNOWN], [3], counts=np.array([[False]]), cut=50)

    assert (found.mean[0], found.chance[0]) == (0, 0)


def test_evidence_worth_half_counts_half() -> None:
    found = scores.stated(["high", ""], np.array([0.5, 0.0]))

    assert found[0].tolist() == pytest.approx([1 / 6, 1 / 6, 2 / 3])
    assert found[1].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_figure_is_high_from_its_line_on_and_unknown_without_a_value() -> None:
    found = scores.measured(np.array([10.0, 5.0, 4.9, np.nan]), high=10, medium=5)

    assert found[:3].argmax(axis=1).tolist() == [2, 1, 0]
    assert found[3].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_estimate_across_a_line_is_half_on_either_side() -> None:
    """A log-normal between 50 and 200 has its middle at 100."""
    found = scores.estimated(np.array([100.0]), np.array([50.0]), np.array([200.0]), high=100, medium=10)

    assert found[0][2] == pytest.approx(0.5)
    assert found[0].sum() == pytest.approx(1)


def test_quadrant_is_the_likely_one_and_its_certainty_the_product() -> None:
    same = np.array([50.0, 50])
    current = scores.Axis(same, same, same, np.array([0.9, 0.2]))
    future = scores.Axis(same, same, same, np.array([0.8, 0.9]))

    found = scores.quadrants(current, future)

    assert found.letter.tolist() == ["A", "B"]
    assert found.certainty.tolist() == pytest.approx([0.72, 0.72])


@given(FACTORS)
def test_mean_is_the_weighted_mean_of_the_levels(factors: list[tuple[scores.Floats, int]]) -> None:
    worth = np.array([0, 0.5, 1])
    expected = 100 * sum(w * float(one[0] @ worth) for one, w in factors) / sum(w for _one, w in factors)

    found = axis(*factors)

    assert found.mean[0] == pytest.approx(expected)
    assert 0 <= found.low[0] <= found.high[0] <= 100
    assert -1e-9 <= found.chance[0] <= 1 + 1e-9


@given(FACTORS)
def test_order_of_factors_does_not_matter(factors: list[tuple[scores.Floats, int]]) -> None:
    there, back = axis(*factors), axis(*reversed(factors))

    assert there.chance[0] == pytest.approx(back.chance[0])
    assert there.mean[0] == pytest.approx(back.mean[0])


@given(FACTORS)
def test_knowing_that_an_unknown_is_high_never_lowers_the_chance(factors: list[tuple[scores.Floats, int]]) -> None:
    unknown, high = axis(*factors, (UNKNOWN, 2)), axis(*factors, (HIGH, 2))

    assert high.chance[0] >= unknown.chance[0] - 1e-9
