"""Answering an alarm: what it was, what was learnt, and what is lost."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.retention.models import Defection
from trimtab.retention.policy import require_answering

LOSSES = {Defection.Answer.PARTLY, Defection.Answer.LOST}


def answer_defection(
    defection: Defection, *, answer: str, learnt: str, lost_amount: Decimal | None, by: User, now: datetime
) -> Defection:
    """Close an alarm with an answer, once. What is lost counts a year's revenue where no amount is given.

    Raises:
        PermissionDenied: `by` may not change the account.
        ValidationError: it was answered before, or nothing was learnt.
    """
    with transaction.atomic():
        current = locked(Defection.objects.select_related("account__owner__team"), defection.pk)
        require_answering(by, current)
        if current.closed_at is not None:
            raise ValidationError(_("This alarm was answered meanwhile; its answer stays as it is."))
        if not learnt.strip():
            raise ValidationError({"learnt": _("Say what was learnt; a sentence is enough.")})
        current.answer, current.learnt = answer, learnt.strip()
        current.lost_amount = _lost(current, answer, lost_amount)
        current.closed_at, current.closed_by = now, by
        current.full_clean(exclude=["account", "week", "group"])  # an account may be like no others
        current.save(update_fields=["answer", "learnt", "lost_amount", "closed_at", "closed_by"])
        lost = None if current.lost_amount is None else str(current.lost_amount)
        record_event(
            "defection.answered",
            record="account",
            record_id=current.account_id,
            by=by,
            now=now,
            after={"sign": current.sign, "answer": answer, "lost": lost},
        )
    return current


def _lost(defection: Defection, answer: str, amount: Decimal | None) -> Decimal | None:
    """What is lost a year: what is said; of all that is lost, what was at stake."""
    if answer not in LOSSES:
        return None
    if amount is None and answer == Defection.Answer.LOST:
        return defection.at_stake
    return amount
