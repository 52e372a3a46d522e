"""What rules may look at: how calls with the customer of an opportunity go."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from trimtab.calls.models import Call
from trimtab.calls.queries import MEETINGS, last_outcomes
from trimtab.calls.words import without_advance
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.opportunities.signals import Signal, Value

PLACE = "opportunity-calls"
SIGNALS = (
    Signal("calls_next_in", _("Days until the next call or meeting"), "days", place=PLACE),
    Signal("calls_without_advance", _("Calls without an advance in a row"), "number", place=PLACE),
    Signal("calls_last_with_customer", _("Days since the last call or meeting"), "days", place=PLACE),
    Signal("calls_next_is_planned", _("The next call has a plan"), place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Mapping[str, Value]]:
    """Id → key → value. Six queries for any number. None: there is no such call."""
    ids, zone = [one.pk for one in opportunities], Organisation.get().zone
    begin = datetime.combine(today, time(), zone)
    end = begin + timedelta(days=1)
    calls = Call.objects.standing().filter(opportunity__in=ids).order_by()
    met = Activity.objects.current().filter(opportunity__in=ids, kind__in=MEETINGS).order_by()
    coming = _earlier(
        dict(calls.filter(starts_at__gte=begin).values_list("opportunity").annotate(Min("starts_at"))),
        dict(met.filter(at__gte=begin).values_list("opportunity").annotate(Min("at"))),
    )
    gone = _later(
        dict(
            calls.filter(starts_at__lt=end, debriefed_at__isnull=False)
            .values_list("opportunity")
            .annotate(Max("starts_at"))
        ),
        dict(met.filter(at__lt=end).values_list("opportunity").annotate(Max("at"))),
    )
    outcomes = last_outcomes(ids)
    next_planned = _next_planned(ids, begin)
    return {
        pk: {
            "calls_next_in": (coming[pk].astimezone(zone).date() - today).days if pk in coming else None,
            "calls_without_advance": without_advance(outcomes[pk]) if pk in outcomes else None,
            "calls_last_with_customer": (today - gone[pk].astimezone(zone).date()).days if pk in gone else None,
            "calls_next_is_planned": next_planned.get(pk),
        }
        for pk in ids
    }


def _next_planned(ids: Sequence[int], begin: datetime) -> Mapping[int, bool]:
    """Opportunity → whether its next call has a plan."""
    ahead = Call.objects.standing().filter(opportunity__in=ids, starts_at__gte=begin, debriefed_at__isnull=True)
    rows = ahead.order_by("-starts_at", "-pk").values_list("opportunity", "planned_at")
    return {pk: planned_at is not None for pk, planned_at in rows if pk is not None}


def _earlier(one: Mapping[int, datetime], other: Mapping[int, datetime]) -> dict[int, datetime]:
    return {pk: min(found[pk] for found in (one, other) if pk in found) for pk in {*one, *other}}


def _later(one: Mapping[int, datetime], other: Mapping[int, datetime]) -> dict[int, datetime]:
    return {pk: max(found[pk] for found in (one, other) if pk in found) for pk in {*one, *other}}
