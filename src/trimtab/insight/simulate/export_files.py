"""Writing export files row by row, and noting where something was made untidy on purpose."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trimtab.insight.simulate.arrays import Integers, Moments

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

Row = list[str]


@dataclass(frozen=True)
class Dirt:
    """One untidy place: the file, the physical line its record starts on, the record number (first is 1), the column.

    `kind` is one of duplicate-account, blank-industry, trailing-blank, mixed-case-email, thousands-separator,
    impossible-date, owner-left, newline-in-text, byte-order-mark, semicolons; `expected` is what an import should do:
    accept, clean, reject or flag. `record` and `line` are 0 where the whole file is meant.
    """

    file: str
    line: int
    record: int
    column: str
    kind: str
    expected: str
    value: str


@dataclass(frozen=True)
class Blemish:
    """A change to one record: its kind, the column it touches, what an import should do, and the change itself."""

    kind: str
    column: str
    expected: str
    spoil: Callable[[str], str]


def columns(names: str) -> list[str]:
    """Return the names of columns written with commas between them."""
    return names.split(",")


def salesforce_id(prefix: str, number: int) -> str:
    """Return an 18-character record id: 15 case-sensitive characters and their check letters.

    >>> salesforce_id("006", 0)
    '006Tt0000000001IAA'
    """
    digits, rest = "", number + 1
    while rest:
        rest, digit = divmod(rest, 62)
        digits = _DIGITS[digit] + digits
    body = f"{prefix}Tt{digits:0>10}"
    return body + check_letters(body)


def number_of(record_id: str) -> int:
    """Return the number, counted from 1, that a record id was made of.

    >>> number_of(salesforce_id("006", 70))
    71
    """
    number = 0
    for letter in record_id[5:15]:
        number = number * 62 + _DIGITS.index(letter)
    return number


def check_letters(body: str) -> str:
    """Return the three letters that tell 15-character ids apart where case is ignored.

    Each letter stands for five characters, read as a binary number with a one for every capital, lowest first.
    """
    return "".join(
        _CHECK[sum(1 << place for place, letter in enumerate(body[start : start + 5]) if letter.isupper())]
        for start in (0, 5, 10)
    )


def ids(prefix: str, rows: Integers) -> list[str]:
    """Return record ids for row numbers; empty for -1."""
    known = {row: salesforce_id(prefix, row) if row >= 0 else "" for row in np.unique(rows).tolist()}
    return [known[row] for row in rows.tolist()]


def moments(values: Moments) -> list[str]:
    """Return UTC moments as in Salesforce's exports, empty for NaT."""
    texts = np.datetime_as_string(values.astype("datetime64[s]")).tolist()
    return ["" if text == "NaT" else f"{text}.000Z" for text in texts]


def write_file(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    blemishes: Mapping[int, Sequence[Blemish]] | None = None,
    delimiter: str = ",",
    has_byte_order_mark: bool = False,
) -> list[Dirt]:
    """Write one file; `blemishes` are keyed by record number counted from 1. Return the dirt in file order."""
    dirt = []
    spoils = blemishes or {}
    encoding = "utf-8-sig" if has_byte_order_mark else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        line = 2
        for record, row in enumerate(rows, start=1):
            place = (path.name, line, record)
            dirt += [_spoil(row, blemish, header=header, place=place) for blemish in spoils.get(record, ())]
            writer.writerow(row)
            line += 1 + sum(text.count("\n") for text in row)
    return dirt


def _spoil(row: Row, blemish: Blemish, *, header: Sequence[str], place: tuple[str, int, int]) -> Dirt:
    column = list(header).index(blemish.column)
    row[column] = blemish.spoil(row[column])
    return Dirt(*place, blemish.column, blemish.kind, blemish.expected, row[column])
