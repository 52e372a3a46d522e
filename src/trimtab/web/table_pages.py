"""What every page of a table needs beside its rows, and the table as a file."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from trimtab.core.exporting import write_csv
from trimtab.core.workbooks import write_workbook
from trimtab.web import formats
from trimtab.web.tables import COUNTED, Column, Table

AnyTable = Table[Any, Any]  # of any record: nothing here reads one
# A workbook is made whole before it is sent: 100,000 rows take half a minute, longer than a browser waits.
MOST_IN_A_WORKBOOK = 100_000
CSV, WORKBOOK = "csv", "xlsx"


class TooManyRows(Exception):
    """A workbook of so many rows is not made; CSV has no limit."""


def context_of(table: AnyTable, *, export_name: str) -> dict[str, object]:
    """The rows of the page that the URL asks for, and the addresses around it."""
    parameters = table.parameters
    page = table.page(after=parameters.get("after", ""), before=parameters.get("before", ""))
    rows = table.lines(page.rows)
    return {
        "table": table,
        "rows": rows,
        "lines": [table.drawn(row) for row in rows],
        "headings": table.headings,
        "newer_url": f"?{table.query(before=page.before)}" if page.before else "",
        "older_url": f"?{table.query(after=page.after)}" if page.after else "",
        "choices": _choices(table),
        "kept": [pair for pair in _pairs(table) if pair[0] != "columns"],
        "usual_columns": table.query(without=["columns"]),
        "export_url": f"{reverse(export_name)}?{table.query()}",
        "counted": COUNTED,
    }


def how_many(count: int) -> str:
    """A number of rows in words that never need an exact count: 214, more than 1,000."""
    most = formats.whole(min(count, COUNTED))
    return _("more than %(most)s") % {"most": most} if count > COUNTED else most


def file_of(table: AnyTable, *, kind: str, title: str, today: date, most: int = MOST_IN_A_WORKBOOK) -> HttpResponseBase:
    """The table as a file: every row of every page, with the columns and in the order of the page.

    Args:
        kind: csv, or xlsx for a workbook.
        most: how many rows a workbook holds.

    Raises:
        TooManyRows: for a workbook.
    """
    name = f"{table.list_name}-{today}"
    if kind != WORKBOOK:
        response = StreamingHttpResponse(_csv(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if not table.has_at_most(most):
        raise TooManyRows
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    write_workbook(table.exported_rows(), file, header=table.exported_header(), title=title)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def refused_workbook(request: HttpRequest, *, back: str) -> HttpResponse:
    """Back to the list, with the reason and the way out."""
    most = formats.whole(MOST_IN_A_WORKBOOK)
    messages.warning(
        request, _("A workbook holds at most %(most)s rows. Narrow the list, or export it as CSV.") % {"most": most}
    )
    return redirect(back)


def _pairs(table: AnyTable) -> list[tuple[str, str]]:
    return [(name, table.parameters.get(name, "")) for name in table.parameters if name not in {"after", "before"}]


def _choices(table: AnyTable) -> list[tuple[Column[Any], bool]]:
    """The columns to choose from, whether each is shown: those shown first, in their order."""
    chosen = table.columns[1:]
    others = [column for column in table.offered[1:] if column not in chosen]
    return [*((column, True) for column in chosen), *((column, False) for column in others)]


class _Lines:
    """A file of which each line can be taken as soon as it is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def take(self) -> bytes:
        text, self.text = self.text, ""
        return text.encode()


def _csv(table: AnyTable) -> Iterator[bytes]:
    lines = _Lines()
    yield b"\xef\xbb\xbf"  # tells Excel that this is UTF-8
    write_csv([table.exported_header()], lines)
    for row in table.exported_rows():
        write_csv([row], lines)
        yield lines.take()
    yield lines.take()
