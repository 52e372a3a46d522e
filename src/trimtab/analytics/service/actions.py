"""Writing down what was agreed, and letting those who lead see the own index."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.analytics.service.models import CoachingAgreement, IndexSharing
from trimtab.analytics.service.policy import can_agree
from trimtab.core.audit import record_event
from trimtab.people.models import User


def keep_agreement(*, seller: User, measure: str, agreed: str, by: User, now: datetime) -> CoachingAgreement:
    """Keep what a leader agreed with a seller about a measure.

    Raises:
        PermissionDenied: `by` does not lead the seller.
    """
    if not can_agree(by, seller):
        raise PermissionDenied(_("Whoever leads a seller writes down what was agreed."))
    with transaction.atomic():
        made = CoachingAgreement.objects.create(seller=seller, measure=measure, agreed=agreed, by=by, at=now)
        # What was agreed stays between the two: the audit says that something was, and about which measure.
        record_event(
            "coaching.agreed",
            record="person",
            record_id=seller.pk,
            by=by,
            now=now,
            after={"agreement": made.pk, "measure": measure},
        )
    return made


def share_index(*, by: User, now: datetime) -> IndexSharing:
    """Let those who lead see the own index; shared once, it stays.

    Raises:
        PermissionDenied: the person does not sell, and has no index.
    """
    if by.role != User.Role.SELLER:
        raise PermissionDenied(_("Only people who sell have an index of their own."))
    with transaction.atomic():
        made, is_new = IndexSharing.objects.get_or_create(seller=by, defaults={"shared_at": now})
        if is_new:
            record_event("service_index.shared", record="person", record_id=by.pk, by=by, now=now)
    return made
