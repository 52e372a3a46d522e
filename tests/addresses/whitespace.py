"""The addresses of `whitespace`, and calls of its actions."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.addresses.roles import ANAS, SET_UP, Address, Seen
from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Product
from trimtab.whitespace import actions
from trimtab.whitespace.actions import Aimed, MarketFacts
from trimtab.whitespace.models import Block, Potential, Proposal

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


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    account, block = Account.objects.get(pk=world.ids["account"]), Block.objects.get(pk=world.ids["block"])
    deal, placed = (Opportunity.objects.get(name=name) for name in ("Acme turbines", "Acme spare parts"))
    turbine, pump = Product.objects.get(pk=world.ids["solution"]), block.product
    actions.place_opportunity(placed, places=[(None, turbine, Decimal(100))], **ana)
    halves = [(None, turbine, Decimal(40)), (None, pump, Decimal(60))]
    aimed = Aimed(NOW.date(), NOW.date(), Decimal(9), "EUR", [turbine, pump], [account])
    market = MarketFacts(pump, Decimal(9), currency="EUR", ours=Decimal(20), rivals=[("Rivalo", Decimal(30))])
    learned: dict[str, Any] = {"facts": {}, "currency": "EUR", "now": NOW}
    return _acts_on_potentials(world) | _acts_on_solutions(world, turbine) | {
        "set_aim": lambda: actions.set_aim(account, aimed=aimed, **ana),
        "block_cell": lambda: actions.block_cell(account, product=pump, reason="None yet", **ana),
        "lift_block": lambda: actions.lift_block(block, **ana),
        "set_market": lambda: actions.set_market(account, facts=market, **ana),
        "place_opportunity": lambda: actions.place_opportunity(deal, places=halves, **ana),
        "clear_placements": lambda: actions.clear_placements(placed, **ana),
        "keep_learning": lambda: actions.keep_learning([_proposal(account, pump)], **learned),
    }  # fmt: skip


def _acts_on_potentials(world: Any) -> dict[str, Callable[[], object]]:
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    potential = Potential.objects.get(pk=world.ids["potential"])
    account, deal = potential.account, Opportunity.objects.get(pk=world.ids["opportunity"])
    fields = {"product": potential.product, "name": "Three", "currency": "EUR", "owner": ana["by"]}
    dismissed = actions.dismiss_potential(actions.add_potential(account, fields=fields, **ana), reason="No", **ana)
    valued = actions.edit_potential(potential, changes={"amount": Decimal(9)}, **ana)
    new: dict[str, Any] = {"stage": deal.stage, "owner": ana["by"], "close_on": NOW.date()}
    return {
        "add_potential": lambda: actions.add_potential(account, fields=fields, **ana),
        "edit_potential": lambda: actions.edit_potential(potential, changes={"note": "Soon"}, **ana),
        "dismiss_potential": lambda: actions.dismiss_potential(potential, reason="Not now", **ana),
        "reopen_potential": lambda: actions.reopen_potential(dismissed, **ana),
        "qualify_as_new": lambda: actions.qualify_as_new(valued, **new, **ana),
        "qualify_by_mapping": lambda: actions.qualify_by_mapping(valued, opportunity=deal, value="take", **ana),
    }


def _acts_on_solutions(world: Any, turbine: Product) -> dict[str, Callable[[], object]]:
    finn: dict[str, Any] = {"by": world.people["finn"], "now": NOW}
    old = actions.add_solution(name="Old", **finn)
    actions.retire_solution(old, **finn)
    actions.set_same_as(actions.add_solution(name="Turbin", **finn), old, **finn)
    new: dict[str, Any] = {"name": "Turbines", "family": "Power", "code": "T"}
    return {
        "add_solution": lambda: actions.add_solution(name="Valve", **finn),
        "edit_solution": lambda: actions.edit_solution(turbine, **new, **finn),
        "retire_solution": lambda: actions.retire_solution(turbine, **finn),
        "offer_solution": lambda: actions.offer_solution(old, **finn),
        "set_same_as": lambda: actions.set_same_as(old, turbine, **finn),
    }


def _proposal(account: Account, product: Product) -> Proposal:
    return Proposal(account=account, product=product, chance=0.5, usual=0.2, owners=3, similar=9)
