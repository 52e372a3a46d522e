"""What several parts of the review say in the same words."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trimtab.insight.results import Cell
from trimtab.web import formats

BAR_LABELS = {
    "opening": "",
    "new": _("new"),
    "reopened": _("reopened"),
    "increased": _("increased"),
    "decreased": _("decreased"),
    "pulled_in": _("pulled in"),
    "pushed_out": _("pushed out"),
    "moved_category": _("moved category"),
    "owner_change": _("owner changed"),
    "fx": _("exchange rate"),
    "won": _("won"),
    "lost": _("lost"),
    "closing": "",
}


def cases(number: int) -> str:
    """So many opportunities."""
    return ngettext("%(count)s opportunity", "%(count)s opportunities", number) % {"count": formats.whole(number)}


def decimal(cell: Cell) -> Decimal | None:
    """A cell of money; None where unknown."""
    return None if cell is None else Decimal(str(cell)).quantize(Decimal("0.01"))


def money(cell: Cell) -> Decimal:
    """A cell of money that counts as nothing where unknown."""
    return decimal(cell) or Decimal("0.00")


def summed(cell: Cell, number: int) -> Decimal | None:
    """The amounts of so many opportunities together; None where they have none: a sum of 0 would be a lie.

    Sums count an unknown amount as nothing, so that opportunities whose sum is 0 are opportunities without amounts.
    """
    total = money(cell)
    return None if number and not total else total


def count(cell: Cell) -> int:
    """A cell that counts."""
    return int(cell) if isinstance(cell, int | float | Decimal) else 0


def real(cell: Cell) -> float | None:
    """A cell that measures; None where unknown."""
    return float(cell) if isinstance(cell, int | float | Decimal) else None


def text(cell: Cell) -> str:
    """A cell that names."""
    return "" if cell is None else str(cell)


def day(cell: Cell) -> date | None:
    """A cell with a day."""
    return cell if isinstance(cell, date) else None
