"""Tables and sheets of exports, in which no spreadsheet finds a formula: see core.exporting."""

import csv
import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TextIO

from openpyxl.cell import WriteOnlyCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from trimtab.core.exporting import safe_text

Cell = str | int | float | Decimal | bool | datetime.date | datetime.datetime | None

# XML 1.0 forbids these; a workbook with one of them does not open.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a table as CSV (UTF-8, comma, quotes where needed) and return the number of rows."""
    writer, count = csv.writer(stream), 0
    writer.writerow([safe_text(name) for name in header])
    for row in rows:
        writer.writerow([csv_cell(cell) for cell in row])
        count += 1
    return count


def csv_cell(cell: Cell) -> str | int | float | Decimal:
    """One value for a CSV file."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return safe_text(cell.replace("\x00", "\ufffd")) if isinstance(cell, str) else cell


def add_sheet(book: Workbook, *, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Add a sheet to a write-only workbook and return the number of rows. Texts are text cells, never formulas."""
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31])
    sheet.append([_workbook_cell(sheet, name) for name in header])
    count = 0
    for row in rows:
        sheet.append([_workbook_cell(sheet, cell) for cell in row])
        count += 1
    return count


def _workbook_cell(sheet: WriteOnlyWorksheet, cell: Cell) -> object:
    if isinstance(cell, datetime.datetime) and cell.tzinfo is not None:
        return cell.astimezone(datetime.UTC).replace(tzinfo=None)
    if not isinstance(cell, str):
        return cell
    written = WriteOnlyCell(sheet, value=safe_text(_NOT_IN_XML.sub("\ufffd", cell)[:32_766]))
    # A text cell stays text also when it begins with "=", which openpyxl would otherwise write as a formula.
    written.data_type = "s"
    return written
