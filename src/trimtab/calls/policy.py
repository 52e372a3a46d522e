"""The one door to a call.

A call is seen by whoever sees its opportunity or, without one, its account. It is changed by whoever leads it, and by
those who may change its opportunity or work with its account.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts
from trimtab.calls.models import Call, Wish
from trimtab.calls.queries import visible_calls
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES, access_to_owner

RELATED = (
    "opportunity__account__owner__team",
    "opportunity__owner__team",
    "account__owner__team",
    "owner__team",
    "activity",
    "follows",
)


def get_call_for(user: User, call_id: int, *, edit: bool = False) -> Call:
    """The call, if the user may see what it is with; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such call, or the user is a stranger to what it is with.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_calls(user).select_related(*RELATED).filter(pk=call_id).first()
    if found is None:
        raise Http404
    if edit:
        require_call_edit(user, found)
    return found


def get_wish_for(user: User, wish_id: int) -> Wish:
    """What a customer wished of a call that the user may change; see `get_call_for`."""
    found = Wish.objects.filter(pk=wish_id).first()
    if found is None:
        raise Http404
    found.call = get_call_for(user, found.call_id, edit=True)
    return found


def can_edit_call(user: User, call: Call) -> bool:
    """Whoever leads it, and whoever may change its opportunity or works with its account."""
    if call.opportunity is not None:
        return call.owner_id == user.pk or access_to_owner(user, call.opportunity.owner).can_edit
    return call.owner_id == user.pk or can_edit_contacts(user, call.account)


def require_call_edit(user: User, call: Call) -> None:
    """Refuse those who may not change the call.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit_call(user, call):
        raise PermissionDenied(_("A call is changed by whoever leads it, and by those who may change its record."))


def require_planning(user: User, *, opportunity: Opportunity | None, account: Account | None) -> None:
    """Refuse those who only read the record from planning calls with it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if opportunity is not None:
        require_opportunity_edit(user, opportunity)
    elif not can_edit_contacts(user, account):
        raise PermissionDenied(_("Calls are planned by the account's owner and by those who work with it."))


def may_see_figures_of(user: User, person: User) -> bool:
    """Whether the user sees how calls of that one person go: one's own, and of people whom one leads.

    Operations and administrators keep the system; how one person does is between that person and who leads.
    """
    if user.pk == person.pk:
        return True
    return user.role in LEADING_ROLES and access_to_owner(user, person).can_edit
