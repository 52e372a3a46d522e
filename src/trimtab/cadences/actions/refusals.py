"""Contacts who want to be left alone."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.cadences.models import Refusal
from trimtab.cadences.policy import require_following_up
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User


def refuse_contact(contact: Contact, *, kind: str, note: str = "", by: User, now: datetime) -> Refusal:
    """The contact complained, or asked to be left alone: whatever runs ends, and nothing new begins.

    Raises:
        PermissionDenied: `by` does not work with the contact.
    """
    from trimtab.cadences.actions.enrolments import end_of_contact

    kind = Refusal.Kind(kind)
    with transaction.atomic():
        require_following_up(by, contact)
        locked(Contact.objects.all(), contact.pk)
        made = Refusal.objects.create(contact=contact, kind=kind, note=note, at=now, by=by)
        end_of_contact(contact, because=str(kind), by=by, now=now)
        after = {"contact": contact.pk, "kind": str(kind)}
        record_event("contact.refused", record="refusal", record_id=made.pk, by=by, now=now, after=after)
    return made


def lift_refusal(refusal: Refusal, *, because: str, by: User, now: datetime) -> None:
    """The contact may be followed up again, for a reason; what happened stays in the list.

    Raises:
        ValidationError: without a reason.
    """
    with transaction.atomic():
        require_following_up(by, refusal.contact)
        current = locked(Refusal.objects.select_related("contact"), refusal.pk)
        if current.lifted_at is not None:
            return
        if not because:
            raise ValidationError(_("Say why this contact may be followed up again."))
        current.lifted_at, current.lifted_by, current.lifted_because = now, by, because
        current.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
        after = {"contact": current.contact_id, "because": because}
        record_event("contact.refusal_lifted", record="refusal", record_id=current.pk, by=by, now=now, after=after)
