"""The one door to a review, and who may do what in it."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.reviews.models import Commitment, Participant, Post, Review

RELATED = ("opportunity__owner__team", "opportunity__account", "opportunity__stage", "created_by")


def visible_reviews(user: User) -> QuerySet[Review]:
    """Those of opportunities that the user may see."""
    return Review.objects.filter(opportunity__in=visible_opportunities(user).values("pk"))


def get_review_for(user: User, review_id: int) -> Review:
    """The review, if the user may see its opportunity.

    Raises:
        Http404: there is none, or the user is a stranger to the opportunity.
    """
    found = visible_reviews(user).select_related(*RELATED).filter(pk=review_id).first()
    if found is None:
        raise Http404
    return found


def get_post_for(user: User, post_id: int) -> Post:
    """The post, if the user may see its review.

    Raises:
        Http404: there is none, or the user is a stranger.
    """
    related = [f"review__{name}" for name in RELATED]
    found = Post.objects.select_related(*related).filter(pk=post_id, review__in=visible_reviews(user)).first()
    if found is None:
        raise Http404
    return found


def get_commitment_for(user: User, commitment_id: int) -> Commitment:
    """The commitment, if the user may see its review.

    Raises:
        Http404: there is none, or the user is a stranger.
    """
    related = ["owner", *(f"review__{name}" for name in RELATED)]
    rows = Commitment.objects.select_related(*related)
    found = rows.filter(pk=commitment_id, review__in=visible_reviews(user)).first()
    if found is None:
        raise Http404
    return found


def require_holding(user: User, review: Review) -> None:
    """Refuse those who may not change the opportunity from preparing, closing or calling off its review.

    Raises:
        PermissionDenied: with the reason in words.
    """
    require_opportunity_edit(user, review.opportunity)


def can_take_part(user: User, review: Review) -> bool:
    """Whoever has a part in it, and whoever may change the opportunity."""
    if access_to_owner(user, review.opportunity.owner).can_edit:
        return True
    return review.participants.filter(user=user).exists()


def require_part(user: User, review: Review) -> None:
    """Refuse those who only look on.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_take_part(user, review):
        raise PermissionDenied(_("Whoever has a part in the review speaks in it. Ask to be invited."))


def can_lead(user: User, review: Review) -> bool:
    """The coach; where nobody coaches, whoever may change the opportunity."""
    coach = review.participants.filter(role=Participant.Role.COACH).values_list("user", flat=True).first()
    if coach is not None:
        return coach == user.pk
    return access_to_owner(user, review.opportunity.owner).can_edit


def require_lead(user: User, review: Review) -> None:
    """Refuse all but the coach.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_lead(user, review):
        raise PermissionDenied(_("Only whoever leads through the phases moves the review on."))
