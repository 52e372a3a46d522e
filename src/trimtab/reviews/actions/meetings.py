"""Planning a review, who takes part, leading it through its phases, closing it; and not holding one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.assessments.actions import mark_occasion
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.reviews.models import Participant, Review, Skip
from trimtab.reviews.phases import phase_after
from trimtab.reviews.policy import require_holding, require_lead

Phase, Role = Review.Phase, Participant.Role


def plan_review(
    opportunity: Opportunity, *, fields: Mapping[str, object], coach: User | None, by: User, now: datetime
) -> Review:
    """Plan a review. The opportunity's owner presents; another may be added.

    Args:
        fields: mode, starts_at, minutes.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: one is planned already, the opportunity has ended, or the coach does not see it.
    """
    require_opportunity_edit(by, opportunity)
    with transaction.atomic():
        current = locked(Opportunity.objects.all(), opportunity.pk)
        if not current.is_open or current.archived_at is not None:
            raise ValidationError(_("It has ended: its outcome is looked at under Outcome."))
        if Review.objects.filter(opportunity=current, closed_at=None, canceled_at=None).exists():
            raise ValidationError(_("A review of it is planned already. Hold it, or call it off, first."))
        made = Review.objects.create(opportunity=opportunity, created_at=now, created_by=by, phase_at=now, **fields)
        if opportunity.owner is not None and opportunity.owner != coach:
            Participant.objects.create(review=made, user=opportunity.owner, role=Role.PRESENTER)
        if coach is not None:
            _require_sight(coach, made)
            Participant.objects.create(review=made, user=coach, role=Role.COACH)
        after = {"mode": made.mode, "starts_at": made.starts_at.isoformat(), "opportunity": opportunity.pk}
        record_event("review.planned", record="review", record_id=made.pk, by=by, now=now, after=after)
    return made


def add_participant(
    review: Review, *, user: User, role: str, perspective: str = "", by: User, now: datetime
) -> Participant:
    """Give somebody a part, or another part. A new coach takes over: the old one reviews from then on.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: the person does not see the opportunity, or the review is over.
    """
    require_holding(by, review)
    with transaction.atomic():
        current = _running(review)
        _require_sight(user, current)
        if role == Role.COACH:
            coaches = current.participants.filter(role=Role.COACH).exclude(user=user)
            coaches.update(role=Role.REVIEWER)
        values = {"role": role, "perspective": perspective if role == Role.REVIEWER else ""}
        made, _new = Participant.objects.update_or_create(review=current, user=user, defaults=values)
        after = {"user": user.pk, **values}
        record_event("review.joined", record="review", record_id=review.pk, by=by, now=now, after=after)
    return made


def remove_participant(review: Review, *, user_id: int, by: User, now: datetime) -> None:
    """The person has no part in it any more; what was said stays.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: the review is over.
    """
    require_holding(by, review)
    with transaction.atomic():
        gone, _each = _running(review).participants.filter(user=user_id).delete()
        if gone:
            before = {"user": user_id}
            record_event("review.left", record="review", record_id=review.pk, by=by, now=now, before=before)


def advance_review(review: Review, *, seen: str, by: User, now: datetime) -> Review:
    """Go on to the next phase. Only the coach does; whoever pressed twice moves it once.

    Args:
        seen: the phase that the person saw.

    Raises:
        PermissionDenied: `by` does not lead it.
        ValidationError: it is over, or only closing is left.
    """
    require_lead(by, review)
    with transaction.atomic():
        current = _running(review)
        if current.phase != seen:
            return current
        following = phase_after(current)
        if following is None:
            raise ValidationError(_("This is the last phase. Close the review with its decision."))
        before = current.phase
        current.phase, current.phase_at = following, now
        if following == Phase.GATHER:
            current.starts_at = now  # the day begins when it is opened
        current.save(update_fields=["phase", "phase_at", "starts_at"])
        values = {"before": {"phase": before}, "after": {"phase": str(following)}}
        record_event("review.advanced", record="review", record_id=review.pk, by=by, now=now, **values)
    return current


def close_review(
    review: Review, *, decision: str, record: str, next_on: date | None, by: User, now: datetime
) -> Review:
    """End it with what was decided.

    Raises:
        PermissionDenied: `by` does not lead it.
        ValidationError: it is over already, or nothing was decided.
    """
    require_lead(by, review)
    with transaction.atomic():
        current = _running(review)
        if decision not in Review.Decision.values:
            raise ValidationError(_("Say what was decided."))
        current.phase, current.phase_at, current.closed_at = Phase.CLOSED, now, now
        current.decision, current.record, current.next_on = decision, record, next_on
        current.save(update_fields=["phase", "phase_at", "closed_at", "decision", "record", "next_on"])
        after = {"decision": decision, "next_on": next_on.isoformat() if next_on else None}
        record_event("review.closed", record="review", record_id=review.pk, by=by, now=now, after=after)
        mark_occasion(current.opportunity, by=by, now=now)
    return current


def call_review_off(review: Review, *, by: User, now: datetime) -> Review:
    """It will not be held; what was said in it stays.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: it is over already.
    """
    require_holding(by, review)
    with transaction.atomic():
        current = _running(review)
        current.canceled_at = now
        current.save(update_fields=["canceled_at"])
        record_event("review.called_off", record="review", record_id=review.pk, by=by, now=now)
    return current


def skip_reviews(opportunities: Sequence[Opportunity], *, minutes: int, today: date, by: User, now: datetime) -> int:
    """Do not talk about these today, since nothing changed; returns how many minutes that gave back.

    Skipping one twice on a day counts once.

    Raises:
        PermissionDenied: `by` may not change one of them.
    """
    for opportunity in opportunities:
        require_opportunity_edit(by, opportunity)
    with transaction.atomic():
        there = set(Skip.objects.filter(opportunity__in=opportunities, on=today).values_list("opportunity", flat=True))
        new = [one for one in opportunities if one.pk not in there]
        rows = [Skip(opportunity=one, on=today, minutes=minutes, by=by) for one in new]
        Skip.objects.bulk_create(rows, ignore_conflicts=True)
        for one in new:
            after = {"minutes": minutes}
            record_event(
                "opportunity.review_skipped", record="opportunity", record_id=one.pk, by=by, now=now, after=after
            )
    return minutes * len(new)


def _running(review: Review) -> Review:
    """The review as it is now, held fast.

    Raises:
        ValidationError: it is over.
    """
    current = locked(Review.objects.select_related("opportunity__owner__team"), review.pk)
    if not current.is_open:
        raise ValidationError(_("The review is over: nothing in it can be changed."))
    return current


def _require_sight(user: User, review: Review) -> None:
    """Nobody learns of a customer by being invited.

    Raises:
        ValidationError: the person does not see the opportunity.
    """
    if not access_to_owner(user, review.opportunity.owner).can_see:
        values = {"person": user, "record": review.opportunity}
        raise ValidationError(_("%(person)s does not see %(record)s. Choose somebody who does.") % values)
