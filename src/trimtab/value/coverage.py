"""The value map as the rules see it: which of their goals we serve, how much, and what nobody there cares about.

    weight of a goal = 3, 2 or 1 by its priority (high, medium, low); without one, the highest that hangs on it; else 2
    coverage of it   = the strongest contribution to it, 0 to 3
    value of a solution = Σ weight × its strongest contribution to that goal

A deal has a business reason where something important or essential is brought to a goal, initiative or obstacle that
the customer confirmed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WEIGHTS = {"high": 3, "medium": 2, "low": 1}
USUAL_WEIGHT, HIGH = 2, 3
IMPORTANT = 2


@dataclass(frozen=True)
class Share:
    """One contribution: to which goal, by which solution (None: none of the catalogue), how strong."""

    goal: int
    solution: int | None
    strength: int


@dataclass(frozen=True)
class Goal:
    """Something that the customer wants, does, or is stopped by. linked: priorities of what hangs on it."""

    key: int
    priority: str = ""
    linked: tuple[str, ...] = ()
    is_confirmed: bool = False

    @property
    def weight(self) -> int:
        own = WEIGHTS.get(self.priority)
        return own or max((WEIGHTS[one] for one in self.linked if one in WEIGHTS), default=USUAL_WEIGHT)


def coverage(goal: Goal, shares: Iterable[Share]) -> int:
    """How well the goal is served: by the strongest contribution to it."""
    return max((one.strength for one in shares if one.goal == goal.key), default=0)


def uncovered(goals: Sequence[Goal], shares: Sequence[Share]) -> list[Goal]:
    """The goals of high priority to which we bring nothing."""
    return [one for one in goals if one.weight == HIGH and not coverage(one, shares)]


def worth_of(solution: int | None, goals: Sequence[Goal], shares: Sequence[Share]) -> int:
    """The value of a solution to this customer."""
    own = [one for one in shares if one.solution == solution]
    return sum(goal.weight * coverage(goal, own) for goal in goals)


def has_reason(goals: Sequence[Goal], shares: Sequence[Share]) -> bool:
    """Whether there is a business reason."""
    return any(goal.is_confirmed and coverage(goal, shares) >= IMPORTANT for goal in goals)
