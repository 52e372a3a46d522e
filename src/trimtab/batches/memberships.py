"""Who came to work with an account through a batch, and no longer does when it is taken back."""

from trimtab.accounts.models import Account, AccountMember
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


def is_member(account: Account | None, user: User) -> bool:
    """Whether that person works with the account already; without an account there is nothing to join."""
    return account is None or AccountMember.objects.filter(account=account, user=user).exists()


def give_up_membership(account: Account | None, user_id: int) -> None:
    """Take the membership back, unless the person owns the account or an opportunity there."""
    if account is None or Account.objects.filter(pk=account.pk, owner=user_id).exists():
        return
    if not Opportunity.objects.filter(account=account, owner=user_id).exists():
        AccountMember.objects.filter(account=account, user=user_id).delete()
