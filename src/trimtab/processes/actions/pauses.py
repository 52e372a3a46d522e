"""Letting the clock of an opportunity stand still, and go on."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.processes.actions.following import day_of
from trimtab.processes.models import Pause


def pause_opportunity(
    opportunity: Opportunity, *, reason: str, until_on: date | None = None, by: User, now: datetime
) -> Pause:
    """Stop the clock from today on. With a day when it is expected to go on, the computed date moves by the pause.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: without a reason, paused already, closed, or expected to go on in the past.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_opportunity_edit(by, current)
        today = day_of(now)
        _require_pausable(current, reason, until_on, today)
        pause = Pause.objects.create(
            opportunity=current, from_on=today, until_on=until_on, reason=reason.strip(), by=by
        )
        after = {"until_on": until_on.isoformat() if until_on else None, "reason": pause.reason}
        record_event("opportunity.paused", record="opportunity", record_id=current.pk, by=by, now=now, after=after)
    return pause


def resume_opportunity(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Let the clock go on from today.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: it is not paused.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_opportunity_edit(by, current)
        pause = Pause.objects.filter(opportunity=current, resumed_on=None).first()
        if pause is None:
            raise ValidationError(_("The clock is running already."))
        pause.resumed_on, pause.resumed_by = max(day_of(now), pause.from_on), by
        pause.save(update_fields=["resumed_on", "resumed_by"])
        record_event("opportunity.resumed", record="opportunity", record_id=current.pk, by=by, now=now)


def _require_pausable(opportunity: Opportunity, reason: str, until_on: date | None, today: date) -> None:
    if not opportunity.is_open:
        raise ValidationError(_("A closed opportunity is not paused."))
    if not reason.strip():
        raise ValidationError(_("Say why it waits: the next one to look at it will ask."))
    if until_on is not None and until_on <= today:
        raise ValidationError(_("The day when it goes on lies in the past."))
    if Pause.objects.filter(opportunity=opportunity, resumed_on=None).exists():
        raise ValidationError(_("It is paused already."))
