"""Which deals the sample tells the most about: every room fills the same ones, so that some are whole."""

from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


def largest_deals(seller: User, *, most: int = 3) -> list[Opportunity]:
    """The seller's open deals with the highest amounts at an account, with what policies ask of them."""
    mine = Opportunity.objects.current().open().filter(owner=seller, account__isnull=False, amount__isnull=False)
    return list(mine.select_related("account", "owner__team").order_by("-amount", "pk")[:most])
