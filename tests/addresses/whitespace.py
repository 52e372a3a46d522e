"""The addresses of `whitespace`."""

from django.utils import timezone

from tests.addresses.roles import ANAS, SET_UP, Address, Seen
from trimtab.opportunities.models import Product
from trimtab.whitespace import actions

WRITES = Address(ANAS, method="post", needs_write=True, of="account")

ADDRESSES: dict[str, Address] = {
    "account-white-space": Address(ANAS, of="account"),
    "account-white-space-panel": Address(ANAS, of="account"),
    "white-space-cell": Address(ANAS, of="account solution"),
    "white-space-aim": Address(ANAS, needs_write=True, of="account"),
    "white-space-blocks": WRITES,
    "white-space-markets": WRITES,
    "white-space-block-lifting": Address(ANAS, method="post", needs_write=True, of="block"),
    "potential-new": WRITES,
    "potential": Address(ANAS, of="potential"),
    "potential-qualification": Address(ANAS, needs_write=True, of="potential"),
    "potential-dismissal": Address(ANAS, method="post", needs_write=True, of="potential"),
    "potential-reopening": Address(ANAS, method="post", needs_write=True, of="potential"),
    "opportunity-placement": Address(ANAS, needs_write=True, of="opportunity"),
    "opportunity-white-space": Address(ANAS, of="opportunity"),
    "solutions": Address(SET_UP),
    "solution": Address(SET_UP, of="solution"),
    "solution-retirement": Address(SET_UP, method="post", of="solution"),
    "solution-same": Address(SET_UP, method="post", of="solution"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A solution, and a potential and a blocked cell at Ana's customer."""
    ana, now = seen.people["ana"], timezone.now()
    turbine = Product.objects.create(name="Turbine", family="Power")
    fields = {"product": turbine, "name": "Two turbines", "currency": "EUR", "owner": ana}
    potential = actions.add_potential(seen.account, fields=fields, by=ana, now=now)
    other = Product.objects.create(name="Pump", family="Water")
    block = actions.block_cell(seen.account, product=other, reason="No water there", by=ana, now=now)
    return {"solution": turbine.pk, "potential": potential.pk, "block": block.pk}
