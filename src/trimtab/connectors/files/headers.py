"""Where a table's header is, and what its columns are called."""

import re
from collections.abc import Sequence

from .records import WHITE_SPACE

LINES_LOOKED_AT = 20
_VALUE = re.compile(
    r"[-+(]?[$€£¥]?\s?\d[\d.,' ]*[%)]?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|true|false|yes|no|\S+@\S+\.\S+",
    re.IGNORECASE,
)


def header_position(records: Sequence[Sequence[str | None]]) -> int | None:
    """The index of the header among the first records; None when the first full record looks like values.

    Title lines above a header (reports have them) are narrower than the table; a header has no value-like cells
    where the cells below have them.
    """
    shown = [[cell for cell in record if cell] for record in records[:LINES_LOOKED_AT]]
    filled = [len(cells) for cells in shown]
    widest = max(filled, default=0)
    first = next((index for index, count in enumerate(filled) if count * 2 > widest and count), None)
    if first is None:
        return None
    return None if _are_values(shown[first], shown[first + 1 :]) else first


def _are_values(cells: list[str], below: list[list[str]]) -> bool:
    value_like = sum(1 for cell in cells if _VALUE.fullmatch(cell))
    if len(cells) == 1:
        return bool(value_like) and any(_VALUE.fullmatch(cell) for row in below for cell in row)
    return value_like * 3 >= len(cells) and value_like >= 1 and _resemble(value_like, len(cells), below)


def _resemble(value_like: int, width: int, below: list[list[str]]) -> bool:
    """True when the rows below hold about as many value-like cells, so that the first is one of them."""
    full = [row for row in below if len(row) * 2 > width]
    if not full:
        return value_like * 2 >= width
    shares = [sum(1 for cell in row if _VALUE.fullmatch(cell)) / len(row) for row in full]
    return value_like / width >= 0.6 * (sum(shares) / len(shares))


def column_names(header: Sequence[str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Unique column names, and the names that had to be changed: duplicates get a number, blanks a name.

    Names that differ only in case count as duplicates, for SQL does not tell them apart.
    """
    names: list[str] = []
    changed: list[str] = []
    seen: set[str] = {"_line"}
    for position, cell in enumerate(header, start=1):
        wanted = " ".join((cell or "").replace("\x00", "").strip(WHITE_SPACE).split()) or f"column {position}"
        name, number = wanted, 2
        while name.casefold() in seen:
            name, number = f"{wanted} ({number})", number + 1
        if name != (cell or "").strip(WHITE_SPACE):
            changed.append(name)
        seen.add(name.casefold())
        names.append(name)
    return tuple(names), tuple(changed)
