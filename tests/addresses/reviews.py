"""The addresses of `reviews`."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.opportunities.tests.builders import deal
from trimtab.reviews import actions
from trimtab.reviews.models import Commitment, Post, Review
from trimtab.reviews.phases import Phase

# Ana coaches the review of the matrix: all others who see it read.
COACHED_BY_ANA = dict(zip(ROLES, "wrr-rrr", strict=True))
ADDRESSES: dict[str, Address] = {
    "opportunity-reviews": Address(ANAS, of="opportunity"),
    "opportunity-reviews-panel": Address(ANAS, of="opportunity"),
    "review-new": Address(ANAS, needs_write=True, of="opportunity"),
    "reviews": Address(EVERYBODY),
    "review-skips": Address(EVERYBODY, method="post"),
    "review": Address(ANAS, of="review"),
    "review-minutes": Address(ANAS, of="review"),
    "review-invitation": Address(ANAS, of="review"),
    "review-participants": Address(ANAS, method="post", needs_write=True, of="review"),
    "review-leaving": Address(ANAS, method="post", needs_write=True, of="review review_person"),
    "review-advances": Address(COACHED_BY_ANA, method="post", needs_write=True, of="review"),
    "review-closure": Address(COACHED_BY_ANA, method="post", needs_write=True, of="review"),
    "review-calling-off": Address(ANAS, method="post", needs_write=True, of="review"),
    "review-posts": Address(ANAS, method="post", needs_write=True, of="review"),
    "review-likes": Address(ANAS, method="post", needs_write=True, of="review_post"),
    "review-taking": Address(ANAS, needs_write=True, of="review_post"),
    "review-refusal": Address(ANAS, method="post", needs_write=True, of="review_post"),
    "review-commitments": Address(ANAS, method="post", needs_write=True, of="review"),
    "commitment-verdict": Address(ANAS, method="post", needs_write=True, of="review_promise"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A record of Ana's for each kind that stands in an address."""
    ana = seen.people["ana"]
    fields: dict[str, object] = {"mode": Review.Mode.LIVE, "starts_at": LONG_AGO, "minutes": 60}
    review = actions.plan_review(seen.opportunity, fields=fields, coach=ana, by=ana, now=LONG_AGO)
    Review.objects.filter(pk=review.pk).update(phase=Phase.RECOMMENDATIONS)
    post = actions.add_post(review, kind=Post.Kind.RECOMMENDATION, text="Meet their finance lead", by=ana, now=LONG_AGO)
    promise = {"text": "Finance has confirmed", "owner": ana, "due_on": date(2024, 2, 1)}
    made = actions.add_commitment(review, fields=promise, by=ana, now=LONG_AGO)
    return {"review": review.pk, "review_post": post.pk, "review_promise": made.pk, "review_person": ana.pk}


def acts(world: Any) -> Mapping[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    review, ana = Review.objects.get(pk=world.ids["review"]), world.people["ana"]
    opportunity, by = review.opportunity, dict[str, Any](by=ana, now=NOW)
    post, promise = (
        Post.objects.get(pk=world.ids["review_post"]),
        Commitment.objects.get(pk=world.ids["review_promise"]),
    )
    fields: dict[str, object] = {"mode": Review.Mode.OPEN, "starts_at": NOW, "minutes": 60}
    day = NOW.date()

    due = NOW.date() - timedelta(days=9)
    promised = {"text": "A meeting is held", "owner": ana, "due_on": due, "signal": "reviews_last", "test": "at_most"}
    other = deal("Pumps", owner=ana, process=opportunity.process)
    past = Review.objects.create(opportunity=other, starts_at=NOW, phase=Phase.CLOSED, phase_at=NOW, created_at=NOW,
                                 closed_at=NOW, decision="go_on")  # fmt: skip
    actions.add_commitment(past, fields=promised | {"value": "3"}, **by)
    return {
        "plan_review": lambda: actions.plan_review(other, fields=fields, coach=None, **by),
        "add_participant": lambda: actions.add_participant(review, user=world.people["ben"], role="coach", **by),
        "remove_participant": lambda: actions.remove_participant(review, user_id=ana.pk, **by),
        "advance_review": lambda: actions.advance_review(review, seen=review.phase, **by),
        "close_review": lambda: actions.close_review(review, decision="go_on", record="", next_on=day, **by),
        "call_review_off": lambda: actions.call_review_off(review, **by),
        "skip_reviews": lambda: actions.skip_reviews([opportunity], minutes=30, today=day, **by),
        "add_post": lambda: actions.add_post(review, kind=Post.Kind.RECOMMENDATION, text="Wait", **by),
        "like_post": lambda: actions.like_post(post, is_on=True, **by),
        "take_recommendation": lambda: actions.take_recommendation(post, assignee=ana, due_on=day, **by),
        "refuse_recommendation": lambda: actions.refuse_recommendation(post, reason="No", **by),
        "add_commitment": lambda: actions.add_commitment(review, fields=promised, **by),
        "judge_commitment": lambda: actions.judge_commitment(promise, is_kept=True, today=day, **by),
        "settle_commitments": lambda: actions.settle_commitments(today=day, now=NOW),
    }
