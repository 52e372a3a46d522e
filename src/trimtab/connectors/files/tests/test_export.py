"""Exported cells: no spreadsheet takes them for formulas, numbers stay numbers, and they read back."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.connectors.files.exporting import add_sheet, write_csv
from trimtab.core.exporting import safe_text, unsafe_text

TRIGGERS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
PREFIXES = ["", " ", "\u00a0", "\ufeff", "\u200b", "\x01", "\t", "\r", "\n", '"']


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_formula_gets_an_apostrophe_however_it_hides(prefix: str, trigger: str) -> None:
    assert safe_text(f"{prefix}{trigger}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["Acme", "-5", "+49", "1,234.50", "-1.5E+3", "12%", "a=b", ""])
def test_plain_texts_and_numbers_stay(text: str) -> None:
    assert safe_text(text) == text


@given(text=st.text(max_size=20))
def test_text_reads_back_as_it_was(text: str) -> None:
    written = safe_text(text)

    assert written == text or unsafe_text(written) == text


def test_csv_keeps_numbers_and_defuses_headers() -> None:
    stream = io.StringIO()

    write_csv(stream, ["=Name", "Amount"], [["@Acme", Decimal("-5.50")], [None, -3]])

    assert stream.getvalue().splitlines() == ["'=Name,Amount", "'@Acme,-5.50", ",-3"]


def test_workbook_holds_texts_and_numbers_but_no_formula() -> None:
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    add_sheet(book, title="Deals", header=["Name", "Amount"], rows=[["=1+1", -5], ["\x00Acme", Decimal("2.5")]])
    book.save(stream)

    cells = list(openpyxl.load_workbook(stream)["Deals"].iter_rows(min_row=2))

    assert [cell.data_type for row in cells for cell in row] == ["s", "n", "s", "n"]
    assert [cell.value for cell in cells[0]] == ["'=1+1", -5]
