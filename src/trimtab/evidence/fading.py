"""How much a judgement is still worth: evidence fades with a half-life.

    strength = 1 - ∏ (1 - weight(kind) × ½ ^ (age / half-life))

over the evidence that supports the value that stands and was not withdrawn. Independent pieces add up without ever
reaching certainty; an assumption alone never counts as confirmed.

Example by hand: said in a meeting 90 days ago, half-life 90: 0.8 × ½ = 0.40. A second one of today: 1 - 0.60 × 0.20 =
0.88.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trimtab.evidence.models import Evidence, Kind

HALF_LIFE = 90  # days
WEIGHTS = {
    Kind.SAID: 0.8,
    Kind.WRITTEN: 0.9,
    Kind.DOCUMENT: 0.7,
    Kind.OBSERVED: 0.7,
    Kind.THIRD_PARTY: 0.5,
    Kind.ASSUMPTION: 0.25,
}
FADED_BELOW = 0.2


@dataclass(frozen=True)
class Standing:
    """What stands behind a judgement on a day. `strength` is a share; `state` is confirmed, assumed, faded or none."""

    strength: float
    state: str
    latest: Evidence | None

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"


def weight_of(evidence: Evidence, *, today: date, half_life: int = HALF_LIFE) -> float:
    """What one piece is worth on that day, 0 to 1."""
    return float(WEIGHTS[Kind(evidence.kind)] * 0.5 ** (evidence.age(today) / half_life))


def standing(pieces: Iterable[Evidence], *, value: str, today: date, half_life: int = HALF_LIFE) -> Standing:
    """What the pieces say for that value on that day.

    Args:
        pieces: evidence about one subject of one record, in any order.
        value: the judgement that stands; what supported another one does not count.
        half_life: days after which a piece is worth half.
    """
    counted = [one for one in pieces if one.value == value and one.withdrawn_at is None]
    if not counted:
        return Standing(0.0, "none", None)
    doubt = 1.0
    for one in counted:
        doubt *= 1 - weight_of(one, today=today, half_life=half_life)
    strength = 1 - doubt
    latest = max(counted, key=lambda one: (one.happened_on, one.pk or 0))
    return Standing(strength, _state(counted, strength), latest)


def _state(counted: list[Evidence], strength: float) -> str:
    if all(one.is_assumption for one in counted):
        return "assumed"
    return "faded" if strength < FADED_BELOW else "confirmed"
