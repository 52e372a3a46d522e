"""What the room above works out once a day for the coach: advice about open opportunities and leads, as kept with the
extracts. `settings.ADVICE` names the function that reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from trimtab.coach.models import Kind


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
    """All advice for one question. as_of None: nothing has been worked out yet. leads_open: leads looked at."""

    as_of: datetime | None = None
    by_opportunity: Mapping[int, tuple[Advice, ...]] = field(default_factory=dict)
    leads: tuple[Advice, ...] = ()
    leads_open: int = 0

    def about(self, opportunity_id: int, kind: Kind) -> Advice | None:
        """The advice of that kind about an opportunity."""
        return next((one for one in self.by_opportunity.get(opportunity_id, ()) if one.kind == kind), None)


class Reader(Protocol):
    """Reads the advice about these opportunities, and about leads of these people (None: everybody's)."""

    def __call__(self, opportunity_ids: Sequence[int], people: Sequence[int] | None) -> Counsel: ...


def nothing_advised(opportunity_ids: Sequence[int], people: Sequence[int] | None) -> Counsel:
    """Where nothing is worked out."""
    return Counsel()
