"""What rules may know of the actions that are planned with an opportunity."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import Organisation
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Values

SOON = 14  # days
INTENTS = tuple(Action.Intent)

SIGNALS = (
    Signal("objectives_open", _("open actions"), "number"),
    Signal("objectives_overdue", _("overdue actions"), "number"),
    Signal("objectives_undated", _("open actions without a day"), "number"),
    Signal("objectives_soon", _("open actions with a person of the customer, due within 14 days"), "number"),
    Signal("objectives_next_in", _("days until the next action is due"), "days"),
    Signal("objectives_done", _("days since an action was last done"), "days"),
    Signal("objectives_prove", _("open actions that prove our value"), "number"),
    Signal("objectives_learn", _("open actions that learn what is not known"), "number"),
    Signal("objectives_protect", _("open actions that protect against a competitor"), "number"),
    Signal("objectives_fix", _("open actions that fix a weakness"), "number"),
    Signal("objectives_amplify", _("open actions that amplify a strength"), "number"),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """How far the actions with these opportunities are. Two queries for any number."""
    ids = [one.pk for one in opportunities]
    still = Q(closed_at__isnull=True)
    due = {
        "objectives_open": Count("pk", filter=still),
        "objectives_overdue": Count("pk", filter=still & Q(due_on__lt=today)),
        "objectives_undated": Count("pk", filter=still & Q(due_on__isnull=True)),
        "objectives_soon": Count(
            "pk", filter=still & Q(contact__isnull=False, due_on__lte=today + timedelta(days=SOON), due_on__gte=today)
        ),
        "next_on": Min("due_on", filter=still & Q(due_on__gte=today)),
        "done_at": Max("done_at"),
    }
    meant = {f"objectives_{intent}": Count("pk", filter=still & Q(intent=intent)) for intent in INTENTS}
    rows = Action.objects.filter(opportunity__in=ids).order_by().values("opportunity").annotate(**due, **meant)
    zone = Organisation.get().zone
    found = {row["opportunity"]: _values(dict(row), today, zone) for row in rows}
    return {pk: found.get(pk, NOTHING) for pk in ids}


def _values(row: dict[str, Any], today: date, zone: ZoneInfo) -> Values:  # Any: what the database counted
    next_on, done_at = row.pop("next_on"), row.pop("done_at")
    row.pop("opportunity")
    return row | {
        "objectives_next_in": (next_on - today).days if next_on else None,
        "objectives_done": max((today - done_at.astimezone(zone).date()).days, 0) if done_at else None,
    }


NOTHING: Values = {
    **dict.fromkeys((one.key for one in SIGNALS if one.kind == "number"), 0),
    "objectives_next_in": None,
    "objectives_done": None,
}
