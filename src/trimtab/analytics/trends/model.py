"""What the page of the trends says: four answers with their money, deals and people.

Computed once, kept for an hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.web import formats


def in_points(change: float | None) -> str:
    """A change of an index in words; empty where it is not known."""
    if change is None:
        return ""
    points = round(change)
    if not points:
        return _("unchanged")
    text = ngettext("%(points)s point", "%(points)s points", abs(points)) % {"points": formats.whole(abs(points))}
    return _("%(points)s worse") % {"points": text} if points > 0 else _("%(points)s better") % {"points": text}


@dataclass(frozen=True)
class Point:
    """The index at a week end; None: there was nothing to judge."""

    at: datetime
    index: float | None


@dataclass(frozen=True)
class NamedDeal:
    """An opportunity behind a trend. why: in words. amount None: not known."""

    opp_id: int
    name: str
    account: str
    owner: str
    stage: str
    amount: Decimal | None
    chance: float | None
    why: str


@dataclass(frozen=True)
class NamedLead:
    """A lead that waits."""

    name: str
    company: str
    source: str
    owner: str
    since: date
    worth: float | None
    why: str


@dataclass(frozen=True)
class NamedPerson:
    """Whose records carry the money at stake. share: of that person's money."""

    user_id: int | None
    name: str
    records: int
    at_risk: float | None
    share: float | None


@dataclass(frozen=True)
class Fact:
    """A figure beside the index: label, text, interval in words, what it means."""

    label: str
    text: str
    between: str = ""
    note: str = ""


@dataclass(frozen=True)
class Trend:
    """One of the four. index: 0 to 100; None: too little to say, and `sentence` says how much more is needed.

    metric: what explains it. change: points since four weeks ago. at_risk: money. n: records judged.
    note: how often it warns in error. trust: how good it was on what it had not seen. misread: how not to read it.
    to_do: the next step.
    """

    key: str
    title: str
    sentence: str
    metric: str
    index: float | None = None
    low: float | None = None
    high: float | None = None
    change: float | None = None
    at_risk: Decimal | None = None
    n: int = 0
    points: tuple[Point, ...] = ()
    deals: tuple[NamedDeal, ...] = ()
    leads: tuple[NamedLead, ...] = ()
    people: tuple[NamedPerson, ...] = ()
    facts: tuple[Fact, ...] = ()
    note: str = ""
    trust: str = ""
    misread: str = ""
    to_do: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def change_text(self) -> str:
        """The change as a page writes it; up is worse."""
        return in_points(self.change)


@dataclass(frozen=True)
class Trends:
    """All four for one scope. as_of: when the chances were worked out; period: key of the period of `tomorrow`."""

    subject: str
    currency: str
    as_of: datetime
    period: str
    vanishing: Trend
    telephone: Trend
    tomorrow: Trend
    information: Trend

    @property
    def each(self) -> tuple[Trend, ...]:
        """The four, in their order."""
        return self.vanishing, self.telephone, self.tomorrow, self.information

    def named(self, key: str) -> Trend:
        """The one of that key. Raises KeyError."""
        return {trend.key: trend for trend in self.each}[key]
