"""Pages of long tables: each continues after the last row of the one before, so a late page costs as much as the first.

Rows without a value in the sorted column come last in both directions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class Order:
    """How a table is sorted: by one column or annotation, then by id.

    `read` turns the text of a cursor back into a value.
    """

    column: str
    is_descending: bool = False
    is_nullable: bool = False
    read: Callable[[str], object] = str


@dataclass(frozen=True)
class Page(Generic[Record]):
    """Some rows of a table, and the cursor of the page after them; "" where these are the last."""

    rows: list[Record]
    after: str


def page_of(records: "QuerySet[Record]", *, order: Order, after: str, size: int) -> Page[Record]:
    """The page that follows the cursor `after` ("" or one that cannot be read: the first page).

    Always the same number of queries: one, or two where the column may be empty.
    """
    value, last_id = _read(after, order)
    wanted = size + 1
    rows: list[Record] = []
    if value is not None or last_id is None or not order.is_nullable:
        rows = list(_filled(records, order, value, last_id)[:wanted])
    if order.is_nullable:
        empty_after = last_id if value is None else None
        rows += list(_empty(records, order, empty_after)[: max(wanted - len(rows), 1)])
    return Page(rows[:size], _cursor(rows[size - 1], order) if len(rows) > size else "")


def _filled(records: "QuerySet[Record]", order: Order, value: object, last_id: int | None) -> "QuerySet[Record]":
    if order.is_nullable:
        records = records.filter(**{f"{order.column}__isnull": False})
    sign, side = ("-", "lt") if order.is_descending else ("", "gt")
    if last_id is not None:
        # The first condition lets the index start at the value; the second leaves out what was shown.
        beyond = Q(**{f"{order.column}__{side}": value}) | Q(**{f"pk__{side}": last_id})
        records = records.filter(**{f"{order.column}__{side}e": value}).filter(beyond)
    return records.order_by(f"{sign}{order.column}", f"{sign}pk")


def _empty(records: "QuerySet[Record]", order: Order, last_id: int | None) -> "QuerySet[Record]":
    records = records.filter(**{f"{order.column}__isnull": True})
    sign, side = ("-", "lt") if order.is_descending else ("", "gt")
    if last_id is not None:
        records = records.filter(**{f"pk__{side}": last_id})
    return records.order_by(f"{sign}pk")


def _cursor(row: Any, order: Order) -> str:  # any model: the column is read by its name
    value = getattr(row, order.column)
    text = value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)
    return f"{text}~{row.pk}"


def _read(after: str, order: Order) -> tuple[object, int | None]:
    text, tilde, last_id = after.rpartition("~")
    if not tilde or not last_id.isdigit() or len(last_id) > 18:
        return None, None
    if not text and order.is_nullable:
        return None, int(last_id)
    try:
        return order.read(text), int(last_id)
    except (ValueError, ArithmeticError, ValidationError):
        return None, None
