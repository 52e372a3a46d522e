"""Reading hours: of one person for that person, and as sums."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from trimtab.hours.models import TimeEntry, week_of
from trimtab.hours.shares import CUSTOMER
from trimtab.people.models import User

WEEK = timedelta(weeks=1)
Minutes = Mapping[str, int]  # category → minutes; "" is not known
MOST_ENTRIES = 500


def counted_entries(person: User) -> QuerySet[TimeEntry]:
    """What counts of a person's hours: all that was not taken out."""
    return TimeEntry.objects.filter(person=person, removed_at=None)


def entries_of_week(person: User, week: date) -> list[TimeEntry]:
    """The single entries of a week, in their order; hours of the week as a whole are not among them. One query."""
    found = counted_entries(person).filter(week=week).exclude(origin=TimeEntry.Origin.WEEK)
    return list(found.select_related("account", "opportunity").order_by("day", "starts_at", "pk")[:MOST_ENTRIES])


def allotted_of_week(person: User, week: date) -> list[TimeEntry]:
    """The hours of a week as a whole, category by category. One query."""
    return list(counted_entries(person).filter(week=week, origin=TimeEntry.Origin.WEEK))


def weeks_between(person: User, first: date, last: date) -> Mapping[date, Minutes]:
    """Week → category → minutes, of the weeks that begin from `first` to `last` and hold any. One query."""
    rows = counted_entries(person).filter(week__gte=first, week__lte=last)
    found: dict[date, dict[str, int]] = defaultdict(dict)
    summed = rows.order_by().values_list("week", "category").annotate(total=Sum("minutes"))
    for week, category, minutes in summed:
        found[week][category] = minutes
    return found


def burdens_between(person: User, first: date, last: date) -> Mapping[tuple[str, str], int]:
    """(Who asked, category) → minutes of what is no time for customers. One query."""
    rows = counted_entries(person).filter(week__gte=first, week__lte=last).exclude(category__in=[*CUSTOMER, ""])
    summed = rows.order_by().values_list("asked_by", "category").annotate(total=Sum("minutes"))
    return {(asker, category): minutes for asker, category, minutes in summed}


def entries_asked_by(person: User, asker: str, first: date, last: date, *, most: int) -> Sequence[TimeEntry]:
    """The entries behind a burden, the latest first. One query."""
    rows = counted_entries(person).filter(week__gte=first, week__lte=last, asked_by=asker)
    return list(rows.exclude(category__in=[*CUSTOMER, ""]).select_related("account").order_by("-day", "-pk")[:most])


def deal_weeks_between(person: User, first: date, last: date) -> Mapping[tuple[int, date], int]:
    """(Deal, week) → minutes for customers, of the entries that name a deal. One query."""
    rows = counted_entries(person).filter(week__gte=first, week__lte=last, category__in=CUSTOMER)
    named = rows.filter(opportunity__isnull=False).order_by()
    summed = named.values_list("opportunity_id", "week").annotate(total=Sum("minutes"))
    return {(pk, week): minutes for pk, week, minutes in summed if pk is not None}


def customer_hours_by_account(person: User, *, first: date, last: date) -> tuple[set[date], Mapping[int | None, float]]:
    """The weeks in which hours for customers name their account, and the hours of those weeks for each; None: no name.

    They are that person's own: ask for them only where that person looks.
    """
    rows = counted_entries(person).filter(week__gte=week_of(first), week__lte=last, category__in=CUSTOMER).order_by()
    summed = rows.values_list("week", "account_id").annotate(total=Sum("minutes"))
    found = [(week, pk, minutes) for week, pk, minutes in summed]
    weeks = {week for week, pk, _minutes in found if pk is not None}
    hours: dict[int | None, float] = defaultdict(float)
    for week, pk, minutes in found:
        if week in weeks:
            hours[pk] += minutes / 60
    return weeks, hours


def people_by_week(people: QuerySet[User] | None, first: date, last: date) -> Mapping[date, int]:
    """Week → how many of these people wrote hours down; None: of all. One query."""
    rows = _of_people(people, first, last).exclude(category="")
    return dict(rows.order_by().values_list("week").annotate(n=Count("person", distinct=True)))


def people_with_hours(people: QuerySet[User] | None, first: date, last: date) -> int:
    """How many of these people wrote hours down. One query."""
    return _of_people(people, first, last).exclude(category="").aggregate(n=Count("person", distinct=True))["n"] or 0


def minutes_of_people(people: QuerySet[User] | None, first: date, last: date) -> Mapping[tuple[date, str, str], int]:
    """(Week, category, who asked) → minutes of these people together. One query."""
    rows = _of_people(people, first, last).order_by()
    summed = rows.values_list("week", "category", "asked_by").annotate(total=Sum("minutes"))
    return {(week, category, asker): minutes for week, category, asker, minutes in summed}


def _of_people(people: QuerySet[User] | None, first: date, last: date) -> QuerySet[TimeEntry]:
    found = TimeEntry.objects.filter(removed_at=None, week__gte=first, week__lte=last)
    return found if people is None else found.filter(person__in=people)
