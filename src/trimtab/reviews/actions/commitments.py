"""Commitments: made in a review, judged by the system where a signal shows them, else by people."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.reviews.models import Commitment, Review
from trimtab.reviews.policy import require_holding
from trimtab.reviews.testing import holds, values_for

NIGHT = 2_000  # at most so many are read at once


def add_commitment(review: Review, *, fields: Mapping[str, object], by: User, now: datetime) -> Commitment:
    """Promise that something will be true by a day.

    Args:
        fields: text, owner, due_on; signal, test and value where the system can see it.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: the review was called off, or whoever promises does not see the opportunity.
    """
    require_holding(by, review)
    owner = fields["owner"]
    if isinstance(owner, User) and not access_to_owner(owner, review.opportunity.owner).can_see:
        raise ValidationError(_("%(person)s does not see it. Choose somebody who does.") % {"person": owner})
    with transaction.atomic():
        if locked(Review.objects.all(), review.pk).canceled_at is not None:
            raise ValidationError(_("The review was called off: nothing is promised in it."))
        made = Commitment.objects.create(review=review, created_at=now, **fields)
        after = {"text": made.text, "due_on": made.due_on.isoformat(), "review": review.pk}
        record_event("commitment.made", record="commitment", record_id=made.pk, by=by, now=now, after=after)
    return made


def judge_commitment(commitment: Commitment, *, is_kept: bool, by: User, today: date, now: datetime) -> None:
    """Somebody says whether it came true; it can be said otherwise later.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
    """
    require_holding(by, commitment.review)
    with transaction.atomic():
        _settle(locked(Commitment.objects.all(), commitment.pk), is_kept=is_kept, by=by, today=today, now=now)


def settle_commitments(*, today: date, now: datetime) -> int:
    """Look whether open commitments came true: kept as soon as they did, broken the day after they should have.

    What no signal shows waits for somebody's word. Returns how many were settled.
    """
    open_ones = Commitment.objects.filter(kept_on=None, broken_on=None, review__canceled_at=None).exclude(signal="")
    rows = list(open_ones.select_related("review__opportunity").order_by("due_on", "pk")[:NIGHT])
    values = values_for(rows, {one.review.opportunity_id: one.review.opportunity for one in rows}, today=today)
    settled = 0
    for one in rows:
        is_true = holds(values[one.pk], test=one.test, wanted=one.value)
        if is_true or (is_true is False and one.due_on < today):
            with transaction.atomic():
                settled += _settle(
                    locked(Commitment.objects.all(), one.pk), is_kept=bool(is_true), by=None, today=today, now=now
                )
    return settled


def _settle(commitment: Commitment, *, is_kept: bool, by: User | None, today: date, now: datetime) -> bool:
    """Keep the verdict; the system never changes what a person said."""
    if by is None and commitment.is_settled:
        return False
    commitment.kept_on, commitment.broken_on = (today, None) if is_kept else (None, today)
    commitment.judged_by = by
    commitment.save(update_fields=["kept_on", "broken_on", "judged_by"])
    verb = "commitment.kept" if is_kept else "commitment.broken"
    record_event(verb, record="commitment", record_id=commitment.pk, by=by, now=now)
    return True
