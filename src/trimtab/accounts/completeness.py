"""How complete what is known of an account is: one score for each area of a plan, from 0 to 100.

Each room computes the score of its own area live, and says how to gain points; a plan only takes the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

AMBER_FROM = 40.0
GREEN_FROM = 75.0

Rag = Literal["red", "amber", "green"]


@dataclass(frozen=True)
class Hint:
    """One way to gain points: what to do, how much it brings at most, and where it is done."""

    text: str
    gain: float
    url: str = ""


@dataclass(frozen=True)
class Score:
    points: float
    hints: Sequence[Hint] = field(default_factory=tuple)

    @property
    def rag(self) -> Rag:
        return rag_of(self.points)


def rag_of(points: float) -> Rag:
    if points < AMBER_FROM:
        return "red"
    return "amber" if points < GREEN_FROM else "green"


def mean_of(scores: Sequence[Score]) -> Score | None:
    """The mean of the areas that count; None when none does. A hint's gain is its share of the mean."""
    if not scores:
        return None
    points = sum(score.points for score in scores) / len(scores)
    hints = [Hint(hint.text, hint.gain / len(scores), hint.url) for score in scores for hint in score.hints]
    return Score(points, tuple(sorted(hints, key=lambda hint: -hint.gain)))
