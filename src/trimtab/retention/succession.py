"""What is left when somebody of theirs goes: the opportunities, the roles, and who could be met instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from trimtab.accounts.models import Contact
from trimtab.core.models import Organisation
from trimtab.opportunities.models import ActivityParty, Opportunity
from trimtab.people.models import User
from trimtab.retention.backup import Backup, Known, backup_of
from trimtab.retention.leaving import open_with
from trimtab.retention.roles import coverage_of
from trimtab.retention.standing import RANKS, department_of, rank_of

OFFERED = 5
DEPARTMENT, RANK, KNOWN, TOGETHER = 0.4, 0.2, 0.25, 0.15
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Successor:
    """Somebody there who could take the place: by department, rank, how well we know this person, common deals."""

    known: Known
    score: float


@dataclass(frozen=True)
class Knew:
    """Somebody of ours who dealt with the contact within a year."""

    person: User
    times: int
    last_at: datetime


@dataclass(frozen=True)
class Succession:
    """What the page of a contact's departure shows. before, after: coverage of the required roles."""

    contact: Contact
    opportunities: Sequence[Opportunity]
    roles: Sequence[str]
    reports: Sequence[Contact]
    knew: Sequence[Knew]
    successors: Sequence[Successor]
    before: float
    after: float


def succession_of(contact: Contact, *, user: User, organisation: Organisation, now: datetime) -> Succession:
    """What the departure of that contact means, for that reader. The contact has an account."""
    assert contact.account is not None, "without an account nobody is missed there"
    backup = backup_of(contact.account, user=user, organisation=organisation, now=now)
    strengths = {one.contact.pk: one.strength for one in backup.people}
    roles = sorted({role for one, _opportunity, role in backup.record.held if one == contact.pk and role})
    return Succession(
        contact=contact,
        opportunities=open_with(contact, user=user),
        roles=roles,
        reports=list(contact.reports.filter(archived_at__isnull=True).order_by("name", "pk")[:50]),
        knew=_knew(contact, now=now),
        successors=_successors(contact, backup),
        before=backup.coverage,
        after=coverage_of(backup.roles, without=frozenset({contact.pk}), strengths=strengths),
    )


def _knew(contact: Contact, *, now: datetime) -> list[Knew]:
    met = ActivityParty.objects.filter(
        contact=contact, activity__at__gte=now - YEAR, activity__at__lte=now, activity__archived_at__isnull=True
    )
    rows = met.filter(activity__user__isnull=False).order_by().values_list("activity__user")
    counted = list(rows.annotate(Count("activity", distinct=True), Max("activity__at")))
    people = User.objects.in_bulk([pk for pk, _times, _last in counted])
    return sorted((Knew(people[pk], times, last) for pk, times, last in counted), key=lambda one: -one.times)


def _successors(contact: Contact, backup: Backup) -> list[Successor]:
    department, rank = department_of(contact), _place(rank_of(contact))
    deals = {opportunity for one, opportunity, _role in backup.record.held if one == contact.pk}
    beside = {one for one, opportunity, _role in backup.record.held if opportunity in deals}
    scored = []
    for one in backup.people:
        if one.contact.pk == contact.pk:
            continue
        score = DEPARTMENT * (bool(department) and one.department == department)
        score += RANK * max(0.0, 1 - abs(_place(one.rank) - rank) / len(RANKS))
        score += KNOWN * one.strength + TOGETHER * (one.contact.pk in beside)
        scored.append(Successor(one, score))
    return sorted(scored, key=lambda one: (-one.score, one.known.contact.name, one.known.contact.pk))[:OFFERED]


def _place(rank: str) -> int:
    """0 at the top; the middle where it is unknown."""
    order = [key for key, *_rest in RANKS]
    return order.index(rank) if rank in order else len(order) // 2
