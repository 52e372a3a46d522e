"""The selector: each branch by hand, what is not known, and what would change the advice."""

from dataclasses import replace
from itertools import product

import pytest

from trimtab.strategy.scores import NEXT, QUESTIONS, Terrain, advise

# Nothing stands out: worth winning, not ours, behind, no access, one piece.
PLAIN = Terrain(advantage=-0.2, balance=0.1, worth="weak", future=False, holds=False, access=False, divisible=False)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"worth": "bad"}, "disengage"),
        ({"worth": "bad", "future": True, "access": True}, "flanking"),
        ({"holds": True}, "defend"),
        ({"holds": True, "advantage": 0.5}, "defend"),
        ({"holds": True, "advantage": 0.6}, "frontal"),
        ({"advantage": 0.5, "balance": 0.0}, "frontal"),
        ({"advantage": 0.5, "balance": -0.1, "access": True}, "flanking"),
        ({"advantage": 0.49, "access": True}, "flanking"),
        ({"divisible": True}, "fragment"),
        ({}, "develop"),
    ],
)
def test_each_branch_by_hand(facts: dict[str, object], expected: str) -> None:
    assert advise(replace(PLAIN, **facts)).strategy == expected  # type: ignore[arg-type]  # facts of a terrain


def test_slightly_better_is_no_reason_for_a_frontal_attack() -> None:
    assert advise(replace(PLAIN, advantage=0.2, balance=0.9)).strategy == "develop"


def test_nothing_known_cannot_be_told() -> None:
    found = advise(Terrain())

    assert found.strategy is None
    assert set(found.strategies) == {"frontal", "flanking", "fragment", "defend", "develop", "disengage"}
    assert found.missing[0] == "worth"


def test_what_does_not_matter_need_not_be_known() -> None:
    found = advise(replace(PLAIN, holds=True, access=None, divisible=None, balance=None))

    assert (found.strategy, found.missing) == ("defend", [])


def test_one_unknown_that_matters_names_both_ways() -> None:
    found = advise(replace(PLAIN, access=None, divisible=True))

    assert found.strategy is None
    assert [(way.strategy, [one.answer for one in way.assumed]) for way in found.ways] == [
        ("flanking", [True]),
        ("fragment", [False]),
    ]
    assert found.missing == ["access"]


def test_flips_are_the_nearest_values_that_change_the_advice() -> None:
    found = advise(replace(PLAIN, advantage=0.3, access=True))

    assert found.strategy == "flanking"
    # Balance 0.1 and divisible change nothing here; worth must fall to bad.
    assert [(flip.input, flip.value, list(flip.strategies)) for flip in found.flips] == [
        ("advantage", 0.5, ["frontal"]),
        ("worth", "bad", ["disengage"]),
        ("holds", True, ["defend"]),
        ("access", False, ["develop"]),
    ]


def test_a_flip_may_lead_to_what_cannot_be_told() -> None:
    found = advise(replace(PLAIN, access=True, divisible=None))

    assert ("access", ["fragment", "develop"]) in [(flip.input, list(flip.strategies)) for flip in found.flips]


def test_every_flip_changes_the_advice_and_nothing_nearer_does() -> None:
    scales: dict[str, list[object]] = {
        "advantage": [-1.0, 0.49, 0.5, 0.51, 1.0], "balance": [-0.5, 0.0, 0.5], "worth": ["bad", "weak", "good"],
    }  # fmt: skip
    scales |= {name: [True, False] for name in ("future", "holds", "access", "divisible")}
    for values in product(*scales.values()):
        terrain = Terrain(**dict(zip(scales, values, strict=True)))  # type: ignore[arg-type]  # of each scale
        found = advise(terrain)
        assert found.strategy is not None
        for flip in found.flips:
            changed = replace(terrain, **{flip.input: flip.value})  # type: ignore[arg-type]  # of its scale
            assert advise(changed).strategy != found.strategy


def test_every_question_is_asked_and_leads_on() -> None:
    assert set(QUESTIONS) == set(NEXT)
