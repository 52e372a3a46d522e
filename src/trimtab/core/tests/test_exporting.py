"""CSV that runs nothing in a spreadsheet."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.core.exporting import defused, is_formula, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (Decimal("-5.20"), "-5.20"), ("-5.20", "-5.20"), ("+49", "+49"), ("Acme", "Acme"), (0, "0")],
)
def test_what_is_no_formula_stays(value: object, text: str) -> None:
    assert defused(value) == text


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_characters="\x00")), min_size=1), max_size=5))
def test_no_cell_starts_a_formula_and_no_row_is_lost(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")

    written = write_csv(rows, file)

    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert written == len(read) == len(rows)
    assert all(cell.startswith("'") or not is_formula(cell) for row in read for cell in row)
