"""What a person promised: meetings of today and tomorrow, tasks due or overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.db.models.functions import Lower

from trimtab.accounts.queries import visible_accounts
from trimtab.opportunities.models import Activity
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner

OVERDUE_FOR = timedelta(days=30)  # a task that waits longer is a leftover, not a promise
# How systems call a task that is still to be done; what they call done has a hundred names.
TO_DO = ("", "not started", "not_started", "in progress", "in_progress", "waiting", "waiting on someone else", "open",
         "deferred", "planned", "to do")  # fmt: skip
MOST = 20  # the latest of them


@dataclass(frozen=True)
class Promise:
    """A meeting or task with the record it belongs to."""

    activity: Activity
    on: date
    is_meeting: bool


def promises_of(person: User, *, today: date, now: datetime, zone: ZoneInfo) -> list[Promise]:
    """In the order of their hour, as far as the person may open their records. Two queries, by person and time."""
    overdue = now - OVERDUE_FOR
    end = datetime.combine(today + timedelta(days=2), time(), zone)
    meetings = Q(kind=Activity.Kind.MEETING, at__gt=now)
    tasks = Q(kind=Activity.Kind.TASK, said__in=TO_DO) & ~Q(said="", recorded_at__gte=F("at"))
    mine = Activity.objects.filter(user=person, at__gte=overdue, at__lt=end).alias(said=Lower("outcome"))
    mine = mine.filter(meetings | tasks, archived_at=None, done_at=None).select_related(
        "opportunity__owner__team", "account"
    )
    found = []
    for activity in _may_open(person, list(mine.order_by("-at", "-pk")[:MOST])[::-1]):
        on = activity.at.astimezone(zone).date()
        is_meeting = activity.kind == Activity.Kind.MEETING
        if is_meeting or (on <= today and _is_to_do(activity, on, zone)):
            found.append(Promise(activity, on, is_meeting))
    return found


def _may_open(person: User, activities: Sequence[Activity]) -> list[Activity]:
    """Those whose opportunity, or account where there is none, the person may see: owners change."""
    accounts = {one.account_id for one in activities if one.opportunity is None and one.account_id is not None}
    visible = set(visible_accounts(person).filter(pk__in=accounts).values_list("pk", flat=True))
    return [
        one
        for one in activities
        if (
            access_to_owner(person, one.opportunity.owner).can_see
            if one.opportunity is not None
            else one.account_id in visible
        )
    ]


def _is_to_do(activity: Activity, on: date, zone: ZoneInfo) -> bool:
    """A task without a word about its outcome is to be done if it was written down before its day: else it is a note
    of what was done."""
    return bool(activity.outcome) or activity.recorded_at.astimezone(zone).date() < on
