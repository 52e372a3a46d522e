"""Workbooks that a spreadsheet program opens without running anything."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from trimtab.core.workbooks import write_workbook


def written(*rows: list[object]) -> list[list[tuple[object, str]]]:
    """Each row's cells as (value, kind), as a program reads them; the header left out."""
    file = io.BytesIO()
    write_workbook(rows, file, header=["A", "B"], title="What/ever")
    sheet = load_workbook(file).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", '=HYPERLINK("x")', "007", "1,5"])
def test_a_text_stays_a_text(text: str) -> None:
    assert written([text, None])[0][0] == (text, "s")


@pytest.mark.parametrize("number", [7, Decimal("12.50"), 0, -3.5])
def test_a_number_stays_a_number(number: float | Decimal) -> None:
    value, kind = written([number, "x"])[0][0]

    assert (kind, Decimal(str(value))) == ("n", Decimal(str(number)))


def test_days_and_moments_keep_their_kind() -> None:
    day, moment = written([date(2026, 11, 20), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)])[0]

    assert (day[1], str(moment[0]), moment[1]) == ("d", "2026-11-20 09:30:00", "d")


def test_characters_that_the_format_refuses_are_left_out() -> None:
    assert written(["a\x00b\x0bc", None])[0][0] == ("abc", "s")


def test_the_number_of_rows_is_told() -> None:
    assert write_workbook([["a"], ["b"]], io.BytesIO(), header=["A"], title="") == 2
