"""What the sample shows of white space: divisions, ideas, a market, a blocked cell and a target at Ana's customers."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count

from trimtab.accounts.models import Account, Division
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.whitespace.actions import Aimed, MarketFacts, add_potential, block_cell, set_aim, set_market
from trimtab.whitespace.models import Potential

ACCOUNTS = 3
DIVISIONS = ("Production", "Logistics")


def fill_sample(*, seller: User, now: datetime) -> None:
    """Fill the white space of the seller's accounts with most opportunities; once. Under a second."""
    products = list(Product.objects.offered().order_by("family", "name", "pk")[:6])
    if len(products) < 4 or Potential.objects.exists():
        return
    found = Account.objects.current().filter(owner=seller).annotate(number=Count("opportunities"))
    for number, account in enumerate(found.order_by("-number", "pk")[:ACCOUNTS]):
        _fill(account, products, number, seller=seller, now=now)


def _fill(account: Account, products: list[Product], number: int, *, seller: User, now: datetime) -> None:
    currency = Organisation.get().currency
    plant, store = (
        Division.objects.get_or_create(
            account=account, name=name, archived_at=None, defaults={"created_at": now, "changed_at": now}
        )[0]
        for name in DIVISIONS
    )
    ideas = ((plant, products[0], 18_000, 130), (store, products[1], 42_000, 12), (None, products[2], None, 40))
    for division, product, amount, days in ideas:
        fields = {
            "product": product,
            "division": division,
            "name": f"{product.name} for {division or account}",
            "amount": None if amount is None else Decimal(amount * (number + 2) // 2),
            "currency": currency,
            "owner": seller,
            "note": "They asked what the others in their industry do.",
            "certainty": Potential.Certainty.HYPOTHESIS,
            "qualify_by": (now + timedelta(60)).date(),
        }
        add_potential(account, fields=fields, by=seller, now=now - timedelta(days))
    rivals = [("Norwind", Decimal(40)), ("Sudwerk", Decimal(15))]
    facts = MarketFacts(
        products[0], Decimal(90_000), plant, currency, ours=Decimal(20), rivals=rivals, note="Their buyer"
    )
    set_market(account, facts=facts, by=seller, now=now)
    block_cell(
        account, product=products[3], division=store, reason="Bound to another supplier until spring",
        review_on=(now + timedelta(120)).date(), by=seller, now=now,
    )  # fmt: skip
    start = Organisation.get().calendar.containing(now.date(), "year")
    aimed = Aimed(start.start, start.end, Decimal(150_000), currency, products[:2], (), (plant,))
    set_aim(account, aimed=aimed, by=seller, now=now)
