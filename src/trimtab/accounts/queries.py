"""Reading accounts and contacts, never more than a user may see."""

from collections.abc import Collection
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, AccountMember, AccountQuerySet, Contact
from trimtab.core.conditions import AsText, as_text
from trimtab.core.ids import id_in
from trimtab.people.models import Territory, User
from trimtab.people.policy import people_of, sees_everyone, whom_sees


def visible_accounts(user: User) -> AccountQuerySet:
    """The accounts that the user may see, archived ones included.

    An account is visible to whoever sees its owner, sees one of its members, or works in its territory.
    """
    if sees_everyone(user):
        return Account.objects.all()
    return Account.objects.filter(account_in_sight(user))


def accounts_in_sight(user: User) -> AsText:
    """`visible_accounts` for a condition. Not for who sees everyone."""
    return _accounts_of(whom_sees(user), user.pk)


def account_in_sight(user: User, path: str = "") -> Q:
    """That an account belongs to somebody whom the user sees, or to the user's territory. Not for who sees everyone.

    Args:
        path: from the rows that are asked for to their account, with two underscores at its end.
    """
    return _in_sight(whom_sees(user), user.pk, path)


def _in_sight(seen: tuple[str, int | str], user_id: int, path: str) -> Q:
    return (
        Q(**{f"{path}owner__in": people_of(seen)})
        | Q(**{f"{path}pk__in": _accounts_with_members_of(seen)})
        | Q(**{f"{path}territory__in": _territories_of(user_id)})
    )


@lru_cache(maxsize=2000)
def _accounts_of(seen: tuple[str, int | str], user_id: int) -> AsText:
    return as_text(Account.objects.filter(_in_sight(seen, user_id, "")).values("pk"))


@lru_cache(maxsize=2000)
def _accounts_with_members_of(seen: tuple[str, int | str]) -> AsText:
    return as_text(AccountMember.objects.filter(user__in=people_of(seen)).values("account"))


@lru_cache(maxsize=2000)
def _territories_of(user_id: int) -> AsText:
    return as_text(Territory.objects.filter(people=user_id).values("pk"))


def visible_contacts(user: User) -> QuerySet[Contact]:
    """The contacts that the user may see: those of visible accounts; without an account, whoever sees everyone."""
    if sees_everyone(user):
        return Contact.objects.all()
    return Contact.objects.filter(account__in=accounts_in_sight(user))


def contacts_visible_among(user: User, contact_ids: Collection[int]) -> QuerySet[Contact]:
    """Those of a few contacts that the user may see. Asked of each: databases begin a list with all accounts."""
    found = Contact.objects.filter(pk__in=contact_ids)
    return found if sees_everyone(user) else found.filter(account_in_sight(user, "account__"))


def accounts_named(user: User, text: str, *, limit: int = 10) -> list[Account]:
    """The current accounts that a typed text can mean: the one with the number after #, or those of that name.

    Args:
        text: a name in upper or lower case, or a name with the account's number: "Acme #12".
    """
    name, hash_sign, number = text.rpartition("#")
    visible = visible_accounts(user).current()
    if hash_sign and (pk := id_in(number)) is not None:
        return list(visible.filter(pk=pk, name=name.strip())[:limit])
    return list(visible.alias(lower_name=Lower("name")).filter(lower_name=Lower(Value(text))).order_by("pk")[:limit])


def account_meant(user: User, text: str) -> Account | None:
    """The account that a typed text means; none for no text.

    Raises:
        ValidationError: no account that the user sees has that name, or several have.
    """
    if not text:
        return None
    found = accounts_named(user, text)
    if not found:
        raise ValidationError(_("No account of yours has that name. Add the account first, or choose another one."))
    if len(found) > 1:
        labels = ", ".join(f"{account.name} #{account.pk}" for account in found)
        raise ValidationError(_("Several accounts have that name. Write one of: %(labels)s.") % {"labels": labels})
    return found[0]
