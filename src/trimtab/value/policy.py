"""The one door to what this room keeps. It belongs to an opportunity: who sees that reads, who changes that writes."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, can_set_up
from trimtab.value.models import BusinessCase, CaseLine, CaseVersion, Contribution, CustomerAnswer

Found = TypeVar("Found", Contribution, CaseLine, CaseVersion, CustomerAnswer)


def get_deal_for(user: User, pk: int, *, edit: bool = False) -> Opportunity:
    """The opportunity, if the user may see it; with `edit`, change it, and it is not archived.

    Raises:
        Http404, PermissionDenied: see `opportunities.policy.get_opportunity_for`.
    """
    found = get_opportunity_for(user, pk, edit=edit)
    if edit:
        require_open(found)
    return found


def get_case_for(user: User, pk: int, *, edit: bool = False) -> BusinessCase:
    """The business case of that id.

    Raises:
        Http404: there is none, or the user is a stranger to its deal.
        PermissionDenied: the user may read it, not change it.
    """
    case = BusinessCase.objects.filter(pk=pk).first()
    if case is None:
        raise Http404
    case.opportunity = get_deal_for(user, case.opportunity_id, edit=edit)
    return case


def get_contribution_for(user: User, pk: int, *, edit: bool = False) -> Contribution:
    """A contribution of a deal's value map; raises as `get_deal_for` does."""
    found = _first(Contribution.objects.select_related("insight", "capability"), pk)
    found.opportunity = get_deal_for(user, found.opportunity_id, edit=edit)
    return found


def get_line_for(user: User, pk: int, *, edit: bool = False) -> CaseLine:
    """A line of a business case; raises as `get_deal_for` does."""
    found = _first(CaseLine.objects.all(), pk)
    found.case = get_case_for(user, found.case_id, edit=edit)
    return found


def get_version_for(user: User, pk: int) -> CaseVersion:
    """What the customer was given; raises as `get_deal_for` does."""
    found = _first(CaseVersion.objects.select_related("made_by"), pk)
    found.case = get_case_for(user, found.case_id)
    return found


def get_answer_for(user: User, pk: int, *, edit: bool = False) -> CustomerAnswer:
    """What a customer wrote; raises as `get_deal_for` does."""
    found = _first(CustomerAnswer.objects.select_related("line", "version"), pk)
    found.case = get_case_for(user, found.case_id, edit=edit)
    return found


def can_edit(user: User, opportunity: Opportunity) -> bool:
    """Whether the user may change what is kept of the deal's value."""
    return access_to_owner(user, opportunity.owner).can_edit and opportunity.archived_at is None


def require_edit(user: User, opportunity: Opportunity) -> None:
    """Refuse those who may not.

    Raises:
        PermissionDenied: with the reason in words.
    """
    require_opportunity_edit(user, opportunity)
    require_open(opportunity)


def require_open(opportunity: Opportunity) -> None:
    """Refuse changes to what is out of use.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if opportunity.archived_at is not None:
        raise PermissionDenied(_("The opportunity is archived. Restore it first; nothing of it was lost."))


def require_library_edit(user: User) -> None:
    """Refuse those who do not set the organisation up.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change the library of solutions."))


def _first(rows: "QuerySet[Found]", pk: int) -> Found:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
