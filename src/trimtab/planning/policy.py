"""The one door to a plan, and who may do what there."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.people.policy import Access, access_to_owner, can_set_up
from trimtab.planning.models import Plan, PlanMember
from trimtab.planning.queries import visible_plans


def get_plan_for(user: User, plan_id: int, *, edit: bool = False) -> Plan:
    """The plan, if the user may see it; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such plan, or the user is a stranger to it.
        PermissionDenied: the user may read it, not change it.
    """
    plan = visible_plans(user).select_related("owner__team", "template").filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    if edit:
        require_plan_edit(user, plan)
    return plan


def access_to_plan(user: User, plan: Plan) -> Access:
    """What the user may do with a plan that the user sees, with the reason in words."""
    access = access_to_owner(user, plan.owner)
    if access.can_edit:
        return access
    member = plan.members.filter(user=user).first()
    if member is not None and member.access == PlanMember.Access.EDIT:
        return Access(True, True, _("This person is in the plan's team and edits it."))
    if member is not None:
        return Access(True, False, _("This person is in the plan's team and reads it."))
    if access.can_see:
        return access
    return Access(True, False, _("This person sees every account of the plan; its team decides about it."))


def require_plan_edit(user: User, plan: Plan) -> None:
    """Refuse those who may not change the plan.

    Raises:
        PermissionDenied: with the reason in words.
    """
    access = access_to_plan(user, plan)
    if not access.can_edit:
        raise PermissionDenied(access.reason)


def can_lead(user: User, plan: Plan) -> bool:
    """Who decides about owner and team: the owner, those who lead the owner, operations and administrators."""
    return access_to_owner(user, plan.owner).can_edit


def require_lead(user: User, plan: Plan) -> None:
    """Refuse those who may not change who is in the plan.

    Raises:
        PermissionDenied: the user neither owns the plan nor leads its owner.
    """
    if not can_lead(user, plan):
        raise PermissionDenied(_("Who is in the plan is decided by its owner and by those who lead the owner."))


def require_plannable(user: User, account: Account) -> None:
    """Refuse to plan for an account with which the user does not work.

    Raises:
        PermissionDenied: the user does not see the account, or only reads it.
    """
    if not (visible_accounts(user).filter(pk=account.pk).exists() and can_edit_contacts(user, account)):
        raise PermissionDenied(_("Plans are made by the account's owner and by those who work with the account."))


def require_current(plan: Plan) -> None:
    """Refuse to change what is archived.

    Raises:
        PermissionDenied: the plan is archived.
    """
    if plan.archived_at is not None:
        raise PermissionDenied(_("The plan is archived. Restore it before you change it."))


def require_set_up(user: User) -> None:
    """Refuse those who may not change what plans ask.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change what plans ask."))
