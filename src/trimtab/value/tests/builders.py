"""A deal of Ana's with goals of its customer, and what is said of its value."""

from decimal import Decimal
from typing import Any

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.discovery.actions import add_insight, set_state
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Insight
from trimtab.opportunities.models import LineItem, Opportunity, Product
from trimtab.people.models import User
from trimtab.value import actions
from trimtab.value.models import BusinessCase, Capability, CaseLine

TODAY = NOW.date()


def kim(account: Account) -> Contact:
    """Somebody at the customer."""
    return Contact.objects.get_or_create(
        account=account, name="Kim Keller", defaults={"created_at": NOW, "changed_at": NOW}
    )[0]


def their_word(account: Account, **fields: Any) -> dict[str, Any]:
    """Kim said it today."""
    return {"kind": "said", "told_by": kim(account), "happened_on": TODAY} | fields


def goal(opportunity: Opportunity, title: str, *, by: User, confirmed: bool = False, **facts: Any) -> Insight:
    """Something that the customer wants, on the deal's board."""
    layer = facts.pop("layer", "initiative" if "priority" in facts else "goal")
    board = Board(None, None, opportunity)
    insight = add_insight(board, layer=layer, facts={"title": title, **facts}, section=None, by=by, now=NOW).insight
    if confirmed:
        assert opportunity.account is not None
        set_state(insight, state="confirmed", evidence=their_word(opportunity.account), by=by, now=NOW)
    return insight


def solution(opportunity: Opportunity, name: str = "Sensors") -> Product:
    """What the deal is about."""
    product = Product.objects.create(name=name)
    LineItem.objects.create(opportunity=opportunity, product=product)
    return product


def capability(product: Product, name: str, *, by: User) -> Capability:
    """What customers can do with it."""
    return actions.add_capability(product, facts={"name": name}, by=by, now=NOW)


def case_of(opportunity: Opportunity, *, by: User, **facts: Any) -> BusinessCase:
    """A case over three years at 10 percent, in euros."""
    known = {"title": "Less downtime", "currency": "EUR", "years": 3, "rate": Decimal(10)} | facts
    return actions.begin_case(opportunity, facts=known, by=by, now=NOW)


def line(case: BusinessCase, kind: str, amount: int, *, by: User, **facts: Any) -> CaseLine:
    """A benefit or cost of so much."""
    known = {"label": f"{kind} {amount}", "quantity": Decimal(amount), **facts}
    return actions.add_line(case, kind=kind, facts=known, by=by, now=NOW)
