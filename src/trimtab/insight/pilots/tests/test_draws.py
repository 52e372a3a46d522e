"""Draws: by chance, fair, and repeatable."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from trimtab.insight.pilots.draws import TooFewUnits, Unit, draw

TWELVE = [Unit(number, score=number / 100, group=number % 2) for number in range(12)]


def test_one_of_each_pair_gets_the_lever() -> None:
    drawn = draw(TWELVE, design="pairs", seed=1)

    arms = Counter((one.pair, one.arm) for one in drawn.placed)
    assert set(arms.values()) == {1}
    assert len(arms) == 12


def test_pairs_are_neighbours_of_one_group() -> None:
    drawn = draw(TWELVE, design="pairs", seed=1)

    pairs = [sorted(one.id for one in drawn.placed if one.pair == pair) for pair in range(1, 7)]
    assert sorted(pairs) == [[0, 2], [1, 3], [4, 6], [5, 7], [8, 10], [9, 11]]


@given(seed=some.integers(0, 2**48), design=some.sampled_from(["pairs", "steps"]))
def test_the_same_seed_draws_the_same_in_whatever_order_units_come(seed: int, design: str) -> None:
    first = draw(TWELVE, design=design, seed=seed, steps=3)  # type: ignore[arg-type]
    second = draw(TWELVE[::-1], design=design, seed=seed, steps=3)  # type: ignore[arg-type]

    assert {(one.id, one.step) for one in first.placed} == {(one.id, one.step) for one in second.placed}
    assert first.digest == second.digest


def test_another_seed_has_another_mark() -> None:
    assert draw(TWELVE, design="pairs", seed=1).digest != draw(TWELVE, design="pairs", seed=2).digest


def test_everybody_is_as_likely_to_get_it() -> None:
    counts = Counter(
        one.id for seed in range(400) for one in draw(TWELVE, design="pairs", seed=seed).placed if one.step == 1
    )

    assert all(150 < counts[number] < 250 for number in range(12))


def test_an_odd_one_stays_out_and_is_named() -> None:
    drawn = draw(TWELVE[:5], design="pairs", seed=1)

    assert (len(drawn.placed), len(drawn.left_out)) == (4, 1)


def test_steps_take_as_many_each() -> None:
    drawn = draw(TWELVE, design="steps", seed=1, steps=4)

    assert Counter(one.step for one in drawn.placed) == {1: 3, 2: 3, 3: 3, 4: 3}


@pytest.mark.parametrize(("units", "design"), [(0, "pairs"), (3, "pairs"), (7, "steps")])
def test_too_few_are_refused(units: int, design: str) -> None:
    with pytest.raises(TooFewUnits):
        draw(TWELVE[:units], design=design, seed=1, steps=4)  # type: ignore[arg-type]


def test_somebody_who_stands_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        draw([*TWELVE, TWELVE[0]], design="pairs", seed=1)
