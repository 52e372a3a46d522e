"""How far the database was read: a few largest ids and times, all from indexes, in one query."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Subquery

from trimtab.accounts.models import Account
from trimtab.core.models import Event, ExchangeRate, Organisation
from trimtab.opportunities.models import Activity, FieldChange, Lead, LineItem, Opportunity, Stage
from trimtab.people.models import Team, User
from trimtab.rhythm.models import Quota

Marks = Mapping[str, str]


def read_marks() -> Marks:
    """The marks now. Every write moves at least one: writes of the site add an Event, imports add rows.

    Costs one query of index look-ups: 0.3 ms at a million opportunities.
    """
    sought = {
        # An export is recorded and changes no figure.
        "event_id": _last(Event.objects.exclude(verb__endswith=".exported"), "pk"),
        "change_id": _last(FieldChange.objects.all(), "pk"),
        "opportunity_changed_at": _last(Opportunity.objects.all(), "changed_at"),
        "account_changed_at": _last(Account.objects.all(), "changed_at"),
        "lead_changed_at": _last(Lead.objects.all(), "changed_at"),
        "activity_id": _last(Activity.objects.all(), "pk"),
        "line_id": _last(LineItem.objects.all(), "pk"),
        "user_id": _last(User.objects.all(), "pk"),
        "team_id": _last(Team.objects.all(), "pk"),
        "stage_id": _last(Stage.objects.all(), "pk"),
        "rate_id": _last(ExchangeRate.objects.all(), "pk"),
        "quota_id": _last(Quota.objects.all(), "pk"),
    }
    names = ("epoch", "currency", "time_zone", *sought)
    found = Organisation.objects.filter(pk=1).annotate(**sought).values(*names).first() or {}
    return {name: str(found.get(name) or 0) for name in names}


def _last(rows: QuerySet[Any], field: str) -> Subquery:  # Any: each of our models
    return Subquery(rows.order_by(f"-{field}").values(field)[:1])
