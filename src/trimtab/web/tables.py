"""Tables of records: columns, order and page from the URL. Each app declares its own; nothing here knows a record.

A record is a row of the database, a line is what the table shows of it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from trimtab.core.models import CustomField
from trimtab.core.own_fields import typed
from trimtab.core.paging import Order, Page, page_of
from trimtab.web.cells import Words, cell, cell_start, head_cell, row, shown_value

Record = TypeVar("Record", bound=Model)
Line = TypeVar("Line")

PAGE_SIZE = 50
COUNTED = 1_000  # beyond, a page says "more than 1,000": an exact count of a million rows takes seconds
EXPORTED_AT_ONCE = 500
MARKS = ("after", "before")  # where a page begins; not a part of what was asked


@dataclass(frozen=True)
class Column(Generic[Line]):
    """One column: how it is called, what it holds, how it looks."""

    key: str
    label: str | Promise
    value: Callable[[Line], object]  # as an export writes it
    show: Callable[[Line], str] | None = None  # as the page shows it; by default the value in the locale's words
    css: str = ""  # n for figures, day for dates
    order: Order | None = None  # how it sorts; None: it does not
    is_default: bool = True
    is_editable: bool = False  # in place, for those who may change the record
    needs: tuple[str, ...] = ()  # the fields of the record that it reads, beyond those of every line
    unit: Callable[[Line], object] | None = None  # a figure's unit, for a column of its own in exports
    unit_label: str | Promise = ""

    def text(self, line: Line) -> str:
        """What the page shows."""
        return self.show(line) if self.show else shown_value(self.value(line))


@dataclass(frozen=True)
class Place:
    """Where a line leads: its page, its form (empty for those who may not change it), its cells one by one."""

    pk: int
    name: str
    url: str
    edit_url: str = ""
    cells_url: str = ""


@dataclass(frozen=True)
class Heading:
    """The head of a column. `sort`: what a click asks for; the second click turns the order."""

    key: str
    label: str | Promise
    css: str
    sort: str
    direction: str


class Table(ABC, Generic[Record, Line]):
    """The rows that one person asked for by one URL. `list_name` is the name of its page's address."""

    list_name = ""
    first_sort = ""
    is_selectable = True  # whether rows can be selected, to do something with several at once

    def __init__(self, parameters: QueryDict, *, columns: Sequence[Column[Line]]) -> None:
        self.parameters, self.offered = parameters, tuple(columns)

    @abstractmethod
    def records(self) -> "QuerySet[Record]":
        """All rows asked for, that the person may see."""

    @abstractmethod
    def loaded(self) -> "QuerySet[Record]":
        """The same with what the chosen columns show."""

    @abstractmethod
    def lines(self, records: list[Record]) -> list[Line]:
        """What the table shows of these rows, with the same number of queries for any of them."""

    @abstractmethod
    def place_of(self, line: Line) -> Place:
        """Where the line leads."""

    @cached_property
    def columns(self) -> tuple[Column[Line], ...]:
        """The chosen columns in the order of the URL; the first one, which names the row, is always there."""
        by_key = {column.key: column for column in self.offered[1:]}
        asked = dict.fromkeys(",".join(self.parameters.getlist("columns")).split(","))
        chosen = [by_key[key] for key in asked if key in by_key]
        if not chosen and self.offered[0].key not in asked:
            chosen = [column for column in self.offered[1:] if column.is_default]
        return (self.offered[0], *chosen)

    @property
    def has_own_columns(self) -> bool:
        """Whether the URL chooses the columns."""
        return bool(self.parameters.get("columns"))

    @cached_property
    def sort(self) -> str:
        """The column, with a minus where it descends: what the URL says, else what suits the list."""
        asked = self.parameters.get("sort", "")
        return asked if asked.removeprefix("-") in self._orders else self.first_sort

    @property
    def order(self) -> Order:
        """How the rows are sorted."""
        found = self._orders[self.sort.removeprefix("-")]
        return replace(found, is_descending=self.sort.startswith("-"))

    @property
    def headings(self) -> list[Heading]:
        """The heads of the chosen columns."""
        key = self.sort.removeprefix("-")
        turned = key if self.sort.startswith("-") else f"-{key}"
        direction = "descending" if self.sort.startswith("-") else "ascending"
        return [
            Heading(
                column.key,
                column.label,
                column.css,
                sort="" if column.order is None else turned if column.key == key else column.key,
                direction=direction if column.key == key else "",
            )
            for column in self.columns
        ]

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that the chosen columns read."""
        return tuple(field for column in self.columns for field in column.needs)

    def page(self, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page[Record]:
        """One page. Two queries at most; going back to the first page takes up to four."""
        return page_of(self.loaded(), order=self.order, after=after, before=before, size=size)

    def drawn(self, line: Line) -> SafeString:
        """The line as a row of the page."""
        place = self.place_of(line)
        head, *others = self.columns
        cells = [head_cell(head.text(line), url=place.url, name=place.name, words=self._words)]
        cells += [
            cell(
                column.text(line),
                start=start,
                key=column.key,
                edit_url=place.edit_url if column.is_editable else "",
            )
            for column, start in zip(others, self._cell_starts, strict=True)
        ]
        words = self._words if self.is_selectable else None
        return row(place.pk, name=place.name, cells="".join(cells), cells_url=place.cells_url, words=words)

    def counted(self) -> int:
        """How many rows there are, to one more than COUNTED."""
        return self.records().order_by()[: COUNTED + 1].count()

    def has_at_most(self, rows: int) -> bool:
        """Whether there are no more rows than that."""
        return not self.records().order_by()[rows : rows + 1].exists()

    def exported_header(self) -> list[str]:
        """The heads of an export: those on the page, then the units of figures."""
        units = [str(column.unit_label) for column in self.columns if column.unit]
        return [str(column.label) for column in self.columns] + units

    def exported_rows(self) -> Iterator[list[object]]:
        """Every row of every page with the columns and in the order of the page, some hundred at a time."""
        after = ""
        while True:
            page = self.page(after=after, size=EXPORTED_AT_ONCE)
            for line in self.lines(page.rows):
                units = [column.unit(line) for column in self.columns if column.unit]
                yield [column.value(line) for column in self.columns] + units
            if not page.after:
                return
            after = page.after

    def query(self, *, without: Sequence[str] = (), **changes: str) -> str:
        """What the URL asks, as a query string: without a page's mark, with some parameters set."""
        left_out = {*MARKS, *without, *changes}
        asked = {name: self._asked(name) for name in self.parameters if name not in left_out}
        return urlencode({name: value for name, value in {**asked, **changes}.items() if value}, safe=",:")

    @cached_property
    def _words(self) -> Words:
        return Words.of_the_language()

    @cached_property
    def _cell_starts(self) -> list[str]:
        return [cell_start(str(column.label), css=column.css) for column in self.columns[1:]]

    def _asked(self, name: str) -> str:
        return ",".join(self.parameters.getlist(name)) if name == "columns" else self.parameters.get(name, "")

    @property
    def _orders(self) -> dict[str, Order]:
        return {column.key: column.order for column in self.offered if column.order is not None}


def own_columns(fields: Sequence[CustomField], custom: Callable[[Line], Mapping[str, Any]]) -> list[Column[Line]]:
    """A column for each of the organisation's own fields; `custom` reads a line's values, as JSON holds them."""
    return [_own_column(field, custom) for field in fields if "," not in field.key]


def _own_column(field: CustomField, custom: Callable[[Line], Mapping[str, Any]]) -> Column[Line]:
    figures = {CustomField.Kind.NUMBER, CustomField.Kind.MONEY}
    css = "n" if field.kind in figures else "day" if field.kind == CustomField.Kind.DATE else ""
    return Column(
        f"custom:{field.key}",
        field.label,
        lambda line: typed(field, custom(line).get(field.key)),
        css=css,
        is_default=False,
        needs=("custom",),
    )
