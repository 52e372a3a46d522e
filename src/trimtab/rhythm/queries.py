"""Reading what people said, never more than a user may see."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, QuerySet

from trimtab.people.models import User
from trimtab.people.policy import visible_people
from trimtab.rhythm.models import BiasSharing, ForecastAdjustment, ForecastSubmission


def latest_submissions(people: QuerySet[User], period: str) -> QuerySet[ForecastSubmission]:
    """The latest submission of each of these people for a period."""
    latest = (
        ForecastSubmission.objects.filter(person__in=people, period=period)
        .order_by()
        .values("person")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    return ForecastSubmission.objects.filter(pk__in=latest).select_related("person__team")


def latest_adjustments(submissions: Iterable[ForecastSubmission]) -> dict[int, ForecastAdjustment]:
    """Submission → what was last made of it by somebody who leads the person."""
    found = ForecastAdjustment.objects.filter(submission__in=[one.pk for one in submissions])
    return {one.submission_id: one for one in found.select_related("adjusted_by").order_by("pk")}


def submissions_ended_by(day: date) -> QuerySet[ForecastSubmission]:
    """The last submission of each person for each period that ended before a day: what the person last said."""
    latest = (
        ForecastSubmission.objects.filter(end_on__lt=day)
        .order_by()
        .values("person", "period")
        .annotate(latest=Max("pk"))
        .values("latest")
    )
    return ForecastSubmission.objects.filter(pk__in=latest).order_by("start_on")


def history_of(user: User, person_id: int, period: str) -> QuerySet[ForecastSubmission]:
    """All that a person whom the user sees said of a period, the latest first."""
    found = ForecastSubmission.objects.filter(person_id=person_id, period=period, person__in=visible_people(user))
    return found.select_related("person").order_by("-pk")


def people_who_share() -> set[int]:
    """Ids of those who let others see how their submissions compared with what came."""
    return set(BiasSharing.objects.values_list("person_id", flat=True))
