"""Closing an alarm: with an answer, once, for good."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.analytics.watch.models import Setback, SetbackClosing
from trimtab.analytics.watch.policy import can_close, visible_setbacks
from trimtab.core.audit import record_event
from trimtab.people.models import User


def close_setback(setback: Setback, *, answer: str, learnt: str, by: User, now: datetime) -> SetbackClosing:
    """Close an alarm with what it was and what was learnt.

    Raises:
        PermissionDenied: `by` does not answer for it.
        ValidationError: it was closed before, or nothing is said.
    """
    if not can_close(by, setback):
        raise PermissionDenied(_("Whoever leads these people closes the alarm."))
    if not learnt.strip():
        raise ValidationError({"learnt": _("Say what was learnt; a sentence is enough.")})
    with transaction.atomic():
        present = visible_setbacks(by).select_for_update(of=("self",)).get(pk=setback.pk)
        if present.closed_at is not None:
            raise ValidationError(_("This alarm was closed meanwhile; its answer stays as it is."))
        made = SetbackClosing.objects.create(setback=present, answer=answer, learnt=learnt.strip(), by=by, at=now)
        present.closed_at = now
        present.save(update_fields=["closed_at"])
        record_event(
            "setback.closed",
            record="setback",
            record_id=present.pk,
            by=by,
            now=now,
            after={"answer": answer, "learnt": made.learnt},
        )
    return made
