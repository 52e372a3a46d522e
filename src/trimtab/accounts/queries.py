"""Reading accounts and contacts, never more than a user may see."""

from django.db.models import Q, QuerySet

from trimtab.accounts.models import Account, AccountMember, AccountQuerySet, Contact
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone, visible_people


def visible_accounts(user: User) -> AccountQuerySet:
    """The accounts that the user may see, archived ones included.

    An account is visible to whoever sees its owner, sees one of its members, or works in its territory.
    """
    if sees_everyone(user):
        return Account.objects.all()
    people = visible_people(user)
    return Account.objects.filter(
        Q(owner__in=people)
        | Q(pk__in=AccountMember.objects.filter(user__in=people).values("account"))
        | Q(territory__in=user.territories.all())
    )


def visible_contacts(user: User) -> QuerySet[Contact]:
    """The contacts that the user may see: those of visible accounts; without an account, whoever sees everyone."""
    if sees_everyone(user):
        return Contact.objects.all()
    return Contact.objects.filter(account__in=visible_accounts(user))
