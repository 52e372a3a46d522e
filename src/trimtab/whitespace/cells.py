"""What one cell holds in full: its potentials and opportunities, what is blocked, its market."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from trimtab.accounts.models import Account, Division
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Product
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import can_set_up, visible_people
from trimtab.whitespace.grid import EMPTY, Cell, Unit
from trimtab.whitespace.leaves import contents_for, units_in
from trimtab.whitespace.models import Block, MarketShare, Potential
from trimtab.whitespace.queries import aims_of, last_learning, reading_for
from trimtab.whitespace.rows import Aims, family_of, rows_of


@dataclass(frozen=True)
class CellContents:
    """A cell with the records behind its figures. `units`: what they are called, of those that hold something."""

    cell: Cell
    aims: Aims
    currency: str
    potentials: Sequence[Potential]
    blocks: Sequence[Block]
    market: MarketShare | None
    is_all: bool


def cell_of(
    user: User, account: Account, product: Product, *, division: Division | None, is_all: bool, now: datetime
) -> CellContents:
    """One solution at an account itself, at a division of it, or at all its units and parts."""
    organisation, learning = Organisation.get(), last_learning()
    aims = aims_of(account, organisation, now.astimezone(organisation.zone).date())
    reading = reading_for(user, now=now, start_on=aims.start_on, end_on=aims.end_on, learning=learning)
    rows = rows_of(family_of(user, account), aims=aims)
    units = [unit for row in rows for unit in row.units]
    accounts, divisions = units_in(units)
    contents = contents_for(reading, accounts, divisions=divisions)
    chosen: Sequence[Unit] = units if is_all else [(account.pk, division.pk if division else None)]
    canonical = product.same_as_id or product.pk
    cell = Cell(tuple(contents.leaves.get((unit, canonical), EMPTY) for unit in chosen))
    here = _here(chosen, canonical, divisions)
    return CellContents(
        cell=cell,
        aims=aims,
        currency=reading.rates.currency,
        potentials=list(Potential.objects.filter(here).select_related("owner", "division", "opportunity")),
        blocks=list(Block.objects.filter(here, lifted_at__isnull=True).select_related("by", "division")),
        market=None if is_all else last_market(account, canonical, division.pk if division else None),
        is_all=is_all,
    )


def last_market(account: Account, product_id: int | None, division_id: int | None) -> MarketShare | None:
    """The newest of what is known of a market."""
    found = MarketShare.objects.filter(account=account, product=product_id, division=division_id)
    return found.select_related("by").order_by("-created_at", "-pk").first()


def mappable(user: User, potential: Potential) -> QuerySet[Opportunity]:
    """The opportunities of its account onto which the user may map it: not lost, and from no other potential."""
    taken = Potential.objects.filter(opportunity=OuterRef("pk"), state=Potential.State.QUALIFIED)
    found = visible_opportunities(user).current().filter(~Exists(taken), account=potential.account_id)
    if not can_set_up(user):
        found = found.filter(owner__in=visible_people(user))
    return found.filter(status__in=("open", "won")).order_by("status", "name", "pk")


def _here(units: Sequence[Unit], product_id: int, shown: Collection[int]) -> Q:
    """What is about that solution, under any of its names, at one of the units.

    Args:
        shown: the divisions that have rows; what stands at another one stands at its account.
    """
    accounts = [account for account, division in units if division is None]
    divisions = [division for _account, division in units if division is not None]
    itself = Q(division__isnull=True) | ~Q(division__in=list(shown))
    where = (Q(account__in=accounts) & itself) | Q(division__in=divisions)
    return where & (Q(product=product_id) | Q(product__same_as=product_id))
