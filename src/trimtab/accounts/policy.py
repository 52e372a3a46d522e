"""The one door to an account and to a contact."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.people.policy import (
    Access,
    PersonAccess,
    access_to_owner,
    can_set_up,
    sorted_by_access,
    visible_people,
)


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


def shown_account(request: HttpRequest, account_id: int) -> Account:
    """The account that the page is about, if whoever is signed in may see it; asked once for all parts of the page.

    Raises:
        Http404: see `get_account_for`.
    """
    kept: Account | None = getattr(request, "_shown_account", None)
    if kept is None or kept.pk != account_id:
        kept = get_account_for(signed_in(request), account_id)
        request._shown_account = kept  # type: ignore[attr-defined]  # the views of the parts get the same request
    return kept


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
    members = [member.user for member in account.members.select_related("user__team")]
    in_territory = {user.pk} if account.territory_id and account.territory in user.territories.all() else set()
    return _access_as(user, account, members, in_territory)


def explain_account_access(user: User, account: Account) -> list[PersonAccess]:
    """Everyone who can see the account, editors first, each with the sentence that says why. Four queries.

    Args:
        user: who asks; must see the account, which is for the caller to check.
    """
    members = [member.user for member in account.members.select_related("user__team")]
    in_territory = set(account.territory.people.values_list("pk", flat=True)) if account.territory else set()
    people = User.objects.filter(is_active=True).select_related("team").order_by("name", "pk")
    found = (PersonAccess(one, _access_as(one, account, members, in_territory)) for one in people)
    return sorted_by_access(found, user=user)


def explain_contact_access(user: User, contact: Contact) -> list[PersonAccess]:
    """The same for a contact: whoever sees its account sees it; members of the account edit it too."""
    account = contact.account
    if account is None:
        people = User.objects.filter(is_active=True).select_related("team").order_by("name", "pk")
        return sorted_by_access((PersonAccess(one, access_to_owner(one, None)) for one in people), user=user)
    members = set(account.members.values_list("user", flat=True))
    meets = Access(True, True, _("This person works with the account, and so with the people there."))
    found = [
        PersonAccess(one.person, meets) if one.person.pk in members and not one.access.can_edit else one
        for one in explain_account_access(user, account)
    ]
    return sorted_by_access(found, user=user)


def _access_as(person: User, account: Account, members: list[User], in_territory: set[int]) -> Access:
    """`access_to_account` for one of many people, without a query."""
    access = access_to_owner(person, account.owner)
    if access.can_see or not person.is_active:
        return access
    if person in members:
        return Access(True, False, _("This person works with the account; its owner decides about its facts."))
    if any(access_to_owner(person, member).can_see for member in members):
        return Access(True, False, _("Somebody whose records this person sees works with the account."))
    if person.pk in in_territory:
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
