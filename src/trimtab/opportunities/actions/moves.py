"""Taking a move on the board back. The move itself is an edit like any other."""

from datetime import datetime

from trimtab.opportunities.actions.opportunities import edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity, Stage
from trimtab.people.models import User

MOVED_FIELDS = ("stage", "forecast_category", "loss_reason")


def take_back_move(
    opportunity: Opportunity, *, since: datetime, seen_at: datetime, by: User, now: datetime
) -> Opportunity:
    """Give stage, forecast category and loss reason the values they had at `since`, as new changes from now on.

    Args:
        since: `changed_at` before the move.
        seen_at: `changed_at` after it.

    Raises:
        OpportunityChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
    """
    later = FieldChange.objects.filter(opportunity=opportunity, field__in=MOVED_FIELDS, recorded_at__gt=since)
    before: dict[str, str | None] = {}
    for change in later.order_by("recorded_at", "pk"):
        before.setdefault(change.field, change.old)
    changes: dict[str, object] = {field: old or "" for field, old in before.items()}
    if stage := before.get("stage"):
        changes["stage"] = Stage.objects.get(pk=int(stage))
        changes.setdefault("forecast_category", opportunity.forecast_category)
    return edit_opportunity(opportunity, changes=changes, by=by, now=now, seen_at=seen_at)
