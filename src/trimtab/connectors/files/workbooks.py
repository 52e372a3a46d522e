"""Sheets of an Excel workbook as rows of text, read cell by cell without formulas, macros or outside links."""

import datetime
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from .model import Dialect, Limits, Refusal, Rejection, Row
from .origins import Origin, broken_file
from .records import RAW_LENGTH, WHITE_SPACE

BROKEN_WORKBOOK = (
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
)


@contextmanager
def _opened(origin: Origin) -> Iterator[Workbook]:
    with origin.seekable() as stream, warnings.catch_warnings():
        # openpyxl warns about styles and validations that have no meaning for values.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except BROKEN_WORKBOOK as error:
            raise broken_file(origin.name) from error
        try:
            yield book
        finally:
            book.close()


def sheet_names(origin: Origin) -> list[str]:
    """The names of the sheets that hold cells (charts are left out)."""
    with _opened(origin) as book:
        return [sheet.title for sheet in book.worksheets]


def sheet_lines(origin: Origin, *, sheet: str, limits: Limits) -> Iterator[tuple[int, list[str | None]]]:
    """Every line of a sheet with its number as Excel shows it; cells as text, empty cells as None."""
    with _opened(origin) as book:
        page = book[sheet]
        # The stated size of a sheet may be a lie of a million lines by 16,384 columns.
        page.reset_dimensions()
        try:
            for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
                if len(cells) > limits.max_columns:
                    raise too_many_columns(origin.name, count=len(cells), limits=limits)
                yield number, [_text(cell) for cell in cells]
        except Refusal:
            raise
        except BROKEN_WORKBOOK as error:
            raise broken_file(origin.name) from error


def read_sheet(
    origin: Origin, *, sheet: str, dialect: Dialect, width: int, limits: Limits
) -> Iterator[Row | Rejection]:
    """Rows below the header; a row with a value right of the header is rejected."""
    for number, cells in sheet_lines(origin, sheet=sheet, limits=limits):
        if number <= dialect.header_line or not any(cells):
            continue
        if any(cells[width:]):
            reason = _("The row has a value in a column without a header.")
            yield Rejection(number, reason, ", ".join(cell or "" for cell in cells)[:RAW_LENGTH])
        else:
            yield Row(number, tuple(cells[:width]) + (None,) * (width - len(cells)))


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace("\x00", "\ufffd").strip(WHITE_SPACE) or None


def too_many_columns(name: str, *, count: int, limits: Limits) -> Refusal:
    """The refusal of a table that is wider than allowed."""
    return Refusal(
        _("{name} has {count} columns; at most {limit} are read.").format(
            name=name, count=count, limit=limits.max_columns
        ),
        name=name,
    )
