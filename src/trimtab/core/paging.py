"""Pages of long tables: each continues after the last row of the one before, so a late page costs as much as the first.

Rows without a value in the sorted column come last in both directions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, Value

from trimtab.core.ids import id_in

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
    """Some rows of a table, and the cursors of the pages beside it; "" where there is none."""

    rows: list[Record]
    after: str
    before: str = ""


def page_of(records: "QuerySet[Record]", *, order: Order, after: str = "", before: str = "", size: int) -> Page[Record]:
    """The page that follows the cursor `after`, or ends in front of `before`; without a readable one, the first page.

    At most so many queries: one, or two where the column may be empty. Going back to the beginning of the
    table takes them twice, so that the first page is a whole one.
    """
    last = _read(before, order)
    if last is not None:
        found = _rows_before(records, order, last, size + 1)
        if len(found) > size:
            rows = found[:size][::-1]
            return Page(rows, after=_cursor(rows[-1], order), before=_cursor(rows[0], order))
        after = ""
    first = _read(after, order)
    found = _rows_after(records, order, first, size + 1)
    rows = found[:size]
    is_first = first is None or not rows
    return Page(
        rows,
        after=_cursor(rows[-1], order) if len(found) > size else "",
        before="" if is_first else _cursor(rows[0], order),
    )


def first_pages(
    tables: "Mapping[int, tuple[QuerySet[Record], Order]]", *, loaded: "QuerySet[Record]", size: int
) -> dict[int, Page[Record]]:
    """The first pages of several tables of one kind of record. Two queries for any number of tables.

    Args:
        tables: key → the rows of a table, and how they are sorted.
        loaded: all records, with what is to be loaded of those found.
    """
    places: dict[int, int] = {}
    if parts := [
        part for key, (records, order) in tables.items() for part in _first_ids(records, order, key, size + 1)
    ]:
        places = dict(parts[0].union(*parts[1:], all=True))
    found: dict[int, list[Record]] = {key: [] for key in tables}
    for record in loaded.filter(pk__in=places):
        found[places[record.pk]].append(record)
    return {key: _first_page(found[key], order, size) for key, (_records, order) in tables.items()}


@dataclass(frozen=True)
class _Mark:
    """A row's place in the order: its value, None where it has none, and its id."""

    value: object
    row_id: int


def _first_ids(records: "QuerySet[Record]", order: Order, key: int, wanted: int) -> "list[QuerySet[Any, Any]]":
    """The ids of the first rows with the key of their table, as parts of a union; SQLite takes no LIMIT within one."""
    parts = [_filled(records, order, None)]
    if order.is_nullable:
        parts.append(_empty(records, order, None))
    every = records.model._default_manager.order_by()
    return [every.filter(pk__in=part.values("pk")[:wanted]).values_list("pk", Value(key)) for part in parts]


def _first_page(records: "list[Record]", order: Order, size: int) -> Page[Record]:
    """The page of the first of these rows, which may hold too many with a value and too many without."""

    def value(one: Record) -> Any:  # of any column
        return getattr(one, order.column)

    filled = sorted((one for one in records if value(one) is not None), key=lambda one: (value(one), one.pk))
    empty = sorted((one for one in records if value(one) is None), key=lambda one: one.pk)
    if order.is_descending:
        filled, empty = filled[::-1], empty[::-1]
    rows = [*filled, *empty]
    return Page(rows[:size], after=_cursor(rows[size - 1], order) if len(rows) > size else "")


def _rows_after(records: "QuerySet[Record]", order: Order, mark: _Mark | None, wanted: int) -> list[Record]:
    rows: list[Record] = []
    if mark is None or mark.value is not None:
        rows = list(_filled(records, order, mark)[:wanted])
    if order.is_nullable and len(rows) < wanted:
        empty_mark = mark if mark is not None and mark.value is None else None
        rows += list(_empty(records, order, empty_mark)[: wanted - len(rows)])
    return rows


def _rows_before(records: "QuerySet[Record]", order: Order, mark: _Mark, wanted: int) -> list[Record]:
    """The rows in front of the mark, the nearest first."""
    turned = replace(order, is_descending=not order.is_descending)
    rows: list[Record] = []
    if mark.value is None:
        rows = list(_empty(records, turned, mark)[:wanted])
    filled_mark = None if mark.value is None else mark
    rows += list(_filled(records, turned, filled_mark)[: max(wanted - len(rows), 1)])
    return rows


def _filled(records: "QuerySet[Record]", order: Order, mark: _Mark | None) -> "QuerySet[Record]":
    if order.is_nullable:
        records = records.filter(**{f"{order.column}__isnull": False})
    sign, side = ("-", "lt") if order.is_descending else ("", "gt")
    if mark is not None:
        # The first condition lets the index start at the value; the second leaves out what was shown.
        beyond = Q(**{f"{order.column}__{side}": mark.value}) | Q(**{f"pk__{side}": mark.row_id})
        records = records.filter(**{f"{order.column}__{side}e": mark.value}).filter(beyond)
    return records.order_by(f"{sign}{order.column}", f"{sign}pk")


def _empty(records: "QuerySet[Record]", order: Order, mark: _Mark | None) -> "QuerySet[Record]":
    records = records.filter(**{f"{order.column}__isnull": True})
    sign, side = ("-", "lt") if order.is_descending else ("", "gt")
    if mark is not None:
        records = records.filter(**{f"pk__{side}": mark.row_id})
    # The column too, though it is empty: with the id alone, SQLite walks the whole table instead of the index.
    return records.order_by(f"{sign}{order.column}", f"{sign}pk")


def _cursor(row: Any, order: Order) -> str:  # any model: the column is read by its name
    value = getattr(row, order.column)
    text = value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)
    return f"{text}~{row.pk}"


def _read(cursor: str, order: Order) -> _Mark | None:
    text, tilde, number = cursor.rpartition("~")
    row_id = id_in(number)
    if not tilde or row_id is None:
        return None
    if not text and order.is_nullable:
        return _Mark(None, row_id)
    try:
        return _Mark(order.read(text), row_id)
    except (ValueError, ArithmeticError, ValidationError):
        return None
