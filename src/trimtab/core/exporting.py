"""Tables as CSV that a spreadsheet program opens without running anything.

A spreadsheet runs a text as a formula when it starts with = + - or @ (or their full-width forms), also behind blanks,
byte order marks and control characters that some programs drop. Such a text gets a leading apostrophe. Numbers stay
numbers: a text that is a plain number, and every number type, is written as it is.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol

# What makes Excel, LibreOffice or Google Sheets read a text as a formula (OWASP, CSV injection).
FORMULA_STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212|%")
PLAIN_NUMBER = re.compile(r"[-+]?(\d+([.,]\d+)*|\.\d+)([eE][-+]?\d+)?%?")


class Writable(Protocol):
    """Something that takes text."""

    def write(self, text: str, /) -> object: ...


def defused(value: object) -> str:
    """The text of a cell. A text that a spreadsheet would run gets an apostrophe in front; numbers stay numbers."""
    return safe_text(value) if isinstance(value, str) else "" if value is None else str(value)


def safe_text(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet could take it for a formula."""
    return f"'{text}" if is_formula(text) else text


def unsafe_text(text: str) -> str:
    """The text as it was before `safe_text`: an export read in again gives the same values."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could run the text."""
    if text.startswith(("\t", "\r", "\n")):
        return True
    visible = next((character for character in text if not _is_dropped(character)), "")
    return visible in FORMULA_STARTS and not PLAIN_NUMBER.fullmatch(text)


def _is_dropped(character: str) -> bool:
    """White space, control, format (zero-width, byte order mark) characters and quotes at the start."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf") or character in "\"'"


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
