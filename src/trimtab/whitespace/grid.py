"""The grid of units × solutions as pure composition: what a cell holds, and sums that equal their leaves exactly.

A *unit* is an account or one of its divisions; it has one leaf for each solution. A row shows one or several units and
may stand below another row. The figures of a row with rows below it are those of all their units, each counted once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

DEEPEST = 3
NOTHING = Decimal("0.00")
Unit = tuple[int, int | None]  # account, division
Where = tuple[Unit, int]  # unit, product


class TooDeep(ValueError):
    """A row stands below more rows than a grid shows."""


@dataclass(frozen=True)
class Row:
    """One line of the grid. `parent`: the key of the row above it; `is_target`: to be looked at first."""

    key: str
    label: str
    units: tuple[Unit, ...]
    parent: str | None = None
    is_target: bool = False


@dataclass(frozen=True)
class Column:
    """One solution, with the family that it is grouped under."""

    product_id: int
    label: str
    family: str = ""
    is_target: bool = False
    is_retired: bool = False


@dataclass(frozen=True)
class Entry:
    """A potential or an opportunity in a leaf, with its part of the amount in the currency of the grid.

    amount: None where there is none, or no exchange rate: then `currency` names what has no rate.
    """

    record_id: int
    name: str
    amount: Decimal | None
    currency: str = ""
    chance: float | None = None
    was_potential: bool = False
    on: date | None = None


@dataclass(frozen=True)
class Market:
    """What a unit spends a year on a solution and who gets it. `size` is None where its currency has no rate."""

    size: Decimal | None
    ours: Decimal | None
    rivals: tuple[tuple[str, Decimal], ...] = ()
    units: str = ""
    currency: str = ""

    @property
    def our_value(self) -> Decimal | None:
        """Our part of the size, to the cent."""
        if self.size is None or self.ours is None:
            return None
        return (self.size * self.ours / 100).quantize(Decimal("0.01"))

    @property
    def leading(self) -> tuple[tuple[str, Decimal], ...]:
        """The two largest rivals."""
        return tuple(sorted(self.rivals, key=lambda one: -one[1])[:2])

    @property
    def other(self) -> Decimal | None:
        """What neither we nor the two largest rivals have, in percent."""
        if self.ours is None:
            return None
        return 100 - self.ours - sum((share for _name, share in self.leading), Decimal(0))


@dataclass(frozen=True)
class Leaf:
    """One solution at one unit. `earlier`: won outside the dates, shown and not counted."""

    potential: tuple[Entry, ...] = ()
    current: tuple[Entry, ...] = ()
    won: tuple[Entry, ...] = ()
    earlier: tuple[Entry, ...] = ()
    blocked: str = ""
    review_on: date | None = None
    looked: str = ""
    is_offered: bool = True
    market: Market | None = None

    @property
    def is_white(self) -> bool:
        """Nothing there and nothing in the way: never sold, nothing under way, not even an idea."""
        return self.is_offered and not (self.blocked or self.potential or self.current or self.is_bought)

    @property
    def is_bought(self) -> bool:
        """They have it, whenever they bought it."""
        return bool(self.won or self.earlier)


EMPTY, NOT_OFFERED = Leaf(), Leaf(is_offered=False)


@dataclass(frozen=True)
class Cell:
    """Leaves added up: one for a row of one unit, all of its units and theirs for others."""

    leaves: tuple[Leaf, ...]

    @cached_property
    def potential(self) -> Decimal:
        """What the potentials are worth."""
        return _sum(entry for leaf in self.leaves for entry in leaf.potential)

    @cached_property
    def current(self) -> Decimal:
        """What is open."""
        return _sum(entry for leaf in self.leaves for entry in leaf.current)

    @cached_property
    def won(self) -> Decimal:
        """What was won between the dates."""
        return _sum(entry for leaf in self.leaves for entry in leaf.won)

    @property
    def planned(self) -> Decimal:
        """Potentials and what is open together."""
        return self.potential + self.current

    @cached_property
    def qualified(self) -> Decimal:
        """What of the open began as a potential."""
        return _sum(entry for leaf in self.leaves for entry in leaf.current if entry.was_potential)

    @cached_property
    def expected(self) -> Decimal:
        """The open ones, each times its chance; those whose chance nobody knows count with nothing."""
        entries = [entry for leaf in self.leaves for entry in leaf.current]
        return sum((_weighed(entry) for entry in entries), NOTHING)

    @property
    def open_entries(self) -> list[Entry]:
        """The open opportunities."""
        return [entry for leaf in self.leaves for entry in leaf.current]

    @property
    def won_entries(self) -> list[Entry]:
        """Those won between the dates."""
        return [entry for leaf in self.leaves for entry in leaf.won]

    @property
    def earlier_entries(self) -> list[Entry]:
        """Those won outside the dates."""
        return [entry for leaf in self.leaves for entry in leaf.earlier]

    @cached_property
    def spread(self) -> "Spread":
        """How many of the leaves are empty, blocked, sold."""
        return Spread.of(self.leaves)

    @cached_property
    def state(self) -> str:
        """The furthest that any leaf came: won, current, potential, earlier, blocked, none."""
        for name in ("won", "current", "potential", "earlier"):
            if any(getattr(leaf, name) for leaf in self.leaves):
                return name
        return "blocked" if self.leaves and all(leaf.blocked for leaf in self.leaves) else "none"

    @cached_property
    def size(self) -> Decimal | None:
        """What they spend a year, where anything is known of it in money."""
        known = [leaf.market.size for leaf in self.leaves if leaf.market is not None and not leaf.market.units]
        sizes = [one for one in known if one is not None]
        return sum(sizes, NOTHING) if sizes else None

    @cached_property
    def wallet(self) -> float | None:
        """Our share of what they spend, over sums: never a mean of shares."""
        markets = [leaf.market for leaf in self.leaves if leaf.market and leaf.market.our_value is not None]
        sizes = [one for one in markets if not one.units]
        whole = sum((one.size for one in sizes if one.size is not None), NOTHING)
        ours = sum((one.our_value for one in sizes if one.our_value is not None), NOTHING)
        return float(ours / whole) if whole else None

    @cached_property
    def heat(self) -> int:
        """Won and open against what they spend, in five steps; without a size, by how far the cell came."""
        if self.size:
            return min(4, int(4 * (self.won + self.current) / self.size + Decimal("0.999")))
        return {"won": 4, "current": 2, "earlier": 3, "potential": 1}.get(self.state, 0)

    @cached_property
    def without_rate(self) -> tuple[str, ...]:
        """Currencies without a rate: what is in them is in no sum."""
        entries = (one for leaf in self.leaves for group in (leaf.potential, leaf.current, leaf.won) for one in group)
        markets = (leaf.market.currency for leaf in self.leaves if leaf.market)
        return tuple(sorted({one.currency for one in entries if one.currency} | {code for code in markets if code}))


@dataclass(frozen=True)
class Spread:
    """Leaves counted. White: never sold and nothing under way."""

    leaves: int
    blocked: int
    white: int
    bought: int
    looked: int

    @classmethod
    def of(cls, leaves: Sequence[Leaf]) -> "Spread":
        """The counts of these leaves."""
        closed = [leaf for leaf in leaves if leaf.blocked or leaf == NOT_OFFERED]
        return cls(
            len(leaves),
            len(closed),
            sum(leaf.is_white for leaf in leaves),
            sum(leaf.is_bought and not leaf.blocked for leaf in leaves),
            sum(leaf.is_white and bool(leaf.looked) for leaf in leaves),
        )

    @property
    def possible(self) -> int:
        """Leaves that are neither blocked nor of a retired solution that they never had."""
        return self.leaves - self.blocked

    @property
    def white_share(self) -> float | None:
        """White leaves among those that are not blocked."""
        return self.white / self.possible if self.possible else None

    @property
    def penetration(self) -> float | None:
        """Leaves in which something was sold among those that are not blocked."""
        return self.bought / self.possible if self.possible else None


@dataclass(frozen=True)
class Line:
    """A row with its own cells, those of all below it, and its total."""

    row: Row
    level: int
    own: Mapping[int, Cell]
    cells: Mapping[int, Cell]
    total: Cell
    is_sum: bool


@dataclass(frozen=True)
class Grid:
    """Lines in their order, a cell for each solution, and the totals."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    totals: Mapping[int, Cell]
    total: Cell
    leaves: Mapping[Where, Leaf] = field(repr=False)

    @property
    def families(self) -> list[tuple[str, list[Column]]]:
        """The columns by family, in their order."""
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            found.setdefault(column.family, []).append(column)
        return list(found.items())


def grid_of(rows: Sequence[Row], products: Sequence[Column], *, leaves: Mapping[Where, Leaf] | None = None) -> Grid:
    """The grid of these rows and solutions.

    Args:
        leaves: what is known of a solution at a unit; nothing where it is left out.

    Raises:
        TooDeep: a row stands below three others.
    """
    found = leaves or {}
    below = _units_below(rows)
    lines = tuple(_line(row, rows, products, found, below[row.key]) for row in _in_order(rows))
    everything = _once(unit for row in rows for unit in row.units)
    totals = {column.product_id: _cell(everything, column, found) for column in products}
    return Grid(tuple(products), lines, totals, _total(totals.values()), found)


def level_of(row: Row, rows: Mapping[str, Row]) -> int:
    """How many rows stand above it.

    Raises:
        TooDeep: more than two, or the rows go in a circle.
    """
    level, one = 0, row
    while one.parent is not None and one.parent in rows:
        level, one = level + 1, rows[one.parent]
        if level >= DEEPEST:
            raise TooDeep(
                _("Rows are nested %(deepest)s levels deep at most. “%(label)s” would be the level below.")
                % {"deepest": DEEPEST, "label": row.label}
            )
    return level


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Each row before those below it."""
    keys = {row.key for row in rows}
    children: dict[str | None, list[Row]] = {}
    for row in rows:
        children.setdefault(row.parent if row.parent in keys else None, []).append(row)
    ordered: list[Row] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(reversed(children.get(row.key, [])))
    return ordered


def _units_below(rows: Sequence[Row]) -> Mapping[str, tuple[Unit, ...]]:
    """The units of each row and of all rows below it, each once."""
    by_key = {row.key: row for row in rows}
    found: dict[str, list[Unit]] = {row.key: [] for row in rows}
    for row in rows:
        level_of(row, by_key)
        one: Row | None = row
        while one is not None:
            found[one.key].extend(row.units)
            one = by_key.get(one.parent) if one.parent is not None else None
    return {key: _once(units) for key, units in found.items()}


def _line(
    row: Row, rows: Sequence[Row], products: Sequence[Column], leaves: Mapping[Where, Leaf], units: tuple[Unit, ...]
) -> Line:
    own = {column.product_id: _cell(_once(row.units), column, leaves) for column in products}
    is_sum = len(units) > len(_once(row.units))
    cells = {column.product_id: _cell(units, column, leaves) for column in products} if is_sum else own
    return Line(row, level_of(row, {one.key: one for one in rows}), own, cells, _total(cells.values()), is_sum)


def _cell(units: Iterable[Unit], column: Column, leaves: Mapping[Where, Leaf]) -> Cell:
    empty = NOT_OFFERED if column.is_retired else EMPTY
    return Cell(tuple(leaves.get((unit, column.product_id), empty) for unit in units))


def _total(cells: Iterable[Cell]) -> Cell:
    return Cell(tuple(leaf for cell in cells for leaf in cell.leaves))


def _once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(units))


def _sum(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries if entry.amount is not None), NOTHING)


def _weighed(entry: Entry) -> Decimal:
    if entry.amount is None or entry.chance is None:
        return NOTHING
    return (entry.amount * Decimal(str(entry.chance))).quantize(Decimal("0.01"))
