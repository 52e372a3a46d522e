"""Cells as the page draws them: words, shapes and addresses made once, since there may be a thousand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.web import formats
from trimtab.whitespace.advice import Advice
from trimtab.whitespace.grid import Cell, Column, Entry, Grid, Line, Market

VIEWS = ("amounts", "market", "rivals")
SHAPES = {"won": "●", "current": "◐", "potential": "○", "earlier": "◌", "blocked": "×", "none": "+"}


@dataclass(frozen=True)
class Part:
    """One figure in a cell: its shape, its words, the kind for the colour."""

    kind: str
    shape: str
    text: str
    words: str


@dataclass(frozen=True)
class Shown:
    """One cell on the page."""

    label: str
    css: str
    url: str
    parts: tuple[Part, ...]
    words: str


@dataclass(frozen=True)
class ShownLine:
    """One row on the page."""

    label: str
    level: int
    is_target: bool
    is_sum: bool
    cells: tuple[Shown, ...]
    total: str
    white: str

    @property
    def drawn(self) -> SafeString:
        """The cells as HTML: a template takes 50 ms for a thousand of them, this 5."""
        return mark_safe("".join(map(_drawn, self.cells)))  # noqa: S308  # each part was escaped


@dataclass(frozen=True)
class Pen:
    """What is the same for all cells: the account whose page it is, the view, the pattern of addresses, the words."""

    root: int
    view: str
    base: str
    said: Mapping[str, str]


def lines_of(grid: Grid, *, root: int, view: str) -> list[ShownLine]:
    """The rows with their cells, for one of the views."""
    base = reverse("white-space-cell", args=[0, 0])
    pen = Pen(root, view, base, words())
    return [_line(line, grid.columns, pen) for line in grid.lines]


def legend() -> list[tuple[str, str, str]]:
    """The kinds of cells: key, shape, word."""
    return [(kind, SHAPES[kind], word) for kind, word in words().items()]


def words() -> dict[str, str]:
    """What each kind of cell is called."""
    return {
        "won": _("Won"),
        "current": _("Open"),
        "potential": _("Potential"),
        "earlier": _("Bought outside the dates"),
        "blocked": _("Blocked"),
        "none": _("White space"),
    }


def _drawn(cell: Shown) -> str:
    said = "".join(f" {escape(part.words)} {escape(part.text)}" for part in cell.parts)
    parts = "".join(
        f'<span class="part is-{part.kind}">{part.shape}{f" {escape(part.text)}" if part.text else ""}</span>'
        for part in cell.parts
    )
    link = f'href="{escape(cell.url)}" data-peek data-solution="{escape(cell.label)}"'
    return f'<td class="{cell.css}"><a {link} aria-label="{escape(cell.words)}:{said}">{parts}</a></td>'


def _line(line: Line, columns: Sequence[Column], pen: Pen) -> ShownLine:
    spread = line.total.spread
    cells = tuple(_cell(line, column, line.cells[column.product_id], pen) for column in columns)
    total = formats.compact(line.total.won + line.total.planned)
    white = f"{spread.white}/{spread.possible}"
    return ShownLine(line.row.label, line.level, line.row.is_target, line.is_sum, cells, total, white)


def _cell(line: Line, column: Column, cell: Cell, pen: Pen) -> Shown:
    parts = tuple(_parts(cell, pen))
    css = f"is-{cell.state} heat-{cell.heat}" + (" is-target" if line.row.is_target and column.is_target else "")
    return Shown(column.label, css, _url(line, column, pen), parts, f"{column.label}, {line.row.label}")


def _url(line: Line, column: Column, pen: Pen) -> str:
    """The address of the cell: of one unit, or of all below the account that the row is about."""
    if not line.row.units:
        account, query = int(line.row.key.removeprefix("a")), {"all": "1", "from": str(pen.root)}
    else:
        account, division = line.row.units[0]
        query = {"from": str(pen.root)} | ({"division": str(division)} if division is not None else {})
    return (
        f"{pen.base.replace('/0/', f'/{account}/', 1).replace('/0/', f'/{column.product_id}/', 1)}?{urlencode(query)}"
    )


def _parts(cell: Cell, pen: Pen) -> Iterator[Part]:
    if pen.view == "amounts":
        yield from _amounts(cell, pen.said)
    else:
        markets = [leaf.market for leaf in cell.leaves if leaf.market is not None]
        text = _spending(cell, markets) if pen.view == "market" else _shares(markets)
        yield Part("market", "", text, "") if text else Part("none", "·", "", _("not known"))


def _amounts(cell: Cell, said: Mapping[str, str]) -> Iterator[Part]:
    known = False
    for kind in ("won", "current", "potential", "earlier"):
        entries = [one for leaf in cell.leaves for one in getattr(leaf, kind)]
        if entries:
            known = True
            amount = _last_year(entries) if kind == "earlier" else _amount(entries, getattr(cell, kind))
            yield Part(kind, SHAPES[kind], amount, said[kind])
    if not known:
        yield Part(cell.state, SHAPES[cell.state], "", said[cell.state])


def _amount(entries: Sequence[Entry], whole: Decimal) -> str:
    """The sum; where no entry has an amount in the currency of the grid, how many there are."""
    return formats.compact(whole) if any(one.amount is not None for one in entries) else f"{len(entries)} ×"


def _last_year(entries: Sequence[Entry]) -> str:
    """The year in which it was last bought."""
    days = [one.on for one in entries if one.on is not None]
    return str(max(days).year) if days else ""


def _spending(cell: Cell, markets: Sequence[Market]) -> str:
    counted = [one for one in markets if one.units]
    if cell.size is None and len(counted) == 1 and counted[0].size is not None:
        return f"{formats.compact(counted[0].size)} {counted[0].units}"
    if cell.size is None:
        return ""
    return formats.compact(cell.size) + (f" · {formats.percent(cell.wallet)}" if cell.wallet is not None else "")


def _shares(markets: Sequence[Market]) -> str:
    """Ours, the two largest rivals, the others: of one market only, since shares of several do not add up."""
    if len(markets) != 1 or markets[0].ours is None:
        return ""
    market = markets[0]
    named = [(_("we"), market.ours), *market.leading, (_("others"), market.other)]
    return ", ".join(f"{name} {round(share)}%" for name, share in named if share is not None)


def totals_of(grid: Grid) -> list[tuple[str, str, str, str]]:
    """For each solution: its name, what is won, what is open and could be, and its white space."""
    found = []
    for column in grid.columns:
        cell = grid.totals[column.product_id]
        white = f"{cell.spread.white}/{cell.spread.possible}"
        found.append((column.label, formats.compact(cell.won), formats.compact(cell.planned), white))
    return found


@dataclass(frozen=True)
class Linked:
    """A piece of advice with where to follow it, and where an action about it is planned."""

    text: str
    url: str
    label: str
    action: dict[str, str]


def advice_links(advice: Sequence[Advice], account: Account) -> list[Linked]:
    """Each piece with the page on which it is done."""
    return [_linked(one, account) for one in advice]


def _linked(one: Advice, account: Account) -> Linked:
    action = {"account": str(account.pk), "subject": one.text[:200]}
    if one.rule == "WS6" and one.record_id is not None:
        return Linked(
            one.text, reverse("opportunity-placement", args=[one.record_id]), _("Say where it stands"), action
        )
    if one.rule == "WS2" and one.record_id is not None:
        action["origin"] = f"potential:{one.record_id}"
        return Linked(one.text, reverse("potential", args=[one.record_id]), _("Open it"), action)
    if one.rule == "WS3":
        return Linked(one.text, reverse("white-space-aim", args=[account.pk]), _("Change the target"), action)
    if one.unit is None or one.product_id is None:
        return Linked(one.text, "", "", action)
    unit, division = one.unit
    query = {"product": one.product_id} | ({"division": division} if division is not None else {})
    if one.rule == "WS5":
        cell = reverse("white-space-cell", args=[unit, one.product_id])
        return Linked(one.text, cell + (f"?division={division}" if division else ""), _("Open the cell"), action)
    origin = {"origin": "sister"} if one.rule == "WS7" else {}
    url = f"{reverse('potential-new', args=[unit])}?{urlencode(query | origin)}"
    return Linked(one.text, url, _("Add a potential"), action)
