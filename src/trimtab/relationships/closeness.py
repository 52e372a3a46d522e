"""How close one of us is to a person, by what was recorded. Pure: no database, no clock.

    R = Σ weight × ½^(age/45 days);  D = Σ over days of contact within 180 days of ½^(age/90 days)
    reciprocity = 2 × min(in, out) ÷ (in + out);  S = (1 − e^−(R/2 + 0.35 D)) × (½ + reciprocity/2)

Absence is unknown, not weak: see `feed`. Example by hand: one meeting of two today, both ways: R = 5, D = 1,
S = 1 − e^−2.85 = 0.94.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

from trimtab.relationships.models import Coverage

RECENT = 90  # days
REMEMBERED = 180  # days
SHORT_CALL = 2  # minutes
DEEP = 5  # contacts in 90 days
BANDS = ((0.1, "none"), (0.35, "weak"), (0.65, "working"))


@dataclass(frozen=True)
class Touch:
    """One contact with a person. kind and direction as an activity's; `group`: people of the customer in it."""

    at: datetime
    kind: str
    direction: str
    minutes: int | None = None
    group: int = 1

    @property
    def is_two_way(self) -> bool:
        """Whether the person took part: a meeting, a call over two minutes or of unknown length, a mail to us."""
        if self.kind == "email":
            return self.direction in {"in", "mutual"}
        return self.kind == "meeting" or (self.kind == "call" and not self.is_short)

    @property
    def is_short(self) -> bool:
        return self.minutes is not None and self.minutes <= SHORT_CALL

    @property
    def weight(self) -> float:
        if self.kind == "meeting":
            return 5.0 * min(1.0, 4 / max(self.group, 1))
        if self.is_two_way:
            return 3.0 if self.kind == "call" else 2.0
        return 0.1


@dataclass(frozen=True)
class Closeness:
    """Strength from 0 to 1 with its band, and the two-way contacts in the last 90 days."""

    strength: float
    recent: int
    informal: int  # of the recent ones, outside meetings
    last_at: datetime | None

    @property
    def band(self) -> str:
        return next((name for below, name in BANDS if self.strength < below), "strong")


def closeness(touches: Iterable[Touch], *, at: datetime) -> Closeness:
    """What the contacts with one person up to that moment amount to."""
    known = [one for one in touches if one.at <= at]
    mutual = [one for one in known if one.is_two_way]
    recent = [one for one in mutual if _age(one, at) <= RECENT]
    amount = sum(one.weight * 0.5 ** (_age(one, at) / 45) for one in known)
    days = {one.at.date(): _age(one, at) for one in known if _age(one, at) <= REMEMBERED}
    contact_days = sum(0.5 ** (age / 90) for age in days.values())
    strength = (1 - exp(-(0.5 * amount + 0.35 * contact_days))) * (0.5 + 0.5 * _reciprocity(known))
    return Closeness(
        strength=strength if known else 0.0,
        recent=len(recent),
        informal=sum(one.kind != "meeting" for one in recent),
        last_at=max((one.at for one in mutual), default=None),
    )


def proposed_coverage(found: Closeness, *, is_complete: bool) -> str:
    """The coverage that the contacts of the last 90 days speak for.

    Args:
        is_complete: whether so much is recorded that silence means silence. Else nothing found is unknown.
    """
    if found.recent >= DEEP and found.informal:
        return Coverage.DEEP
    if found.recent >= 2:
        return Coverage.MULTIPLE
    if found.recent or found.last_at is not None:
        return Coverage.BRIEF
    return Coverage.NONE if is_complete else Coverage.UNKNOWN


def _age(touch: Touch, at: datetime) -> float:
    return (at - touch.at).total_seconds() / 86_400


def _reciprocity(touches: Sequence[Touch]) -> float:
    """A meeting and a call go both ways."""
    inward = sum(one.is_two_way for one in touches)
    outward = sum(one.kind != "email" or one.direction != "in" for one in touches)
    return 2 * min(inward, outward) / (inward + outward) if inward + outward else 0.0
