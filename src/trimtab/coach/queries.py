"""What the room above works out for the coach, as types: the paces that rules hold to, and the advice of models.

`settings.PACES` and `settings.ADVICE` name the functions that read them; both are kept with the extracts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from trimtab.coach.models import Kind

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


@dataclass(frozen=True)
class Advice:
    """One thing that a model found. about: the data it rests on. chance: that acting changes it, 0 to 1.

    facts: what its sentence says. worth: of a lead, in the reporting currency.
    """

    kind: Kind
    of_id: int
    about: str
    chance: float
    since: date | None
    facts: Mapping[str, object] = field(default_factory=dict)
    worth: float | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class Counsel:
    """All advice for one question. as_of None: nothing has been worked out yet. shares: rule → share of all open
    opportunities that it speaks of."""

    as_of: datetime | None = None
    by_opportunity: Mapping[int, tuple[Advice, ...]] = field(default_factory=dict)
    leads: tuple[Advice, ...] = ()
    shares: Mapping[Kind, float] = field(default_factory=dict)

    def about(self, opportunity_id: int, kind: Kind) -> Advice | None:
        """The advice of that kind about an opportunity."""
        return next((one for one in self.by_opportunity.get(opportunity_id, ()) if one.kind == kind), None)


class Reader(Protocol):
    """Reads the advice about these opportunities, and about leads of these people (None: everybody's)."""

    def __call__(self, opportunity_ids: Sequence[int], people: Sequence[int] | None) -> Counsel: ...


def nothing_advised(opportunity_ids: Sequence[int], people: Sequence[int] | None) -> Counsel:
    """Where nothing is worked out."""
    return Counsel()
