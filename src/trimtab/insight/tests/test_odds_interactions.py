"""Agreed interactions: one that is there is found, chance is not, and which are found is counted by hand."""

import numpy as np
import pytest
from scipy.special import expit

from trimtab.insight.features.frame import Features
from trimtab.insight.odds.interactions import ToldInteraction, discovered, interactions
from trimtab.insight.tests.test_odds_parts import ends, looks

SIZE = 3_000


def company() -> tuple[Features, np.ndarray]:
    """Half of them late, half in the last two weeks of a quarter, a fifth pushed and long unchanged."""
    generator = np.random.default_rng(3)
    late, soon = generator.random(SIZE) < 0.5, generator.random(SIZE) < 0.5
    pushed, still = generator.random(SIZE) < 0.4, generator.random(SIZE) < 0.5
    features = looks(
        SIZE,
        stage_place=np.where(late, 0.75, 0.25),
        days_to_period_end=np.where(soon, 10.0, 50.0),
        pushes=pushed.astype(float),
        days_since_change=np.where(still, 30.0, 3.0),
        contacts_60=np.full(SIZE, 3.0),
        days_open=generator.integers(10, 200, SIZE).astype(float),
        seller_won=0,
        seller_closed=0,
        company_won=0,
        company_closed=0,
    )
    return features, np.where(pushed & still, 1.0, 0.0)


def told(planted: float) -> dict[str, ToldInteraction]:
    features, both = company()
    chances = expit(-0.5 + 0.4 * features.numbers["stage_place"] + planted * both)
    won = (np.random.default_rng(4).random(SIZE) < chances).astype(int).tolist()
    return {one.name: one for one in interactions(features, ends(won), np.ones(SIZE), horizon=91)}


def test_a_planted_interaction_is_found_and_no_other() -> None:
    found = told(-0.75)

    assert [name for name, one in found.items() if one.is_found] == ["pushed_while_quiet"]
    assert found["pushed_while_quiet"].low < -0.75 < found["pushed_while_quiet"].high


def test_nothing_is_found_where_nothing_is() -> None:
    assert not any(one.is_found for one in told(0).values())


def test_what_hardly_ever_happens_together_is_not_asked() -> None:
    assert "one_contact_when_late" not in told(0)


def test_nothing_is_said_of_few_wins() -> None:
    features, _both = company()

    assert interactions(features, ends([1] * 40 + [0] * (SIZE - 40)), np.ones(SIZE), horizon=91) == ()


@pytest.mark.parametrize(
    ("chances", "found"),
    [
        ([0.01, 0.04, 0.2], [True, True, False]),  # limits .033, .067, .1
        ([0.09, 0.08, 0.07], [True, True, True]),  # the largest is below .1: all are
        ([0.5, 0.034], [False, True]),
        ([0.06], [True]),
        ([0.06, 0.5], [False, False]),
        ([], []),
    ],
)
def test_found_are_counted_from_the_least_likely(chances: list[float], found: list[bool]) -> None:
    assert discovered(chances, 0.1).tolist() == found
