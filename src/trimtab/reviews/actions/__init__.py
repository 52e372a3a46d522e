"""Changes of reviews. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.reviews.actions.commitments import add_commitment, judge_commitment, settle_commitments
from trimtab.reviews.actions.meetings import (
    add_participant,
    advance_review,
    call_review_off,
    close_review,
    plan_review,
    remove_participant,
    skip_reviews,
)
from trimtab.reviews.actions.posts import add_post, like_post, refuse_recommendation, take_recommendation

__all__ = [
    "add_commitment",
    "add_participant",
    "add_post",
    "advance_review",
    "call_review_off",
    "close_review",
    "judge_commitment",
    "like_post",
    "plan_review",
    "refuse_recommendation",
    "remove_participant",
    "settle_commitments",
    "skip_reviews",
    "take_recommendation",
]
