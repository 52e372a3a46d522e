"""The register of threats, and what one threat's page tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.core.money import Money
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.retention.models import EventEffect, Threat, ThreatStep
from trimtab.retention.queries import accounts_of, has_scope, visible_threats
from trimtab.web import formats

OPEN_SHOWN = 200
CLOSED_A_PAGE = 25
ACCOUNTS_SHOWN = 30
COUNTED = 1_000


@dataclass(frozen=True)
class Line:
    """One open threat as the list shows it."""

    threat: Threat
    days_over: int
    idle_days: int

    @property
    def is_idle(self) -> bool:
        return self.days_over > 0 or self.idle_days > 0


@dataclass(frozen=True)
class Register:
    """What the list shows: the open threats, idle ones first, and one page of the closed ones."""

    lines: Sequence[Line]
    is_cut: bool
    closed: Sequence[Threat]
    older: int | None
    headline: str
    kind: str

    @property
    def idle(self) -> Sequence[Line]:
        return [one for one in self.lines if one.is_idle]

    @property
    def moving(self) -> Sequence[Line]:
        return [one for one in self.lines if not one.is_idle]


@dataclass(frozen=True)
class Page:
    """What one threat's page tells beside its fields. count: how many accounts it meets, as text."""

    accounts: Sequence[Account]
    count: str
    is_cut: bool
    steps: Sequence[ThreatStep]
    effects: Sequence[EventEffect]
    idle_days: int
    is_overdue: bool


def register_for(frame: Frame, *, kind: str, before: int | None) -> Register:
    """The threats of the frame's people, and those against the accounts that the user sees."""
    found = _of(frame, kind).select_related("owner").annotate(named=Count("accounts"))
    opened = list(found.filter(closed_at__isnull=True).order_by("due_on", "pk")[: OPEN_SHOWN + 1])
    closed = found.filter(closed_at__isnull=False).order_by("-pk")
    if before is not None:
        closed = closed.filter(pk__lt=before)
    page = list(closed[: CLOSED_A_PAGE + 1])
    lines = sorted(
        (_line(one, frame.today) for one in opened[:OPEN_SHOWN]), key=lambda one: (not one.is_idle, one.threat.due_on)
    )
    return Register(
        lines=lines,
        is_cut=len(opened) > OPEN_SHOWN,
        closed=page[:CLOSED_A_PAGE],
        older=page[CLOSED_A_PAGE - 1].pk if len(page) > CLOSED_A_PAGE else None,
        headline=_headline(lines, frame),
        kind=kind,
    )


def page_of_threat(threat: Threat, *, user: User, today: date) -> Page:
    """What the page of one threat tells. The accounts are those that the user sees."""
    met = accounts_of(threat).filter(pk__in=visible_accounts(user).values("pk"))
    shown = list(met.select_related("owner").order_by("name", "pk")[:ACCOUNTS_SHOWN])
    number = len(shown) if len(shown) < ACCOUNTS_SHOWN else met.order_by()[: COUNTED + 1].count()
    return Page(
        accounts=shown,
        count=formats.whole(number)
        if number <= COUNTED
        else _("more than %(most)s") % {"most": formats.whole(COUNTED)},
        is_cut=number > len(shown),
        steps=list(threat.steps.select_related("by").order_by("-at", "-pk")[:100]),
        effects=list(threat.effects.order_by("measure")),
        idle_days=threat.idle_days(today),
        is_overdue=threat.is_overdue(today),
    )


def lost_for_good(threats: Sequence[Threat]) -> Money | None:
    """What the closed ones cost a year, where all are in one currency."""
    lost = [one for one in threats if one.lost_amount is not None]
    if not lost or len({one.lost_currency for one in lost}) > 1:
        return None
    return Money(sum((one.lost_amount or Decimal(0) for one in lost), Decimal(0)), lost[0].lost_currency)


def _of(frame: Frame, kind: str) -> QuerySet[Threat]:
    """The threats that concern the user, cut to the scope: owned by its people."""
    found = visible_threats(frame.user)
    if kind in Threat.Kind.values:
        found = found.filter(kind=kind)
    if frame.scope.is_unrestricted or frame.scope.key == "everyone":
        return found
    people = frame.scope.people
    named = Threat.accounts.through.objects.filter(account__owner__in=people).values("threat")
    return found.filter(Q(owner__in=people) | Q(pk__in=named) | has_scope())


def _line(threat: Threat, today: date) -> Line:
    idle = threat.idle_days(today)
    over = max((today - threat.due_on).days, 0)
    return Line(threat, over, idle if threat.is_idle(today) and not over else 0)


def _headline(lines: Sequence[Line], frame: Frame) -> str:
    if not lines:
        return _("No threat is open for %(scope)s.") % {"scope": frame.scope.label}
    idle = [one for one in lines if one.is_idle]
    opened = ngettext("%(count)s threat is open", "%(count)s threats are open", len(lines))
    opened %= {"count": formats.whole(len(lines))}
    if not idle:
        return _("%(opened)s, and each has a next step whose day is not past.") % {"opened": opened}
    first = idle[0].threat
    text = ngettext(
        "%(opened)s, and %(idle)s of them is idle: %(title)s.",
        "%(opened)s, and %(idle)s of them are idle, first %(title)s.",
        len(idle),
    )
    return text % {"opened": opened, "idle": formats.whole(len(idle)), "title": first.title}
