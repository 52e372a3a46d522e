"""What is said in a review, and what becomes of recommendations."""

from datetime import date, datetime
from random import SystemRandom

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.objectives.actions import add_action
from trimtab.objectives.models import Action
from trimtab.people.models import User
from trimtab.reviews.models import Like, Post, Review
from trimtab.reviews.phases import kinds_in
from trimtab.reviews.policy import require_holding, require_part

LARGEST = 1_000_000


def add_post(review: Review, *, kind: str, text: str, is_anonymous: bool = False, by: User, now: datetime) -> Post:
    """Say something. An anonymous vulnerability keeps neither its author nor its minute, in the audit neither.

    Raises:
        PermissionDenied: `by` has no part in the review.
        ValidationError: nothing was written, this is not said in this phase, or not without a name.
    """
    require_part(by, review)
    text = text.strip()
    with transaction.atomic():
        current = locked(Review.objects.all(), review.pk)
        if kind not in kinds_in(current):
            raise ValidationError(_("That is not said in this phase."))
        if not text:
            raise ValidationError(_("Write something first."))
        if is_anonymous and kind != Post.Kind.VULNERABILITY:
            raise ValidationError(_("Only a vulnerability is said without a name."))
        author, at = (None, current.phase_at) if is_anonymous else (by, now)
        made = Post.objects.create(
            review=current, kind=kind, text=text, by=author, is_anonymous=is_anonymous, at=at,
            shuffle=SystemRandom().randrange(LARGEST) if is_anonymous else 0,
        )  # fmt: skip
        after = {"kind": kind, "post": made.pk}
        record_event("review.said", record="review", record_id=review.pk, by=author, now=at, after=after)
    return made


def like_post(post: Post, *, is_on: bool, by: User, now: datetime) -> None:
    """Share what a post says, or do so no more; once for each person.

    Raises:
        PermissionDenied: `by` has no part in the review.
        ValidationError: the review is over.
    """
    require_part(by, post.review)
    with transaction.atomic():
        _require_open(locked(Review.objects.all(), post.review_id))
        if is_on:
            _like, is_changed = Like.objects.get_or_create(post=post, by=by)
        else:
            is_changed = bool(Like.objects.filter(post=post, by=by).delete()[0])
        if is_changed:
            verb = "review.shared" if is_on else "review.unshared"
            record_event(verb, record="review", record_id=post.review_id, by=by, now=now, after={"post": post.pk})


def take_recommendation(post: Post, *, assignee: User, due_on: date | None, by: User, now: datetime) -> Action:
    """Make an action of a recommendation; the two stay tied. Taken twice, it is one action.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: it is no recommendation, or whoever should do it does not see the opportunity.
    """
    require_holding(by, post.review)
    with transaction.atomic():
        current = locked(Post.objects.select_related("action"), post.pk)
        _require_recommendation(current)
        if current.action is not None:
            return current.action
        opportunity = post.review.opportunity
        subject, rest = current.text[:300], current.text[300:]
        fields: dict[str, object] = {"subject": subject, "note": current.text if rest else ""}
        fields |= {"opportunity": opportunity, "account": opportunity.account, "assignee": assignee}
        fields |= {"due_on": due_on, "origin_record": "review_post", "origin_id": post.pk}
        current.action = add_action(fields=fields, by=by, now=now)
        current.refused_at, current.refused_because = None, ""
        current.save(update_fields=["action", "refused_at", "refused_because"])
        after = {"post": post.pk, "action": current.action.pk}
        record_event("review.taken", record="review", record_id=post.review_id, by=by, now=now, after=after)
    return current.action


def refuse_recommendation(post: Post, *, reason: str, by: User, now: datetime) -> None:
    """It will not be done, for a reason.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: it is no recommendation, it was taken, or no reason is given.
    """
    require_holding(by, post.review)
    with transaction.atomic():
        current = locked(Post.objects.select_related("action"), post.pk)
        _require_recommendation(current)
        if current.action_id is not None:
            raise ValidationError(_("It was taken: drop its action instead."))
        if not reason.strip():
            raise ValidationError(_("Say why not: whoever recommended it wants to learn."))
        current.refused_at, current.refused_because = now, reason.strip()
        current.save(update_fields=["refused_at", "refused_because"])
        after = {"post": post.pk, "reason": current.refused_because}
        record_event("review.refused", record="review", record_id=post.review_id, by=by, now=now, after=after)


def _require_open(review: Review) -> None:
    if not review.is_open:
        raise ValidationError(_("The review is over: nothing in it can be changed."))


def _require_recommendation(post: Post) -> None:
    if post.kind != Post.Kind.RECOMMENDATION:
        raise ValidationError(_("Only a recommendation becomes an action."))
