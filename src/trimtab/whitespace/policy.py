"""Who changes the white space of an account: whoever works with it, as for its contacts. Whoever sees it reads it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts, get_account_for
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.whitespace.models import Block, Potential


def can_edit(user: User, account: Account) -> bool:
    """Whether the user plans what to sell there; nobody does at an archived account."""
    return account.archived_at is None and can_edit_contacts(user, account)


def require_edit(user: User, account: Account) -> None:
    """Refuse those who only read it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit(user, account):
        raise PermissionDenied(_("White space is worked on by the account's owner and by those who work with it."))


def require_set_up(user: User) -> None:
    """Refuse those who may not change the catalogue of solutions.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change the solutions."))


def get_unit_account_for(user: User, account_id: int, *, edit: bool = False) -> Account:
    """The account, if the user may see it; with `edit`, if the user works with it.

    Raises:
        Http404: there is no such account, or the user is a stranger to it.
        PermissionDenied: the user may only read it.
    """
    account = get_account_for(user, account_id)
    if edit:
        require_edit(user, account)
    return account


def get_potential_for(user: User, potential_id: int, *, edit: bool = False) -> Potential:
    """The potential, if the user may see its account; with `edit`, if the user works with that.

    Raises:
        Http404: there is no such potential, or the user is a stranger to its account.
        PermissionDenied: the user may only read it.
    """
    found = Potential.objects.filter(account__in=visible_accounts(user), pk=potential_id)
    potential = found.select_related("account__owner__team", "division", "product", "owner", "opportunity").first()
    if potential is None:
        raise Http404
    if edit:
        require_edit(user, potential.account)
    return potential


def get_block_for(user: User, block_id: int, *, edit: bool = False) -> Block:
    """The block of a cell, by the same rule.

    Raises:
        Http404: there is no such block, or the user is a stranger to its account.
        PermissionDenied: the user may only read it.
    """
    found = Block.objects.filter(account__in=visible_accounts(user), pk=block_id)
    block = found.select_related("account__owner__team", "product").first()
    if block is None:
        raise Http404
    if edit:
        require_edit(user, block.account)
    return block
