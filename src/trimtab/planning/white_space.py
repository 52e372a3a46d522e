"""The white space of a plan: its rows and solutions, with what the room of white space knows of each cell.

Only accounts that the reader sees are shown; where the plan holds others, the page says how many.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Division
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.planning.figures import spans_of
from trimtab.planning.models import Plan, PlanRow
from trimtab.planning.reach import Reach
from trimtab.web import formats
from trimtab.whitespace.grid import Column, Grid, Line, Row, Spread, Unit
from trimtab.whitespace.queries import grid_for, last_learning, reading_for

SHAPES = {"won": "●", "current": "◐", "potential": "○", "earlier": "◌", "blocked": "×", "none": "+"}

WORDS: Mapping[str, Promise] = {
    "won": gettext_lazy("Won"),
    "current": gettext_lazy("Open"),
    "potential": gettext_lazy("Potential"),
    "earlier": gettext_lazy("Bought outside the dates"),
    "blocked": gettext_lazy("Blocked"),
    "none": gettext_lazy("White space"),
}


@dataclass(frozen=True)
class Square:
    """One cell on the page: what stands there, how far it came, and where it is opened."""

    label: str
    state: str
    heat: int
    shape: str
    word: str
    amount: str
    url: str
    is_target: bool


@dataclass(frozen=True)
class GridLine:
    """One row on the page."""

    label: str
    depth: int
    is_target: bool
    squares: tuple[Square, ...]
    white: str

    @property
    def drawn(self) -> SafeString:
        """The cells as HTML; by a loop, as there may be a thousand."""
        return mark_safe("".join(map(_drawn, self.squares)))  # noqa: S308  # each part was escaped


@dataclass(frozen=True)
class PlanGrid:
    """The grid of a plan; `important`: the cells of important rows and solutions, None where none is marked."""

    grid: Grid
    lines: tuple[GridLine, ...]
    hidden: int
    important: Spread | None

    @property
    def spread(self) -> Spread:
        return self.grid.total.spread


def white_space_of(reach: Reach, *, user: User, now: datetime) -> PlanGrid:
    """The grid of a plan as that person sees it: a fixed number of queries for any number of rows."""
    plan, placed, covered = reach.plan, reach.rows, reach.covered
    seen = set(visible_accounts(user).filter(pk__in=list(covered)).values_list("pk", flat=True))
    rows = _rows(plan, placed, {pk: on for pk, on in covered.items() if pk in seen})
    columns = _columns(reach)
    spans = spans_of(plan)
    start, end = (spans[0].start, spans[-1].end) if spans else (plan.starts_on, plan.starts_on)
    reading = reading_for(user, now=now, start_on=start, end_on=end, learning=last_learning())
    grid, _contents = grid_for(reading, rows, columns)
    said, address = {state: str(word) for state, word in WORDS.items()}, reverse("white-space-cell", args=[0, 0])
    lines = tuple(_line(line, columns, said, address) for line in grid.lines)
    return PlanGrid(grid, lines, len(covered) - len(seen), _important(grid, columns))


def _rows(plan: Plan, placed: Mapping[int, int], covered: Mapping[int, int]) -> list[Row]:
    """The rows of the plan as rows of a grid: a division on its own row where it has one, else with its account."""
    rows = list(plan.rows.order_by("position", "pk"))
    own = {row.division_id for row in rows if row.division_id is not None}
    units: dict[int, list[Unit]] = defaultdict(list)
    for account, on in covered.items():
        units[placed[on]].append((account, None))
    found = Division.objects.filter(account__in=list(covered), archived_at__isnull=True)
    by_row = {row.division_id: row.pk for row in rows if row.division_id is not None}
    for division, account in found.order_by("pk").values_list("pk", "account"):
        row = by_row[division] if division in own else placed[covered[account]]
        units[row].append((account, division))
    return [_row(row, units[row.pk]) for row in rows]


def _row(row: PlanRow, units: Sequence[Unit]) -> Row:
    parent = f"r{row.parent_id}" if row.parent_id is not None else None
    return Row(f"r{row.pk}", row.name, tuple(units), parent, row.is_target)


def _columns(reach: Reach) -> list[Column]:
    products = [(one.product, one.is_target) for one in sorted(reach.columns, key=lambda one: one.product.family)]
    return [Column(one.pk, one.name, one.family, is_target) for one, is_target in products]


def _line(line: Line, columns: Sequence[Column], said: Mapping[str, str], address: str) -> GridLine:
    """One row. The words and the pattern of the addresses are made once for a thousand cells."""
    squares = tuple(
        _square(line, column, said[line.cells[column.product_id].state], _url(line.row.units, column, address))
        for column in columns
    )
    spread = line.total.spread
    return GridLine(line.row.label, line.level + 1, line.row.is_target, squares, f"{spread.white}/{spread.possible}")


def _drawn(one: Square) -> str:
    shape = f'<span aria-hidden="true">{one.shape}</span><span class="visually-hidden">{escape(one.word)}</span>'
    said = f"{shape} {escape(one.amount)}" if one.amount else shape
    inside = f'<a href="{escape(one.url)}">{said}</a>' if one.url else said
    return f'<td data-label="{escape(one.label)}" class="heat-{one.heat}">{inside}</td>'


def _square(line: Line, column: Column, word: str, url: str) -> Square:
    cell = line.cells[column.product_id]
    amount = {"won": cell.won, "current": cell.current, "potential": cell.potential}.get(cell.state)
    return Square(
        column.label,
        cell.state,
        cell.heat,
        SHAPES[cell.state],
        word,
        formats.compact(amount) if amount else "",
        url,
        line.row.is_target and column.is_target,
    )


def _url(units: Iterable[Unit], column: Column, pattern: str) -> str:
    """Where the cell is opened: that of the row's first unit; a roll-up has none of its own."""
    first = next(iter(units), None)
    if first is None:
        return ""
    account, division = first
    address = pattern.replace("/0/", f"/{account}/", 1).replace("/0/", f"/{column.product_id}/", 1)
    return f"{address}?division={division}" if division is not None else address


def _important(grid: Grid, columns: Sequence[Column]) -> Spread | None:
    wanted = [column.product_id for column in columns if column.is_target] or [one.product_id for one in columns]
    cells = [line.own[product] for line in grid.lines if line.row.is_target for product in wanted]
    return Spread.of([leaf for cell in cells for leaf in cell.leaves]) if cells else None
