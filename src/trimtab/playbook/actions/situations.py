"""What somebody who knows the buyer says of an opportunity, so that fitting plays are found."""

from datetime import datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.playbook.models import Situation


def say_change(opportunity: Opportunity, *, change: str, by: User, now: datetime) -> None:
    """How much the buyer's organisation must change: low, medium, high; empty takes it back.

    Raises:
        PermissionDenied: `by` only reads the opportunity.
    """
    if change and change not in Situation.Change.values:
        raise ValueError(f"`change` must be one of {', '.join(Situation.Change.values)} or empty. Got {change!r}.")
    with transaction.atomic():
        require_opportunity_edit(by, opportunity)
        found = Situation.objects.select_for_update().filter(opportunity=opportunity).first()
        before = found.change if found else ""
        if before == change:
            return
        if change:
            Situation.objects.update_or_create(
                opportunity=opportunity, defaults={"change": change, "said_by": by, "said_at": now}
            )
        elif found is not None:
            found.delete()
        record_event(
            "opportunity.change_said",
            record="opportunity",
            record_id=opportunity.pk,
            by=by,
            now=now,
            before={"change": before},
            after={"change": change},
        )
