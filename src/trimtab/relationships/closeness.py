"""How close we are to a person, and which contact that speaks for. Pure. Absence is unknown, not weak: see `feed`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trimtab.relationships.models import Coverage
from trimtab.relationships.strength import Touch, band_of, strength_of

RECENT = 90  # days
DEEP = 5  # contacts in 90 days


@dataclass(frozen=True)
class Closeness:
    """Strength from 0 to 1 with its band, and the two-way contacts in the last 90 days."""

    strength: float
    recent: int
    informal: int  # of the recent ones, outside meetings
    last_at: datetime | None

    @property
    def band(self) -> str:
        return band_of(self.strength)


def closeness(touches: Iterable[Touch], *, at: datetime) -> Closeness:
    """What the contacts with one person up to that moment amount to."""
    known = [one for one in touches if one.at <= at]
    mutual = [one for one in known if one.is_two_way]
    recent = [one for one in mutual if (at - one.at).days < RECENT]
    return Closeness(
        strength=strength_of(known, now=at),
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
