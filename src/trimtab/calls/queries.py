"""Reading calls, never more than a user may see."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.calls.models import Attendee, Call, CallQuerySet, Commitment
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.opportunities.queries import visible_activities, visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone

MEETINGS = (Activity.Kind.MEETING, Activity.Kind.CALL)
DUE_BEFORE, DUE_AFTER = timedelta(days=7), timedelta(days=2)
MOST_DUE = 50
MOST_OF_ONE = 100


def visible_calls(user: User) -> CallQuerySet:
    """The calls that the user may see, those called off included."""
    if sees_everyone(user):
        return Call.objects.all()
    of_opportunity = Exists(visible_opportunities(user).filter(pk=OuterRef("opportunity_id")))
    of_account = Exists(visible_accounts(user).filter(pk=OuterRef("account_id")))
    return Call.objects.filter(of_opportunity | (Q(opportunity__isnull=True) & of_account))


def with_people(calls: "QuerySet[Call]") -> "QuerySet[Call]":
    """With what a line shows. Two queries more for any number."""
    attendees = Attendee.objects.select_related("contact", "user").order_by("pk")
    found = calls.select_related("opportunity__account", "account", "owner")
    return found.prefetch_related(Prefetch("attendees", attendees))


def calls_of(opportunity: Opportunity) -> list[Call]:
    """The calls of one opportunity, newest first, those called off left out."""
    found = Call.objects.standing().filter(opportunity=opportunity)
    return list(with_people(found).order_by("-starts_at", "-pk")[:MOST_OF_ONE])


def attendees_of(call: Call) -> list[Attendee]:
    """Who takes part beside whoever leads it: theirs first."""
    found = call.attendees.select_related("contact", "user").order_by("pk")
    return sorted(found, key=lambda one: one.contact is None)


def meetings_without_call(
    user: User, *, begin: datetime, end: datetime, people: "QuerySet[User] | None" = None
) -> "QuerySet[Activity]":
    """Meetings and calls in that time that came from a calendar or were logged, and that no call was made of."""
    found = visible_activities(user).current().filter(kind__in=MEETINGS, at__gte=begin, at__lt=end, call__isnull=True)
    return found if people is None else found.filter(user__in=people)


def calls_due(person: User, *, now: datetime) -> list[Call]:
    """The person's own calls to prepare within two days, and those of the last week to debrief. One query."""
    mine = visible_calls(person).standing().filter(owner=person, debriefed_at__isnull=True)
    due = mine.filter(
        Q(starts_at__gt=now, starts_at__lt=now + DUE_AFTER, planned_at__isnull=True)
        | Q(starts_at__lte=now, starts_at__gte=now - DUE_BEFORE)
    )
    return list(due.select_related("opportunity__account", "account").order_by("starts_at", "pk")[:MOST_DUE])


def last_outcomes(opportunity_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """Opportunity → outcomes of its calls, newest first. One query for any number."""
    found: dict[int, list[str]] = {}
    debriefed = Call.objects.debriefed().filter(opportunity__in=list(opportunity_ids))
    for opportunity_id, outcome in debriefed.order_by("-starts_at", "-pk").values_list("opportunity", "outcome"):
        found.setdefault(opportunity_id, []).append(outcome)
    return found


def open_promises_of(opportunity: Opportunity) -> list[Commitment]:
    """What we promised in its calls and did not do yet, the earliest day first. One query.

    Where no action keeps track of a promise, nobody knows that it was kept, so it counts as open.
    """
    ours = Commitment.objects.filter(side=Commitment.Side.OURS, call__opportunity=opportunity, call__canceled_at=None)
    found = ours.filter(Q(action=None) | Q(action__closed_at=None))
    return list(found.order_by(F("due_on").asc(nulls_last=True), "pk")[:MOST_OF_ONE])


def calls_of_account(account: Account) -> "QuerySet[Call]":
    """The calls with the account, of all its opportunities too."""
    return Call.objects.standing().filter(Q(account=account) | Q(opportunity__account=account))
