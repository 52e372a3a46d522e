"""What the page of setbacks says: open alarms, closed ones, and how many were false."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, Sum

from trimtab.analytics.watch.models import Setback, SetbackClosing, WatchedWeek
from trimtab.analytics.watch.policy import visible_setbacks
from trimtab.insight.estimators import poisson_interval
from trimtab.people.models import User

MOST_OPEN = 50
CLOSED_A_PAGE = 30
WEEKS_A_QUARTER = 13
QUARTERS = 4


@dataclass(frozen=True)
class RealisedRate:
    """False alarms a leader and quarter, from what was closed, beside what was accepted.

    judged: closed as real or false; open: not closed yet, so they may still turn out false.
    """

    quarters: float
    false: int
    judged: int
    waiting: int
    rate: float | None
    low: float | None
    high: float | None
    budget: float


def open_setbacks(user: User) -> Sequence[Setback]:
    """The open alarms that the user may see: those that cost most first, then the newest."""
    rows = visible_setbacks(user).filter(closed_at=None).select_related("week")
    return list(
        rows.order_by("-is_worse", "-is_strong", F("at_risk").desc(nulls_last=True), "-opened_at", "-pk")[:MOST_OPEN]
    )


def closed_setbacks(user: User, *, before: int | None) -> Sequence[Setback]:
    """The closed alarms, newest first; one more than a page, to know whether there are more. before: an id."""
    rows = visible_setbacks(user).filter(closed_at__isnull=False).select_related("closing__by", "week")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: CLOSED_A_PAGE + 1])


def last_week() -> WatchedWeek | None:
    """The last week that was looked at."""
    return WatchedWeek.objects.order_by("-week_on").first()


def realised_rate(today: date, *, budget: float) -> RealisedRate:
    """Of the last four quarters, over all leaders; a count of everybody's alarms, which names nobody."""
    since = today - timedelta(weeks=WEEKS_A_QUARTER * QUARTERS)
    weeks = WatchedWeek.objects.filter(week_on__gte=since)
    leader_weeks = weeks.aggregate(found=Sum("leaders"))["found"] or 0
    counted = Setback.objects.filter(week__week_on__gte=since).aggregate(
        false=Count("pk", filter=Q(closing__answer=SetbackClosing.Answer.FALSE)),
        judged=Count("pk", filter=Q(closing__answer__in=[SetbackClosing.Answer.FALSE, SetbackClosing.Answer.REAL])),
        waiting=Count("pk", filter=Q(closed_at=None)),
    )
    quarters = leader_weeks / WEEKS_A_QUARTER
    low, high = poisson_interval(counted["false"])
    return RealisedRate(
        quarters=quarters,
        rate=counted["false"] / quarters if quarters else None,
        low=low / quarters if quarters else None,
        high=high / quarters if quarters else None,
        budget=budget,
        **counted,
    )
