"""Whether a plan lives: what it changed in the calendar, how fast it fades, when it is looked at again.

The decay meter, by hand: each sign of life counts its weight, halved every 30 days: a meeting 30 days ago 0.4 × ½, an
action done today 0.3, a review 60 days ago 0.2 × ¼, nothing learned: 0.20 + 0.30 + 0.05 = 55 in 100.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from trimtab.accounts.models import Contact
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.opportunities.models.activity import ActivityQuerySet
from trimtab.opportunities.queries import visible_among
from trimtab.people.models import User
from trimtab.planning import neighbours
from trimtab.planning.models import Plan
from trimtab.planning.neighbours import Deeds
from trimtab.planning.reach import Reach

HALF_LIFE = 30  # days
AHEAD = 21  # days in which a meeting has to serve the plan
SILENT = 90  # days without any sign of life, after which a plan archives itself
WARNED_FROM = 60
WEIGHTS = {"meeting": 0.4, "action": 0.3, "review": 0.2, "research": 0.1}


@dataclass(frozen=True)
class Life:
    """The signs of life of a plan, each with its last day, and what is ahead."""

    signs: Mapping[str, date | None]
    touched_on: date
    begun_on: date
    review_days: int
    today: date
    deeds: Deeds
    ahead: tuple[Activity, ...]
    ahead_count: int
    met_since: int
    met_before: int
    unmet: tuple[Contact, ...] = ()  # have a say, and were not met for 90 days

    @property
    def strength(self) -> float:
        """What the decay meter shows, 0 to 1."""
        return sum(
            weight * math.pow(0.5, (self.today - day).days / HALF_LIFE)
            for sign, weight in WEIGHTS.items()
            if (day := self.signs.get(sign)) is not None
        )

    @property
    def days_of_proof(self) -> int:
        """Days since the plan began; as many before it are compared with them."""
        return max((self.today - self.begun_on).days, 1)

    @property
    def review_due_on(self) -> date:
        """When it is to be looked at again: so many days after the last review, or after the plan began."""
        return (self.signs.get("review") or self.begun_on) + timedelta(days=self.review_days)

    @property
    def review_overdue(self) -> int:
        """Days by which the review was missed; 0 where it was not."""
        return max((self.today - self.review_due_on).days, 0)

    @property
    def last_sign_on(self) -> date:
        """The last day on which anything happened; a change of the plan itself counts too."""
        return max([self.touched_on, *(day for day in self.signs.values() if day is not None)])

    @property
    def archived_in(self) -> int:
        """Days until the plan archives itself if nothing happens."""
        return max(SILENT - (self.today - self.last_sign_on).days, 0)

    @property
    def is_fading(self) -> bool:
        return (self.today - self.last_sign_on).days >= WARNED_FROM


def life_of(reach: Reach, *, now: datetime, user: User | None = None) -> Life:
    """The signs of life of a plan. Meetings count whoever of us holds them.

    Args:
        user: who reads: the meetings ahead are named where that person sees them.
    """
    plan, zone = reach.plan, reach.zone
    meetings = meetings_with(reach.covered)
    found = _counted(meetings, begun=plan.created_at, now=now)
    ahead = meetings.filter(_ahead_of(now))
    named = visible_among(user, ahead) if user else ahead.none()
    deeds = neighbours.deeds_of(reach.covered, today=reach.today, user=user)
    ours = Plan.objects.filter(pk=plan.pk).aggregate(review=Max("reviews__at"), research=Max("answers__recorded_at"))
    last = {"meeting": found["last"], "action": deeds.last_done_at, **ours}
    return Life(
        signs={sign: _day(last[sign], zone) for sign in WEIGHTS},
        touched_on=plan.changed_at.astimezone(zone).date(),
        begun_on=plan.created_at.astimezone(zone).date(),
        review_days=plan.review_days,
        today=reach.today,
        deeds=deeds,
        ahead=tuple(named.select_related("account", "opportunity").order_by("at", "pk")[:3]),
        ahead_count=found["ahead"],
        met_since=found["since"],
        met_before=found["before"],
        unmet=tuple(neighbours.unmet_key_players(reach.around, now=now, user=user)) if user else (),
    )


def _ahead_of(now: datetime) -> Q:
    return Q(at__gt=now, at__lte=now + timedelta(days=AHEAD))


def _counted(meetings: ActivityQuerySet, *, begun: datetime, now: datetime) -> Mapping[str, Any]:
    """When the last one was, how many are ahead, how many were since the plan began and as long before it."""
    held = Q(at__lte=now)
    return meetings.order_by().aggregate(
        last=Max("at", filter=held),
        ahead=Count("pk", filter=_ahead_of(now)),
        since=Count("pk", filter=held & Q(at__gte=begun)),
        before=Count("pk", filter=held & Q(at__gte=begun - (now - begun), at__lt=begun)),
    )


def meetings_with(accounts: Mapping[int, int]) -> ActivityQuerySet:
    """The meetings and calls with these accounts, or about their opportunities."""
    ids = list(accounts)
    # A sub-select, since a join under OR would read every activity there is.
    of_them = Q(account__in=ids) | Q(opportunity__in=Opportunity.objects.filter(account__in=ids).values("pk"))
    return Activity.objects.current().filter(of_them, kind__in=neighbours.MET)


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None
