"""Reading reviews: when deals were last looked at, what was promised, how much of it was kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from trimtab.core.shares import Share
from trimtab.people.models import User
from trimtab.reviews.models import Commitment, Post, Review, Skip
from trimtab.reviews.policy import visible_reviews

__all__ = [
    "Kept",
    "commitments_of",
    "given_back",
    "kept_rates",
    "last_reviews",
    "open_recommendations",
    "visible_reviews",
]


@dataclass(frozen=True)
class Kept:
    """How many of the settled commitments of a person were kept."""

    person: User
    share: Share


def last_reviews(opportunity_ids: Iterable[int]) -> Mapping[int, datetime]:
    """Opportunity → when a review of it was last closed. What was skipped was not reviewed."""
    rows = Review.objects.filter(opportunity__in=list(opportunity_ids), closed_at__isnull=False)
    return dict(rows.order_by().values_list("opportunity").annotate(last=Max("closed_at")))


def open_recommendations(opportunity_ids: Iterable[int]) -> Mapping[int, int]:
    """Opportunity → recommendations of closed reviews that were neither taken nor refused."""
    rows = Post.objects.filter(
        review__opportunity__in=list(opportunity_ids),
        review__closed_at__isnull=False,
        kind=Post.Kind.RECOMMENDATION,
        action=None,
        refused_at=None,
    )
    return dict(rows.order_by().values_list("review__opportunity").annotate(n=Count("pk")))


def commitments_of(opportunity_id: int, *, most: int = 50) -> QuerySet[Commitment]:
    """Those of its reviews that were not called off, open ones first."""
    rows = Commitment.objects.filter(review__opportunity=opportunity_id, review__canceled_at=None)
    settled = F("kept_on").asc(nulls_first=True), F("broken_on").asc(nulls_first=True)
    return rows.select_related("owner", "judged_by", "review__opportunity").order_by(*settled, "due_on", "pk")[:most]


def kept_rates(people: Iterable[int] | None, *, since: date) -> Sequence[Kept]:
    """Person by person, those with most settled commitments first; of everybody where `people` is None."""
    rows = Commitment.objects.filter(review__canceled_at=None, owner__isnull=False, due_on__gte=since)
    if people is not None:
        rows = rows.filter(owner__in=list(people))
    settled = rows.filter(Q(kept_on__isnull=False) | Q(broken_on__isnull=False))
    counted = settled.order_by().values("owner").annotate(n=Count("pk"), kept=Count("kept_on")).order_by("-n", "owner")
    found = list(counted[:100])
    names = {one.pk: one for one in User.objects.filter(pk__in=[one["owner"] for one in found])}
    return [Kept(names[one["owner"]], Share(one["kept"], one["n"])) for one in found]


def given_back(people: Iterable[int] | None, *, since: date) -> int:
    """Minutes that skipping gave back since then."""
    rows = Skip.objects.filter(on__gte=since)
    if people is not None:
        rows = rows.filter(opportunity__owner__in=list(people))
    return rows.aggregate(total=Sum("minutes"))["total"] or 0
