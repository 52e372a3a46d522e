"""The one door to what is written of a deal's competition, and to the catalogue of competitors.

The competition of an opportunity is seen and changed like the opportunity. The catalogue is everybody's: whoever
signs in reads it and writes what they know; only operations and administrators merge spellings and archive.
"""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.competition.models import Competitor, Contender, DecisionCriterion, Fear
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, can_set_up

Row = TypeVar("Row", Contender, DecisionCriterion, Fear)
OF_OPPORTUNITY = ("opportunity__owner__team", "opportunity__account")


def get_contender_for(user: User, pk: int, *, edit: bool = False) -> Contender:
    """The contender, if the user may see its opportunity; with `edit`, if the user may change that.

    Raises:
        Http404: there is none, or the user is a stranger to the opportunity.
        PermissionDenied: the user may read it, not change it.
    """
    found = Contender.objects.select_related("competitor__same_as", *OF_OPPORTUNITY).filter(pk=pk).first()
    return _opened(user, found, edit=edit)


def get_criterion_for(user: User, pk: int, *, edit: bool = False) -> DecisionCriterion:
    """The criterion, archived or not; see `get_contender_for`."""
    found = DecisionCriterion.objects.select_related(*OF_OPPORTUNITY).filter(pk=pk).first()
    return _opened(user, found, edit=edit)


def get_fear_for(user: User, pk: int, *, edit: bool = False) -> Fear:
    """The fear, taken off or not; see `get_contender_for`."""
    found = Fear.objects.select_related("person__map", "owner", *OF_OPPORTUNITY).filter(pk=pk).first()
    return _opened(user, found, edit=edit)


def get_fit_evidence_for(user: User, pk: int, *, edit: bool = False) -> tuple[Evidence, DecisionCriterion]:
    """A piece of evidence about a fit, and the criterion; see `get_contender_for`."""
    found = Evidence.objects.filter(pk=pk, record="decision_criterion").first()
    if found is None:
        raise Http404
    return found, get_criterion_for(user, found.record_id, edit=edit)


def get_competitor_for(user: User, pk: int, *, edit: bool = False) -> Competitor:
    """The competitor; everybody reads and writes the catalogue.

    Raises:
        Http404: there is none.
    """
    found = Competitor.objects.select_related("same_as").filter(pk=pk).first()
    if found is None or not user.is_active:
        raise Http404
    return found


def can_edit_competition(user: User, opportunity: Opportunity) -> bool:
    """Whether the user may change who is in the deal and what decides it."""
    return opportunity.archived_at is None and access_to_owner(user, opportunity.owner).can_edit


def require_competition_edit(user: User, opportunity: Opportunity) -> None:
    """Refuse those who may not change it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    require_opportunity_edit(user, opportunity)
    if opportunity.archived_at is not None:
        raise PermissionDenied(_("An archived opportunity is not changed. Restore it first."))


def require_catalogue_order(user: User) -> None:
    """Refuse those who may not merge spellings and archive.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators merge and archive competitors."))


def _opened(user: User, found: Row | None, *, edit: bool) -> Row:
    if found is None:
        raise Http404
    get_opportunity_for(user, found.opportunity_id)
    if edit:
        require_competition_edit(user, found.opportunity)
    return found
