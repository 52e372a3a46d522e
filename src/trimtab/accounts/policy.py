"""The one door to an account and to a contact."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.people.models import User
from trimtab.people.policy import Access, access_to_owner, can_set_up, visible_people


def get_account_for(user: User, account_id: int, *, edit: bool = False) -> Account:
    """The account, if the user may see it; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such account, or the user is a stranger to it.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_accounts(user).select_related("owner__team", "parent", "territory")
    account = found.filter(pk=account_id).first()
    if account is None:
        raise Http404
    if edit:
        require_account_edit(user, account)
    return account


def get_contact_for(user: User, contact_id: int, *, edit: bool = False) -> Contact:
    """The contact, if the user may see its account; with `edit`, if the user may change the account's contacts.

    Raises:
        Http404: there is no such contact, or the user is a stranger to its account.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_contacts(user).select_related("account__owner__team", "reports_to")
    contact = found.filter(pk=contact_id).first()
    if contact is None:
        raise Http404
    if edit:
        require_contact_edit(user, contact.account)
    return contact


def access_to_account(user: User, account: Account) -> Access:
    """What the user may do with the account, with the reason in words."""
    access = access_to_owner(user, account.owner)
    if access.can_see:
        return access
    people = visible_people(user)
    if account.members.filter(user=user).exists():
        return Access(True, False, _("This person works with the account; its owner decides about its facts."))
    if account.members.filter(user__in=people).exists():
        return Access(True, False, _("Somebody whose records this person sees works with the account."))
    if account.territory_id and user.territories.filter(pk=account.territory_id).exists():
        return Access(True, False, _("The account is in this person's territory."))
    return access


def can_edit_contacts(user: User, account: Account | None) -> bool:
    """Whoever may change the account, and its members: they meet the people there."""
    if access_to_owner(user, account.owner if account else None).can_edit:
        return True
    return account is not None and account.members.filter(user=user).exists()


def require_account_edit(user: User, account: Account) -> None:
    """Refuse those who may not change the account.

    Raises:
        PermissionDenied: with the reason in words.
    """
    access = access_to_owner(user, account.owner)
    if not access.can_edit:
        raise PermissionDenied(access.reason)


def require_contact_edit(user: User, account: Account | None) -> None:
    """Refuse those who may not change the contacts of the account.

    Raises:
        PermissionDenied: the user neither may change the account nor works with it.
    """
    if not can_edit_contacts(user, account):
        raise PermissionDenied(_("Contacts are changed by the account's owner and by those who work with it."))


def require_assignable(user: User, owner: object) -> None:
    """Refuse to give a record to somebody out of sight; only those who set up leave it without an owner.

    Raises:
        PermissionDenied: the user does not see the records of `owner`.
    """
    if owner is None and can_set_up(user):
        return
    if not isinstance(owner, User) or not visible_people(user).filter(pk=owner.pk).exists():
        raise PermissionDenied(_("A record is given to somebody whose records one sees."))
