"""Shares with intervals: by hand, against a reference, by properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from trimtab.core.shares import LEAST, Share, wilson


def test_below_eight_cases_nothing_is_told() -> None:
    share = Share(5, 7)

    assert (share.value, share.interval, share.missing) == (None, None, 1)


def test_six_of_ten_by_hand() -> None:
    low, high = Share(6, 10).interval or (0, 0)

    assert (round(low, 3), round(high, 3)) == (0.313, 0.832)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_intervals_that_newcombe_published_in_1998(hits: int, n: int, low: float, high: float) -> None:
    found = wilson(hits, n)

    assert found == pytest.approx((low, high), abs=5e-5)


@given(some.integers(LEAST, 10_000).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_the_share_lies_within_and_the_other_side_mirrors_it(case: tuple[int, int]) -> None:
    hits, n = case
    low, high = wilson(hits, n)
    mirrored = wilson(n - hits, n)

    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)
