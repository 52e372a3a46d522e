"""Small builders for tests of white space."""

from datetime import UTC, datetime
from decimal import Decimal

from trimtab.accounts.models import Account
from trimtab.opportunities.models import LineItem, Opportunity, Product
from trimtab.people.models import User
from trimtab.whitespace.actions import add_potential
from trimtab.whitespace.models import Potential

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def product(name: str, family: str = "") -> Product:
    """A solution."""
    return Product.objects.create(name=name, family=family)


def line(opportunity: Opportunity, sold: Product, amount: int | None = None) -> LineItem:
    """A line of an opportunity."""
    return LineItem.objects.create(
        opportunity=opportunity, product=sold, amount=None if amount is None else Decimal(amount)
    )


def potential(
    name: str, *, account: Account, sold: Product, by: User, amount: int | None = 30_000, **fields: object
) -> Potential:
    """An idea of what the account could buy."""
    values: dict[str, object] = {"name": name, "product": sold, "currency": "EUR", "owner": by}
    values |= {"amount": None if amount is None else Decimal(amount)}
    return add_potential(account, fields=values | fields, by=by, now=NOW)
