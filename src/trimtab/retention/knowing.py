"""What is on record of the people of one account: who they are, who of us met whom, and which revenue they are in.

The same number of queries for three contacts and for three thousand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max, Q

from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Activity, ActivityParty, ContactRole, Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.relationships.models import Member
from trimtab.relationships.strength import WINDOW, Touch

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Record:
    """What is on record.

    touches: of the last year, with people named. last: contact → when anything was last on record. traced, untraced:
    activities of the last year with and without anybody of the customer named. held: (contact, opportunity, role).
    judged: contact → influence and roles on the account's map of people, where somebody judged them.
    opportunities: open ones and those won within a year that the reader sees.
    """

    account: Account
    contacts: Mapping[int, Contact]
    divisions: Mapping[int, tuple[str, ...]]
    touches: tuple[Touch, ...]
    last: Mapping[int, datetime]
    traced: int
    untraced: int
    opportunities: tuple[Opportunity, ...]
    held: tuple[tuple[int, int, str], ...]
    judged: Mapping[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    users: Mapping[int, User] = field(default_factory=dict)


def record_of(account: Account, *, user: User, today: date, now: datetime) -> Record:
    """What is on record of the account's people, for that reader."""
    contacts = {one.pk: one for one in _present(account, today)}
    touches = _touches(account, now=now)
    traced = len({one.activity for one in touches})
    happened = Activity.objects.current().filter(account=account, at__lte=now, at__gte=now - WINDOW)
    ours = happened.exclude(kind__in=[Activity.Kind.TASK, Activity.Kind.NOTE]).count()
    opportunities = tuple(_opportunities(account, user, now=now))
    named = {person for one in touches for person in one.touch.users} | {
        one.owner_id for one in opportunities if one.owner_id
    }
    return Record(
        account=account,
        contacts=contacts,
        divisions=_divisions(account),
        touches=tuple(one.touch for one in touches if one.touch.contact in contacts),
        last=_last(account, now=now),
        traced=traced,
        untraced=max(ours - traced, 0),
        opportunities=opportunities,
        held=tuple(_held(account, now=now)),
        judged=_judged(account),
        users=User.objects.in_bulk(sorted(named)),
    )


def _present(account: Account, today: date) -> Iterable[Contact]:
    """Those who work there."""
    people = Contact.objects.filter(account=account, archived_at__isnull=True)
    people = people.filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
    return people.only("name", "title", "seniority", "function", "account").order_by("name", "pk")


def _divisions(account: Account) -> dict[int, tuple[str, ...]]:
    """Contact → the divisions that the person belongs to."""
    rows = Contact.divisions.through.objects.filter(
        division__account=account, division__archived_at__isnull=True
    ).values_list("contact", "division__name")
    found: dict[int, tuple[str, ...]] = {}
    for contact, name in rows.order_by("division__position", "division__name"):
        found[contact] = (*found.get(contact, ()), name)
    return found


@dataclass(frozen=True)
class _Traced:
    activity: int
    touch: Touch


def _touches(account: Account, *, now: datetime) -> list[_Traced]:
    """Who of the customer took part in what of the last year, and who of us."""
    within = {
        "activity__account": account,
        "activity__archived_at__isnull": True,
        "activity__at__lte": now,
        "activity__at__gte": now - WINDOW,
    }
    rows = list(
        ActivityParty.objects.filter(contact__isnull=False, **within)
        .exclude(activity__kind__in=[Activity.Kind.TASK, Activity.Kind.NOTE])
        .values_list(
            "activity", "contact", "part", "activity__kind", "activity__direction", "activity__at", "activity__minutes",
            "activity__user", "activity__opportunity",
        )
    )  # fmt: skip
    beside: dict[int, set[int]] = {}
    for activity, person in ActivityParty.objects.filter(user__isnull=False, **within).values_list("activity", "user"):
        beside.setdefault(activity, set()).add(person)
    sizes: dict[int, set[int]] = {}
    for row in rows:
        sizes.setdefault(row[0], set()).add(row[1])
    made = []
    for activity, contact, part, kind, direction, at, minutes, person, opportunity in rows:
        users = tuple(sorted(beside.get(activity, set()) | ({person} if person else set())))
        is_absent = part == ActivityParty.Part.ABSENT
        touch = Touch(contact, users, kind, direction, at, minutes, len(sizes[activity]), is_absent, opportunity)
        made.append(_Traced(activity, touch))
    return made


def _last(account: Account, *, now: datetime) -> dict[int, datetime]:
    """Contact → when anything was last on record, however long ago."""
    met = ActivityParty.objects.filter(
        contact__account=account, activity__archived_at__isnull=True, activity__at__lte=now
    )
    return dict(met.order_by().values_list("contact").annotate(Max("activity__at")))


def _opportunities(account: Account, user: User, *, now: datetime) -> Iterable[Opportunity]:
    found = visible_opportunities(user).current().filter(account=account)
    recent = Q(status=Stage.Kind.OPEN) | Q(status=Stage.Kind.WON, closed_at__gte=now - YEAR, closed_at__lte=now)
    wanted = ("name", "amount", "currency", "close_on", "closed_at", "status", "owner", "account")
    return found.filter(recent).only(*wanted).order_by("-amount", "pk")


def _held(account: Account, *, now: datetime) -> Iterable[tuple[int, int, str]]:
    """Who has which role in which opportunity of the account, as of now."""
    roles = ContactRole.objects.filter(opportunity__account=account, opportunity__archived_at__isnull=True)
    roles = roles.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))
    return roles.order_by("pk").values_list("contact", "opportunity", "role")


def _judged(account: Account) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Contact → influence and roles on the account's map."""
    members = Member.objects.filter(map__account=account, removed_at__isnull=True, contact__isnull=False)
    rows = members.order_by("-map", "-pk").values_list("contact", "influence", "roles")
    return {contact: (influence, tuple(roles)) for contact, influence, roles in rows if contact is not None}
