"""The pipeline review: where the period stands, what changed, where to act."""

from trimtab.analytics.review.building import build_review, may_open, review_moments
from trimtab.analytics.review.model import Review

__all__ = ["Review", "build_review", "may_open", "review_moments"]
