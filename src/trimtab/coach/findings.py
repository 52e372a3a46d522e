"""What a rule finds: what to do, and why, with the data it rests on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.coach.models import Kind
from trimtab.coach.queries import Counsel, Paces
from trimtab.core.calendars import Period
from trimtab.web import formats

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# How much one reason weighs beside the worth: a promise more than a passed date, that more than a pace.
URGENCY: dict[Kind, int | Decimal] = {
    Kind.MEETING: 3,
    Kind.TASK: 3,
    Kind.UNPLANNED: 3,
    Kind.SLIPPED: 2,
    Kind.MOVED_OUT: 2,
    Kind.STALLED: 1,
    Kind.SILENT: 1,
    Kind.HAND_OVER: 1,
    Kind.UNEXPLAINED: Decimal("0.5"),
}

PROMISES = (Kind.MEETING, Kind.TASK)


@dataclass(frozen=True)
class Finding:
    """One reason to act on one record. about: the data it rests on, so that an answer holds as long as they do. what,
    why: put into words only where they are shown, for hundreds are found and seven shown.

    of_id: the opportunity, the task or meeting, or the lead. weight: beside its worth; None: that of its rule. since:
    the day from which it held. at: its hour, where it has one today or tomorrow.
    """

    kind: Kind
    of_id: int
    about: str
    what: "StrOrPromise"
    tell: Callable[[], str] = field(repr=False)
    since: date | None
    at: datetime | None = None
    weight: float | None = None

    @property
    def why(self) -> str:
        """The reason with its data, in words."""
        return self.tell()

    @property
    def key(self) -> tuple[str, int, str]:
        """What an answer to it names."""
        return self.kind, self.of_id, self.about

    @property
    def is_measured(self) -> bool:
        """Whether it holds against a pace, so that the day since when is worth saying beside the reason."""
        return self.kind in {Kind.STALLED, Kind.SILENT}

    @property
    def is_promise(self) -> bool:
        """Whether it is about a task or meeting, not about the opportunity itself."""
        return self.kind in PROMISES

    @property
    def urgency(self) -> Decimal:
        """Its weight beside the worth: of advice the chance that acting changes something, else that of its rule."""
        return Decimal(URGENCY[self.kind]) if self.weight is None else Decimal(str(round(self.weight, 4)))


@dataclass(frozen=True)
class Moment:
    """When, for whom and by which paces the rules look."""

    now: datetime
    today: date
    zone: ZoneInfo
    period: Period
    paces: Paces
    viewer_id: int
    counsel: Counsel = field(default_factory=Counsel)

    def day_of(self, at: datetime) -> date:
        """The organisation's day of an instant."""
        return at.astimezone(self.zone).date()

    def days_since(self, at: datetime) -> int:
        """Whole days that have passed."""
        return (self.now - at).days


def days_in_words(count: int) -> str:
    """A number of days in a sentence."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def day_in_words(day: date, today: date) -> str:
    """Today, tomorrow, or the date."""
    return {0: _("today"), 1: _("tomorrow")}.get((day - today).days) or _("on %(day)s") % {"day": formats.day(day)}
