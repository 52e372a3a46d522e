"""The one door to an objective and to an action."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, AccountMember
from trimtab.accounts.policy import access_to_account, can_edit_contacts
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.queries import visible_actions, visible_objectives
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, can_set_up, visible_people

RELATED = ("assignee__team", "account__owner__team", "opportunity__owner__team", "objective", "contact", "added_by")


def get_objective_for(user: User, objective_id: int, *, edit: bool = False) -> Objective:
    """The objective, if the user may see its account; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such objective, or the user is a stranger to its account.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_objectives(user).select_related("account__owner__team", "owner__team", "division", "contact")
    objective = found.filter(pk=objective_id).first()
    if objective is None:
        raise Http404
    if edit:
        require_objective_edit(user, objective)
    return objective


def get_action_for(user: User, action_id: int, *, edit: bool = False) -> Action:
    """The action, if the user may see what it belongs to; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such action, or the user is a stranger to what it belongs to.
        PermissionDenied: the user may read it, not change it.
    """
    action = visible_actions(user).select_related(*RELATED).filter(pk=action_id).first()
    if action is None:
        raise Http404
    if edit:
        require_action_edit(user, action)
    return action


def can_edit_objective(user: User, objective: Objective) -> bool:
    """Its owner, and whoever works with the account or may change it."""
    return objective.owner_id == user.pk or can_edit_contacts(user, objective.account)


def require_objective_edit(user: User, objective: Objective) -> None:
    """Refuse those who may not change the objective.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit_objective(user, objective):
        raise PermissionDenied(_("An objective is changed by its owner and by those who work with the account."))


def editable_actions(user: User, actions: Iterable[Action]) -> set[int]:
    """The ids of those that the user may change. One query for any number."""
    rows = list(actions)
    accounts = {one.account_id for one in rows if one.opportunity_id is None}
    works_with = set(AccountMember.objects.filter(user=user, account__in=accounts).values_list("account", flat=True))
    return {one.pk for one in rows if user.pk in (one.assignee_id, one.added_by_id) or _leads(user, one, works_with)}


def _leads(user: User, action: Action, works_with: set[int]) -> bool:
    """Whether the user may change what the action belongs to."""
    if action.opportunity is not None:
        return access_to_owner(user, action.opportunity.owner).can_edit
    if action.account is not None:
        return action.account_id in works_with or access_to_owner(user, action.account.owner).can_edit
    return access_to_owner(user, action.assignee).can_edit


def require_action_edit(user: User, action: Action) -> None:
    """Refuse those who may not change the action.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not editable_actions(user, [action]):
        raise PermissionDenied(
            _("An action is changed by whoever does it or added it, and by those who may change its record.")
        )


def require_planning(user: User, *, account: Account | None, opportunity: Opportunity | None) -> None:
    """Refuse those who only read the record from planning actions on it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if opportunity is not None:
        access = access_to_owner(user, opportunity.owner)
        if not access.can_edit:
            raise PermissionDenied(access.reason)
    elif account is not None and not can_edit_contacts(user, account):
        raise PermissionDenied(_("Actions are planned by the account's owner and by those who work with it."))


def require_doer(by: User, person: User | None, *, account: Account | None, opportunity: Opportunity | None) -> None:
    """An action goes to somebody in sight who sees what it is about: nobody learns of a customer through it.

    Raises:
        ValidationError: the person is out of sight of `by`, or does not see the record.
    """
    if person is None:
        if not can_set_up(by):
            raise ValidationError(_("Somebody must do it. Name a person."))
        return
    if person.pk != by.pk and not visible_people(by).filter(pk=person.pk).exists():
        raise ValidationError(_("Nobody whose records you see has that name. Choose somebody from the proposals."))
    sees = True
    if opportunity is not None:
        sees = access_to_owner(person, opportunity.owner).can_see
    elif account is not None:
        sees = access_to_account(person, account).can_see
    if not sees:
        raise ValidationError(
            _("%(person)s does not see %(record)s. Choose somebody who does.")
            % {"person": person, "record": opportunity or account}
        )


def require_set_up(user: User) -> None:
    """Refuse those who may not change the kinds.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change kinds of objective."))
