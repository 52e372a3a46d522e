"""A plan as sentences and tables, before it becomes a file: every renderer shows the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.web import formats

Value = str | int | Decimal | date | None
LONGEST_CELL = 600  # letters of one cell on a slide; what is longer goes on in the next row


@dataclass(frozen=True)
class Section:
    """One table with its title and the sentence that it answers. widths: of its columns, in parts of the whole."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    said: str = ""
    widths: Sequence[int] = ()

    @property
    def shares(self) -> Sequence[float]:
        """The width of each column as a share of the whole."""
        parts = self.widths or [2, *([1] * (len(self.head) - 1))]
        return [part / sum(parts) for part in parts]


@dataclass(frozen=True)
class PlanDocument:
    """Title, first sentence, where it is from, and the sections."""

    title: str
    lead: str
    by: str
    sections: Sequence[Section]


@dataclass(frozen=True)
class Page:
    """The rows of a section that fit on one slide, as texts; `number` of `count`."""

    section: Section
    rows: Sequence[Sequence[str]]
    number: int
    count: int


def text_of(value: Value) -> str:
    """A value as the reader's language writes it; what no file holds is left out."""
    if value is None:
        return ""
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int):
        return formats.whole(value)
    if isinstance(value, Decimal):
        return formats.number(value)
    return "".join(one for one in value if one in "\n\t" or ord(one) >= 32)


def pages_of(section: Section, *, lines: int, letters: int) -> list[Page]:
    """The section cut into pages: so many lines each, so many letters a line. Nothing is lost and nothing shrinks."""
    pages: list[list[Sequence[str]]] = []
    room = 0
    for row in _cut_rows(section):
        height = min(_height(row, section.shares, letters), lines)
        if height > room:
            pages.append([])
            room = lines
        pages[-1].append(row)
        room -= height
    return [Page(section, rows, number, len(pages)) for number, rows in enumerate(pages, 1)]


def _cut_rows(section: Section) -> Iterator[Sequence[str]]:
    """The rows as texts; a long cell goes on in rows below that hold nothing else."""
    for row in section.rows:
        cells = [_pieces(text_of(value)) for value in row]
        for number in range(max(len(pieces) for pieces in cells)):
            yield [pieces[number] if number < len(pieces) else "" for pieces in cells]


def _pieces(text: str) -> list[str]:
    return [text[start : start + LONGEST_CELL] for start in range(0, len(text), LONGEST_CELL)] or [""]


def _height(row: Sequence[str], shares: Sequence[float], letters: int) -> int:
    """How many lines the row takes, by its fullest cell."""

    def of(text: str, share: float) -> int:
        a_line = max(int(letters * share), 1)
        return sum(max(-(-len(part) // a_line), 1) for part in text.split("\n"))

    return max(of(text, share) for text, share in zip(row, shares, strict=True))
