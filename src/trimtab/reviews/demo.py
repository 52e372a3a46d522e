"""Reviews of the sample company: one that was held, with promises, and one that is planned for tomorrow."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.reviews.actions import (
    add_commitment,
    add_post,
    advance_review,
    close_review,
    judge_commitment,
    plan_review,
    refuse_recommendation,
    take_recommendation,
)
from trimtab.reviews.models import Commitment, Post, Review
from trimtab.reviews.phases import kinds_in

Kind = Post.Kind
SAID = (
    (Kind.QUESTION, "Who signs when the head of operations is away?"),
    (Kind.STRENGTH, "Their head of operations named the cost of a stop by himself, in figures."),
    (Kind.VULNERABILITY, "We never spoke with finance, and finance decides about the year."),
    (Kind.RECOMMENDATION, "Have their sponsor bring us to finance before the offer goes out."),
    (Kind.RECOMMENDATION, "Offer a discount for a signature this month."),
)
REFUSED = "They have not asked for one, and it would say that the price was never meant."


@transaction.atomic
def fill_reviews(seller: User, *, leader: User, today: date, now: datetime) -> int:
    """Fill the room once; how many reviews there are. The largest deal was reviewed, the second will be tomorrow."""
    if Review.objects.exists():
        return Review.objects.count()
    deals = largest_deals(seller, most=2)
    for deal in deals[:1]:
        _hold(deal, seller, leader, then=now - timedelta(days=9), today=today)
    for deal in deals[1:]:
        morning = datetime.combine(today + timedelta(days=1), time(10), timezone.get_current_timezone())
        _plan(deal, seller, leader, starts_at=morning, now=now - timedelta(days=1))
    return Review.objects.count()


def _plan(deal: Opportunity, seller: User, leader: User, *, starts_at: datetime, now: datetime) -> Review:
    fields = {"mode": Review.Mode.LIVE, "starts_at": starts_at, "minutes": 45}
    return plan_review(deal, fields=fields, coach=leader, by=seller, now=now)


def _hold(deal: Opportunity, seller: User, leader: User, *, then: datetime, today: date) -> None:
    """Phase by phase; of two recommendations one is taken; of two promises one is kept and one is not due yet."""
    review = _plan(deal, seller, leader, starts_at=then, now=then - timedelta(days=2))
    while review.phase != Review.Phase.COMMIT:
        review = advance_review(review, seen=review.phase, by=leader, now=then)
        for kind, text in SAID:
            if kind in kinds_in(review):
                add_post(review, kind=kind, text=text, by=leader, now=then)
    taken, refused = review.posts.filter(kind=Kind.RECOMMENDATION).order_by("pk")
    take_recommendation(taken, assignee=seller, due_on=today + timedelta(days=5), by=seller, now=then)
    refuse_recommendation(refused, reason=REFUSED, by=seller, now=then)
    first = _promise(review, seller, "Know who signs while he is away.", due_on=today - timedelta(days=2), then=then)
    _promise(
        review, seller, "A meeting with finance stands in the calendar.", due_on=today + timedelta(days=6), then=then
    )
    judge_commitment(first, is_kept=True, by=seller, today=today - timedelta(days=2), now=then + timedelta(days=6))
    record = "The way is right; without finance it is not safe. One step before anything else."
    close_review(
        review, decision=Review.Decision.GO_ON, record=record, next_on=today + timedelta(days=12), by=leader, now=then
    )


def _promise(review: Review, seller: User, text: str, *, due_on: date, then: datetime) -> Commitment:
    return add_commitment(review, fields={"text": text, "owner": seller, "due_on": due_on}, by=seller, now=then)
