"""Tables as CSV that a spreadsheet program opens without running anything."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

# What makes Excel, LibreOffice or Google Sheets read a text as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")


class Writable(Protocol):
    """Something that takes text."""

    def write(self, text: str, /) -> object: ...


def defused(value: object) -> str:
    """The text of a cell. A text that a spreadsheet would run gets an apostrophe in front; numbers stay numbers."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_csv(rows: Iterable[Sequence[object]], file: Writable) -> int:
    """Write rows, the header first where there is one, as CSV (comma, quotes where needed, CRLF).

    Args:
        rows: values of any type; None is an empty cell.
        file: takes text; open it with `newline=""`, and as utf-8-sig where Excel shall read it.

    Returns:
        How many rows were written.
    """
    writer = csv.writer(file)
    count = 0
    for row in rows:
        writer.writerow([defused(value) for value in row])
        count += 1
    return count
