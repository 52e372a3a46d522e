"""The one door to an opportunity, and who may do what there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import Access, access_to_owner, can_set_up

RELATED = ("owner__team", "account", "process", "stage__remapping__into")


@dataclass(frozen=True)
class PersonAccess:
    """One person and what that person may do with a record."""

    person: User
    access: Access


def get_opportunity_for(user: User, opportunity_id: int, *, edit: bool = False) -> Opportunity:
    """The opportunity, if the user may see it; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such opportunity, or the user is a stranger to it.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_opportunities(user).select_related(*RELATED)
    opportunity = found.filter(pk=opportunity_id).first()
    if opportunity is None:
        raise Http404
    if edit:
        require_opportunity_edit(user, opportunity)
    return opportunity


def require_opportunity_edit(user: User, opportunity: Opportunity) -> None:
    """Refuse those who may not change the opportunity.

    Raises:
        PermissionDenied: with the reason in words.
    """
    access = access_to_owner(user, opportunity.owner)
    if not access.can_edit:
        raise PermissionDenied(access.reason)


def require_set_up(user: User) -> None:
    """Refuse those who may not change processes and stages.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change processes and stages."))


def explain_access(user: User, opportunity: Opportunity) -> Iterator[PersonAccess]:
    """Everyone who can see the opportunity, editors first, each with the sentence that says why.

    Args:
        user: who asks; must see the opportunity, which is for the caller to check.
    """
    people = User.objects.filter(is_active=True).select_related("team").order_by("name", "pk")
    found = [PersonAccess(person, access_to_owner(person, opportunity.owner)) for person in people]
    seeing = [one for one in found if one.access.can_see]
    yield from sorted(seeing, key=lambda one: (not one.access.can_edit, one.person.pk != user.pk))
