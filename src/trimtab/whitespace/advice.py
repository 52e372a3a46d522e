"""What to do about a grid, as the rules WS1 to WS7 say it. Pure: from the grid and a few facts to sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from trimtab.whitespace.gap import Gap
from trimtab.whitespace.grid import Cell, Column, Grid, Leaf, Line, Unit

STALE_DAYS = 90
LARGE_SHARE = Decimal("0.5")


@dataclass(frozen=True)
class Advice:
    """One piece: the rule, what to do, and what it is about. `record_id`: of the potential or opportunity meant."""

    rule: str
    text: str
    unit: Unit | None = None
    product_id: int | None = None
    record_id: int | None = None


@dataclass(frozen=True)
class Told:
    """What the rules know beside the grid."""

    today: date
    gap: Gap | None = None
    unplanned: int = 0
    first_unplanned: int | None = None
    acted_on: frozenset[int] = frozenset()  # potentials for which an action is planned
    countered: frozenset[str] = frozenset()  # rivals for which there is a strategy, in lower case


def advice_of(grid: Grid, told: Told) -> list[Advice]:
    """All advice, the most pressing rule first."""
    rules = (_unplanned, _unreachable, _empty_targets, _stale, _rivals, _concentrated, _sisters)
    return [one for rule in rules for one in rule(grid, told)]


def _empty_targets(grid: Grid, _told: Told) -> Iterator[Advice]:
    """WS1: a target row and a target column meet in an empty cell."""
    for line, column, unit, leaf in _leaves(grid):
        if line.row.is_target and column.is_target and leaf.is_white:
            text = _(
                "%(solution)s at %(unit)s is a target on both sides and empty. Name one potential, and whom to ask."
            )
            yield Advice("WS1", text % _named(line, column), unit, column.product_id)


def _stale(grid: Grid, told: Told) -> Iterator[Advice]:
    """WS2: a potential that nobody touched for ninety days and for which no action is planned."""
    before = told.today - timedelta(days=STALE_DAYS)
    found = [(entry, column, unit) for _line, column, unit, leaf in _leaves(grid) for entry in leaf.potential]
    for entry, column, unit in sorted(found, key=lambda one: one[0].on or told.today):
        if entry.on is not None and entry.on < before and entry.record_id not in told.acted_on:
            text = _("“%(name)s” has been a potential for %(days)s days. Qualify it, dismiss it, or plan an action.")
            said = {"name": entry.name, "days": (told.today - entry.on).days}
            yield Advice("WS2", text % said, unit, column.product_id, entry.record_id)


def _unreachable(grid: Grid, told: Told) -> Iterator[Advice]:
    """WS3: what is missing is more than the potentials bring, as they usually turn out."""
    if told.gap is not None and told.gap.can_be_reached is False:
        yield Advice("WS3", _("The target cannot be reached on paper. Add potentials, or lower the target."))


def _concentrated(grid: Grid, told: Told) -> Iterator[Advice]:
    """WS4: more than half of the period's number hangs on one unit, where there are several."""
    whole = grid.total.won + grid.total.current
    lines = [line for line in grid.lines if line.row.units]
    for line in lines if len(lines) > 1 and whole else ():
        own = _sum(cell.won + cell.current for cell in line.own.values())
        if own > whole * LARGE_SHARE:
            text = _("%(percent)s%% of what is won and open hangs on %(unit)s. Think of what replaces it.")
            yield Advice("WS4", text % {"percent": round(100 * own / whole), "unit": line.row.label}, line.row.units[0])


def _rivals(grid: Grid, told: Told) -> Iterator[Advice]:
    """WS5: a rival has more of a target cell than we, and no strategy against it is written down."""
    any_target = any(column.is_target for column in grid.columns)
    for line, column, unit, leaf in _leaves(grid):
        if leaf.market is None or not leaf.market.leading or (any_target and not column.is_target):
            continue
        name, share = leaf.market.leading[0]
        if share > (leaf.market.ours or 0) and name.lower() not in told.countered:
            text = _(
                "%(rival)s has %(percent)s%% of %(solution)s at %(unit)s, more than we. Write down how to displace it."
            )
            said = _named(line, column) | {"rival": name, "percent": round(share)}
            yield Advice("WS5", text % said, unit, column.product_id)


def _unplanned(grid: Grid, told: Told) -> Iterator[Advice]:
    """WS6: open opportunities that stand nowhere on the grid."""
    if told.unplanned == 1:
        text = _("One open opportunity stands nowhere on the grid. Say which solution it is about.")
        yield Advice("WS6", text, record_id=told.first_unplanned)
    elif told.unplanned:
        text = _("%(count)s open opportunities stand nowhere on the grid. Say which solutions they are about.")
        yield Advice("WS6", text % {"count": told.unplanned}, record_id=told.first_unplanned)


def _sisters(grid: Grid, told: Told) -> Iterator[Advice]:
    """WS7: sold in one unit, empty in its sister. One piece for each solution and parent, not for each sister."""
    by_parent: dict[str | None, list[Line]] = {}
    for line in grid.lines:
        if line.row.units:
            by_parent.setdefault(line.row.parent, []).append(line)
    for lines in by_parent.values():
        for column in grid.columns:
            yield from _sister(lines, column)


def _sister(lines: Sequence[Line], column: Column) -> Iterator[Advice]:
    bought = [line for line in lines if _own(line, column).spread.bought]
    white = [line for line in lines if _own(line, column).spread.white]
    if bought and white:
        text = _("%(seller)s has %(solution)s, %(unit)s does not. Ask there who would use it.")
        said = _named(white[0], column) | {"seller": bought[0].row.label}
        yield Advice("WS7", text % said, white[0].row.units[0], column.product_id)


def _leaves(grid: Grid) -> Iterator[tuple[Line, Column, Unit, Leaf]]:
    for line in grid.lines:
        for column in grid.columns:
            for unit, leaf in zip(line.row.units, _own(line, column).leaves, strict=True):
                yield line, column, unit, leaf


def _own(line: Line, column: Column) -> Cell:
    return line.own[column.product_id]


def _named(line: Line, column: Column) -> dict[str, object]:
    return {"unit": line.row.label, "solution": column.label}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
