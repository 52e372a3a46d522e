"""What is known of each solution at each unit, read for whoever looks, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from trimtab.accounts.models import Division
from trimtab.core.money import Money
from trimtab.core.rates import Rates
from trimtab.opportunities.models import LineItem, Opportunity, Product, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.whitespace.grid import Entry, Leaf, Market, Unit, Where
from trimtab.whitespace.models import Block, MarketShare, Placement, Potential

CENT = Decimal("0.01")
OF_OWNER = ("owner__name", "owner__email")
READ = ("name", "account", "stage", "status", "amount", "currency", "close_on", "closed_at", *OF_OWNER)


@dataclass(frozen=True)
class Reading:
    """For whom and as of when a grid is read."""

    user: User
    today: date
    start_on: date
    end_on: date
    rates: Rates
    zone: ZoneInfo
    chances: Mapping[str, float] = field(default_factory=dict)  # of winning, by id of the stage

    def converted(self, amount: Decimal | None, currency: str, on: date) -> tuple[Decimal | None, str]:
        """The amount in the currency of the grid, and the currency that has no rate."""
        if amount is None:
            return None, ""
        found = self.rates.converted(Money(amount, currency), on=on)
        return (None, currency) if found is None else (found.amount, "")


@dataclass(frozen=True)
class Contents:
    """The leaves, and the open opportunities that stand nowhere on the grid."""

    leaves: Mapping[Where, Leaf]
    unplanned: Sequence[Opportunity]
    has_hidden: bool = False

    @property
    def product_ids(self) -> set[int]:
        """The solutions of which anything is known."""
        return {product for _unit, product in self.leaves}


class Part(NamedTuple):
    """One place of an opportunity on the grid, with its weight among them."""

    division_id: int | None
    product_id: int
    weight: Decimal


def contents_for(reading: Reading, account_ids: Sequence[int], *, divisions: Iterable[int] = ()) -> Contents:
    """Everything that these accounts' cells hold. Seven queries for any number of rows.

    Args:
        divisions: those that have rows; what stands at another one stands at its account.
    """
    known = set(divisions)
    same = canonical_products()
    found: dict[Where, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))

    def where(account_id: int, division_id: int | None, product_id: int) -> Where:
        division = division_id if division_id in known else None
        return (account_id, division), same.get(product_id, product_id)

    opportunities = _opportunities(reading, account_ids)
    parts = parts_of([one.pk for one in opportunities])
    unplanned = []
    qualified = _qualified(account_ids)
    for one in opportunities:
        placed = parts.get(one.pk, ())
        if not placed and one.is_open:
            unplanned.append(one)
        for part, entry in zip(placed, _entries(reading, one, placed, one.pk in qualified), strict=True):
            assert one.account_id is not None, "it was found by it"
            found[where(one.account_id, part.division_id, part.product_id)][_kind(reading, one)].append(entry)
    for potential in Potential.objects.open().filter(account__in=account_ids).order_by("pk"):
        place = where(potential.account_id, potential.division_id, potential.product_id)
        found[place]["potential"].append(_potential(reading, potential))
    marks = _marks(reading, account_ids, where)
    leaves = {
        place: Leaf(**{kind: tuple(some) for kind, some in found[place].items()}, **marks.get(place, {}))  # type: ignore[arg-type]  # by kind
        for place in {*found, *marks}
    }
    return Contents(leaves, unplanned)


def canonical_products() -> dict[int, int]:
    """Other names of products → the product. One query."""
    return dict(Product.objects.filter(same_as__isnull=False).values_list("pk", "same_as"))  # type: ignore[arg-type]  # filtered


def parts_of(opportunity_ids: Sequence[int]) -> Mapping[int, tuple[Part, ...]]:
    """Where opportunities stand: as set by hand, else by their lines. Two queries.

    Lines share the amount as their own amounts do; where none has one, equally.
    """
    found: dict[int, list[Part]] = defaultdict(list)
    placed = Placement.objects.filter(opportunity__in=opportunity_ids).order_by("pk")
    for row in placed.values_list("opportunity", "division", "product", "weight"):
        found[row[0]].append(Part(*row[1:]))
    lines: dict[int, list[Part]] = defaultdict(list)
    items = LineItem.objects.filter(opportunity__in=opportunity_ids).order_by("pk")
    for opportunity, product, amount in items.values_list("opportunity", "product", "amount"):
        if opportunity not in found:
            lines[opportunity].append(Part(None, product, max(amount or Decimal(0), Decimal(0))))
    for opportunity, some in lines.items():
        whole = sum(one.weight for one in some)
        found[opportunity] = some if whole else [one._replace(weight=Decimal(1)) for one in some]
    return {one: tuple(parts) for one, parts in found.items()}


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The amount in parts of whole cents that add up to it exactly; the last part takes what rounding leaves."""
    whole = sum(weights, Decimal(0))
    ends, reached = [], Decimal(0)
    for weight in weights:
        reached += weight
        ends.append((amount * reached / whole).quantize(CENT))
    return [end - before for end, before in zip(ends, [Decimal(0), *ends], strict=False)]


def _opportunities(reading: Reading, account_ids: Sequence[int]) -> list[Opportunity]:
    visible = visible_opportunities(reading.user).current().filter(account__in=account_ids)
    # Not by status, whose index SQLite would take for all that are open or won; and no more columns than are read.
    found = visible.exclude(status=Stage.Kind.LOST).select_related("owner").only(*READ).order_by("pk")
    return list(found)


def _qualified(account_ids: Sequence[int]) -> set[int]:
    rows = Potential.objects.filter(account__in=account_ids, state=Potential.State.QUALIFIED)
    return {pk for pk in rows.values_list("opportunity", flat=True) if pk is not None}


def _kind(reading: Reading, one: Opportunity) -> str:
    if one.is_open:
        return "current"
    on = _closed_on(reading, one)
    return "won" if on is not None and reading.start_on <= on <= reading.end_on else "earlier"


def _closed_on(reading: Reading, one: Opportunity) -> date | None:
    if one.is_open:
        return None
    closed: datetime | None = one.closed_at
    return closed.astimezone(reading.zone).date() if closed else one.close_on


def _entries(reading: Reading, one: Opportunity, parts: Sequence[Part], was_potential: bool) -> list[Entry]:
    on = _closed_on(reading, one)
    amount, missing = reading.converted(one.amount, one.currency, on or reading.today)
    shares = split(amount, [part.weight for part in parts]) if amount is not None and parts else [None] * len(parts)
    chance = reading.chances.get(str(one.stage_id)) if one.is_open else None
    return [Entry(one.pk, one.name, share, missing, chance, was_potential, on or one.close_on) for share in shares]


def _potential(reading: Reading, one: Potential) -> Entry:
    amount, missing = reading.converted(one.amount, one.currency, reading.today)
    return Entry(one.pk, one.name, amount, missing, on=one.created_at.astimezone(reading.zone).date())


def _marks(reading: Reading, account_ids: Sequence[int], where: object) -> dict[Where, dict[str, object]]:
    """Blocks and markets. Of several markets the newest counts."""
    assert callable(where)
    found: dict[Where, dict[str, object]] = defaultdict(dict)
    blocks = Block.objects.filter(account__in=account_ids, lifted_at__isnull=True).order_by("pk")
    for block in blocks:
        place = where(block.account_id, block.division_id, block.product_id)
        kind = "blocked" if block.kind == Block.Kind.BLOCKED else "looked"
        found[place] |= {kind: block.reason, "review_on": block.review_on}
    for row in MarketShare.objects.filter(account__in=account_ids).order_by("created_at", "pk"):
        found[where(row.account_id, row.division_id, row.product_id)]["market"] = market_of(reading, row)
    return found


def market_of(reading: Reading, row: MarketShare) -> Market:
    """The market in the currency of the grid, or in what is counted."""
    rivals = tuple((str(name), Decimal(str(share))) for name, share in row.rivals)
    if row.units:
        return Market(row.size, row.ours, rivals, units=row.units)
    size, missing = reading.converted(row.size, row.currency, reading.today)
    return Market(size, row.ours, rivals, currency=missing)


def units_in(rows: Iterable[Unit]) -> tuple[list[int], set[int]]:
    """The accounts and the divisions among these units."""
    units = list(rows)
    return list({account for account, _division in units}), {one for _account, one in units if one is not None}


@dataclass(frozen=True)
class Place:
    """One part of an opportunity in words: at which division, which solution, what share; by hand or by its lines."""

    division: str
    product: str
    product_id: int
    share: float


def places_in_words(opportunity: Opportunity) -> list[Place]:
    """Where one opportunity stands. Four queries."""
    parts = parts_of([opportunity.pk]).get(opportunity.pk, ())
    whole = sum((part.weight for part in parts), Decimal(0))
    products = Product.objects.select_related("same_as").in_bulk([part.product_id for part in parts])
    divisions = Division.objects.in_bulk([part.division_id for part in parts if part.division_id is not None])
    found = []
    for part in parts:
        product = products[part.product_id].same_as or products[part.product_id]
        division = divisions[part.division_id].name if part.division_id in divisions else ""
        found.append(Place(division, product.name, product.pk, float(part.weight / whole)))
    return found
