"""Maps for the sample: what a seller would have judged, made up from posts and from what was recorded."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User
from trimtab.relationships import actions
from trimtab.relationships.closeness import Closeness, closeness, proposed_coverage
from trimtab.relationships.feed import ids_of, touches_with
from trimtab.relationships.models import Influence, Line, Member, Orientation, PeopleMap, Support

MAPS_EACH = 2
FEWEST_PEOPLE = 4
CHIEFS = ("chief", "president", "owner", "founder", "ceo", "cfo", "cto", "coo", "cio")
HEADS = ("head", "director", "vp", "vice", "lead", "manager")
SUPPORTS = (Support.SUPPORTER, Support.NEUTRAL, Support.MENTOR, Support.AGAINST, Support.NEUTRAL, Support.SUPPORTER)
MOST: dict[str, int] = {Influence.INNER: 2, Influence.POLITICAL: 4}  # on one map
SAID = ("Wants to see two references first.", "Asked who else runs it.", "Will raise it in the next board meeting.")


def make_sample_maps(sellers: list[User], *, now: datetime) -> int:
    """Maps of the accounts where each of these sellers knows most people, once; how many were made."""
    if PeopleMap.objects.exists():
        return 0
    made = 0
    with transaction.atomic():
        for seller in sellers:
            for account in _best_known(seller):
                _make_map(account, by=seller, now=now)
                made += 1
    return made


def _best_known(seller: User) -> list[Account]:
    people = Count("contacts", filter=Q(contacts__archived_at__isnull=True, contacts__left_on__isnull=True))
    known = Account.objects.current().filter(owner=seller).annotate(known=people).filter(known__gte=FEWEST_PEOPLE)
    return list(known.order_by("-known", "pk")[:MAPS_EACH])


def _make_map(account: Account, *, by: User, now: datetime) -> None:
    """Judge the people of the account by their posts, and of those who were met what they said."""
    made = actions.begin_map(account, by=by, now=now - timedelta(days=120))
    members = list(made.members.select_related("contact").order_by("pk"))
    influences = _influences(members)
    touches = touches_with(ids_of(one.contact_id for one in members), user=by, now=now)
    for number, member in enumerate(members):
        met = closeness(touches.get(member.contact_id or 0, ()), at=now)
        _judge(member, number, influence=influences[member.pk], met=met, by=by, now=now)
    _tie(members, influences, by=by, now=now)
    deal = Opportunity.objects.current().open().filter(account=account, owner=by).order_by("-amount", "pk").first()
    if deal is not None:
        actions.begin_map(deal, by=by, now=now)


def _judge(member: Member, number: int, *, influence: str, met: Closeness, by: User, now: datetime) -> None:
    when = now - timedelta(days=(100, 12, 40)[number % 3])
    actions.judge(member, attribute="influence", value=influence, by=by, now=when)
    if number % 5 == 4:
        return  # not everything is known of everybody
    orientation = list(Orientation)[number % 4]
    actions.judge(member, attribute="orientation", value=orientation, by=by, now=when)
    coverage = proposed_coverage(met, is_complete=True)
    actions.judge(member, attribute="coverage", value=coverage, by=by, now=when)
    actions.judge(
        member, attribute="support", value=SUPPORTS[number % 6], by=by, now=when, evidence=_evidence(member, number)
    )


def _evidence(member: Member, number: int) -> dict[str, object] | None:
    """What the person said when somebody of us met them last; none where nobody did."""
    met = Activity.objects.current().filter(parties__contact=member.contact).order_by("-at").first()
    if met is None or number % 3 == 2:
        return None
    return {"kind": "said", "note": SAID[number % 3], "told_by": member.contact, "happened_on": met.at.date()}


def _tie(members: list[Member], influences: Mapping[int, str], *, by: User, now: datetime) -> None:
    """Those without influence report to a head, heads to the first chief; a friend has a chief's ear, two quarrel."""
    chiefs, heads, others = ([one for one in members if influences[one.pk] == kind] for kind in reversed(Influence))
    above = [(one, chiefs[0]) for one in [*chiefs[1:], *heads] if chiefs]
    above += [(one, heads[number % len(heads)]) for number, one in enumerate(others) if heads]
    for start, end in above:
        actions.draw_line(start, end, kind=Line.Kind.REPORTS, by=by, now=now)
    if chiefs and len(heads) > 1:
        actions.draw_line(heads[0], chiefs[0], kind=Line.Kind.INFLUENCE, strength="strong", by=by, now=now)
        actions.draw_line(heads[0], heads[1], kind=Line.Kind.CONFLICT, by=by, now=now)


def _influences(members: list[Member]) -> dict[int, str]:
    """By their posts: a few chiefs decide, a few heads have a say."""
    left: dict[str, int] = dict(MOST)
    found: dict[int, str] = {}
    for member in members:
        words = member.title.lower()
        is_chief, is_head = (any(one in words for one in posts) for posts in (CHIEFS, HEADS))
        wanted = Influence.INNER if is_chief else Influence.POLITICAL if is_head else Influence.OUTSIDE
        kind = wanted if left.get(wanted) else Influence.OUTSIDE
        if kind in left:
            left[kind] -= 1
        found[member.pk] = kind
    return found
