"""Tables as workbooks for spreadsheet programs. A text stays a text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_CHARACTERS = 32_767  # in one cell, by the format
WIDTHS = (8, 60)
DAY_FORMAT = "yyyy-mm-dd"
MOMENT_FORMAT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Formula:
    """A cell that reckons. `text` begins with = and is ours alone: nothing that people typed may stand in it."""

    text: str
    number_format: str = "#,##0.00"


def write_workbook(rows: Iterable[Sequence[object]], file: BinaryIO, *, header: Sequence[str], title: str) -> int:
    """Write one sheet with a frozen, bold header; numbers, days and truth values keep their kind.

    Args:
        rows: values of any type; None is an empty cell. A moment is written without its time zone, as it is given.
        title: of the sheet; what the format does not allow in it is left out.

    Returns:
        How many rows were written, without the header.
    """
    book = Workbook(write_only=True)
    count = _add_sheet(book, rows, header=header, title=title)
    book.save(file)
    return count


def write_sheets(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]], file: BinaryIO) -> None:
    """Write a workbook of several sheets, each with its title, header and rows as in `write_workbook`."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        _add_sheet(book, rows, header=header, title=title)
    book.save(file)


def _add_sheet(book: Workbook, rows: Iterable[Sequence[object]], *, header: Sequence[str], title: str) -> int:
    sheet = book.create_sheet(sheet_title(title))
    sheet.freeze_panes = "B2"
    for number, label in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(label) + 4, WIDTHS[0]), WIDTHS[1])
    sheet.append([_cell(sheet, label, is_bold=True) for label in header])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    return count


def _cell(sheet: WriteOnlyWorksheet, value: object, *, is_bold: bool = False) -> Cell | None:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, "")
    if isinstance(value, Formula):
        cell.value, cell.number_format = value.text, value.number_format
    elif isinstance(value, bool | int | float | Decimal):
        cell.value = value
    elif isinstance(value, date):
        is_moment = isinstance(value, datetime)
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        cell.number_format = MOMENT_FORMAT if is_moment else DAY_FORMAT
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MOST_CHARACTERS]
        cell.data_type = "s"  # the library takes a text that begins with = for a formula
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def sheet_title(title: str) -> str:
    """The title without what the format does not allow in it."""
    return "".join(one for one in title if one not in "[]:*?/\\'")[:31] or "Table"
