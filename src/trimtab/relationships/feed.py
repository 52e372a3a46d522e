"""What recorded activities say of our contact with people, and how complete the record is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncWeek

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Activity, ActivityParty
from trimtab.opportunities.queries import visible_parties
from trimtab.people.models import User
from trimtab.relationships.strength import DAYS_COUNTED, Touch

WEEKS = 13
COMPLETE = 0.5
KINDS = (Activity.Kind.MEETING, Activity.Kind.CALL, Activity.Kind.EMAIL)
MOST_PEOPLE = 20


@dataclass(frozen=True)
class Feed:
    """How complete the record of an account is over the last 13 weeks.

    `share` = weeks in which the people of ours recorded anything ÷ weeks looked at, × activities with the account that
    name who took part ÷ all of them.
    """

    weeks: int
    of_weeks: int
    named: int
    activities: int

    @property
    def share(self) -> float:
        logged = self.weeks / self.of_weeks if self.of_weeks else 0.0
        return logged * (self.named / self.activities if self.activities else 1.0)

    @property
    def is_complete(self) -> bool:
        return self.share >= COMPLETE


NO_FEED = Feed(0, 0, 0, 0)


def feed_of(account: Account | None, *, now: datetime) -> Feed:
    """How complete the record of the account is. Three queries."""
    if account is None:
        return NO_FEED
    since = now - timedelta(weeks=WEEKS)
    ours = list(
        account.members.filter(user__is_active=True).order_by("pk").values_list("user", flat=True)[:MOST_PEOPLE]
    )
    recorded = Activity.objects.current().filter(kind__in=KINDS, at__gt=since, at__lte=now)
    weeks = recorded.filter(user__in=ours).annotate(week=TruncWeek("at")).values_list("user", "week").distinct()
    per_person: dict[int | None, int] = defaultdict(int)
    for user, _week in weeks:
        per_person[user] += 1
    names = ActivityParty.objects.filter(activity=OuterRef("pk"), contact__isnull=False)
    of_account = recorded.filter(account=account).aggregate(
        activities=Count("pk"), named=Count("pk", filter=Q(Exists(names)))
    )
    logged = sum(min(count, WEEKS) for count in per_person.values())  # 13 weeks touch 14 of the calendar
    return Feed(logged, WEEKS * len(ours), of_account["named"], of_account["activities"])


def touches_with(contact_ids: Collection[int], *, user: User, now: datetime) -> Mapping[int, list[Touch]]:
    """The contacts of the last half year with each person, as far as the user may see them. One query."""
    found: dict[int, list[Touch]] = defaultdict(list)
    since = now - timedelta(days=DAYS_COUNTED)
    parties = visible_parties(user).filter(contact__in=contact_ids, activity__at__gt=since, activity__at__lte=now)
    parties = parties.filter(activity__kind__in=KINDS, activity__archived_at__isnull=True)
    parties = parties.exclude(part=ActivityParty.Part.ABSENT)
    # A sub-select: to join and group all parties of all the activities took 40 ms of a map of 300.
    same = ActivityParty.objects.filter(activity=OuterRef("activity"), contact__isnull=False)
    group = Subquery(same.order_by().values("activity").annotate(size=Count("pk")).values("size"))
    facts = ("contact", "activity__at", "activity__kind", "activity__direction", "activity__minutes")
    for contact, at, kind, direction, minutes, size in parties.annotate(size=group).values_list(*facts, "size"):
        found[contact].append(Touch(contact, (), kind, direction, at, minutes, size))
    return found


def ids_of(contacts: Iterable[int | None]) -> list[int]:
    """Those that are known."""
    return [pk for pk in contacts if pk is not None]
