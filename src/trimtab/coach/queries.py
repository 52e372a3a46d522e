"""What the rules look at: the open opportunities of a scope as they stand, and the paces that they are held to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

LEAST = 20  # cases below which a pace is no pace


@dataclass(frozen=True)
class Spread:
    """How many days: half of `n` cases took at most `median`, nine of ten at most `long`."""

    n: int
    median: float
    long: float


@dataclass(frozen=True)
class Pace:
    """How long won opportunities stayed in a stage and were silent there; None: no case at all."""

    stay: Spread | None = None
    silence: Spread | None = None


@dataclass(frozen=True)
class Paces:
    """The organisation's own paces by stage, as of an instant; None: not worked out yet. url: what they mean."""

    as_of: datetime | None = None
    by_stage: Mapping[int, Pace] = field(default_factory=dict)
    url: str = ""

    def stay(self, stage_id: int) -> Spread | None:
        """How long won ones stayed; None with too few cases."""
        return _enough(self.by_stage.get(stage_id, Pace()).stay)

    def silence(self, stage_id: int) -> Spread | None:
        """How long won ones were silent; None with too few cases."""
        return _enough(self.by_stage.get(stage_id, Pace()).silence)


def _enough(spread: Spread | None) -> Spread | None:
    return spread if spread is not None and spread.n >= LEAST else None
