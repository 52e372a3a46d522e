"""What the use of a play goes with: at a landmark, so that no time that had to pass first counts for either side.

An episode begins when a play first applied to an opportunity in a stage. Whoever still stands in that stage LANDMARK
days later is looked at: was the play begun by then, and did the opportunity move on within the FOLLOWED days after?
Opportunities that moved on, or ended, before the landmark are on no side: nobody had the time to use the play.
Begun later counts as not used. No database here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from trimtab.core.shares import Two, difference_within

LANDMARK, FOLLOWED = timedelta(days=14), timedelta(days=30)
FEWEST = 15  # episodes on each side before anything is said


@dataclass(frozen=True)
class Episode:
    """A play applied. moves: (when, whether forward) of the stage since, in order; used_at: when it was begun."""

    owner: int | None
    offered_at: datetime
    used_at: datetime | None
    moves: Sequence[tuple[datetime, bool]]


@dataclass
class Tally:
    """The episodes of one play, owner by owner: [used and moved on, used, not used and moved on, not used]."""

    offered: int = 0
    left_early: int = 0
    too_young: int = 0
    by_owner: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))

    def add(self, episode: Episode, *, now: datetime) -> None:
        """Count one episode."""
        self.offered += 1
        landmark = episode.offered_at + LANDMARK
        if landmark + FOLLOWED > now:
            self.too_young += 1
            return
        if any(at <= landmark for at, _forward in episode.moves):
            self.left_early += 1
            return
        is_used = episode.used_at is not None and episode.used_at <= landmark
        first = next(((at, forward) for at, forward in episode.moves if at <= landmark + FOLLOWED), None)
        counts = self.by_owner[episode.owner]
        counts[1 if is_used else 3] += 1
        if first is not None and first[1]:
            counts[0 if is_used else 2] += 1

    @property
    def figures(self) -> dict[str, Any]:
        """As a result keeps them."""
        strata = [Two(*counts) for counts in self.by_owner.values()]
        pooled = (
            Two(*(sum(column) for column in zip(*self.by_owner.values(), strict=True))) if strata else Two(0, 0, 0, 0)
        )
        within = difference_within(strata)
        both = [one for one in strata if one.all_a and one.all_b]
        return {
            "offered": self.offered,
            "left_early": self.left_early,
            "too_young": self.too_young,
            "used": [pooled.yes_a, pooled.all_a],
            "unused": [pooled.yes_b, pooled.all_b],
            "within": None if within is None else list(within),
            "people": len(both),
            "used_within": sum(one.all_a for one in both),
            "unused_within": sum(one.all_b for one in both),
        }


def verdict(figures: Mapping[str, Any]) -> str:
    """few: too little to say anything; unclear: the interval holds zero; more, fewer: moved on more, or less, often."""
    within = figures.get("within")
    if within is None or min(figures["used_within"], figures["unused_within"]) < FEWEST:
        return "few"
    _value, low, high = within
    return "more" if low > 0 else "fewer" if high < 0 else "unclear"
