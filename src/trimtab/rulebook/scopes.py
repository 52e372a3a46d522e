"""Which opportunities a rule speaks of: by phase, kind and size. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.rulebook.conditions import NotARule


class Phase(models.TextChoices):
    """How far an opportunity is, roughly."""

    EARLY = "early", _("early")
    MID = "mid", _("in the middle")
    LATE = "late", _("late")


@dataclass(frozen=True)
class Phasing:
    """From which share on an opportunity is in the middle, and from which it is late.

    basis: position of its stage among the open ones, or probability by the process.
    """

    basis: str = "position"
    mid: float = 0.34
    late: float = 0.75

    def phase_at(self, progress: float | None) -> str:
        """The phase at a share of the way; empty where that is not known."""
        if progress is None:
            return ""
        return Phase.LATE if progress >= self.late else Phase.MID if progress >= self.mid else Phase.EARLY


@dataclass(frozen=True)
class Subject:
    """What a scope looks at in one opportunity. phase: empty where not known; amount: None where not known."""

    pk: int
    phase: str = ""
    kind: str = ""
    amount: float | None = None


@dataclass(frozen=True)
class Scope:
    """phases, kinds: empty: all. least, most: of the amount, in the reporting currency; None: no bound."""

    phases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def is_all(self) -> bool:
        """Whether it leaves nothing out."""
        return self == Scope()

    def covers(self, subject: Subject) -> bool | None:
        """Whether the rule speaks of it; None where what the scope asks for is not known."""
        found = (self._has_phase(subject), self._has_kind(subject), self._has_size(subject))
        return False if False in found else None if None in found else True

    def _has_phase(self, subject: Subject) -> bool | None:
        if not self.phases:
            return True
        return subject.phase in self.phases if subject.phase else None

    def _has_kind(self, subject: Subject) -> bool:
        return not self.kinds or subject.kind.casefold() in {one.casefold() for one in self.kinds}

    def _has_size(self, subject: Subject) -> bool | None:
        if self.least is None and self.most is None:
            return True
        if subject.amount is None:
            return None
        return (self.least is None or subject.amount >= self.least) and (
            self.most is None or subject.amount <= self.most
        )

    def as_json(self) -> dict[str, object]:
        """What JSON holds; bounds that are not set are left out."""
        found: dict[str, object] = {"phases": list(self.phases), "kinds": list(self.kinds)}
        found |= {"least": self.least, "most": self.most}
        return {key: value for key, value in found.items() if value not in (None, [])}


EVERYWHERE = Scope()


def read_scope(facts: object) -> Scope:
    """The scope behind JSON.

    Raises:
        NotARule: something is wrong; the text says what.
    """
    if not isinstance(facts, Mapping):
        raise NotARule(_("A scope is an object with phases, kinds, least and most."))
    phases, kinds = tuple(map(str, facts.get("phases", ()))), tuple(map(str, facts.get("kinds", ())))
    if not set(phases) <= set(Phase.values):
        raise NotARule(_("A phase is early, mid or late. Got: %(given)s.") % {"given": ", ".join(phases)[:60]})
    bounds = [facts.get("least"), facts.get("most")]
    if any(not isinstance(one, int | float | None) or isinstance(one, bool) for one in bounds):
        raise NotARule(_("A bound of the amount is a number. Got: %(given)s.") % {"given": str(bounds)[:60]})
    least, most = (None if one is None else float(one) for one in bounds)
    return Scope(phases, kinds, least, most)
