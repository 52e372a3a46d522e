"""A case as a file: the workbook reckons what we reckon, and nothing that people typed is a formula or markup."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.nerves.payloads import FORMULAS
from trimtab.value.exports.pdf import pdf_of, texts_of
from trimtab.value.exports.sheets import workbook_of
from trimtab.value.shareable import SharedCase, SharedLine
from trimtab.value.tests.formulas import Sheets

PLACES = {"B7": "one_off", "B8": "present_value", "B11": "waiting"}


def line(kind: str, amount: Decimal, key: int = 1, **facts: object) -> SharedLine:
    known: dict[str, object] = {"unit": "", "unit_value": Decimal(1), "quantity_low": None, "quantity_high": None}
    known |= {"times": Decimal(1), "ramp": (), "start_month": 0, "source": "", "wording": 1, "is_confirmed": False}
    return SharedLine(key=key, kind=kind, quantity=amount, **({"label": f"Line {key}"} | known | facts))  # type: ignore[arg-type]


def case(*lines: SharedLine, years: int = 3, rate: str = "10", **facts: str) -> SharedCase:
    known = {"title": "Less downtime", "customer": "Acme", "problem": "Stops", "currency": "EUR"} | facts
    return SharedCase(**known, years=years, rate=Decimal(rate), lines=lines)


F25 = case(line("benefit", Decimal(60_000)), line("one_off", Decimal(100_000), 2))


def test_the_workbook_reckons_f25_by_its_formulas() -> None:
    sheets = Sheets(workbook_of(F25))

    assert round(sheets.at("Business case", "B8"), 2) == 49_211.12
    assert sheets.at("Business case", "B9") == pytest.approx(20.0)
    assert sheets.at("Business case", "B10") == pytest.approx(0.8)


def test_a_figure_changed_in_the_workbook_moves_the_result() -> None:
    sheets = Sheets(workbook_of(F25))
    sheets.book["Lines"]["E2"].value = 72_000

    assert sheets.at("Business case", "B8") == pytest.approx(72_000 * 2.4868519909842226 - 100_000)


AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False, allow_infinity=False)
LINES = st.builds(
    line,
    st.sampled_from(["benefit", "yearly", "one_off"]),
    AMOUNTS,
    st.integers(1, 99),
    times=st.sampled_from([Decimal(1), Decimal(12)]),
    ramp=st.sampled_from([(), (50, 100), (0,), (25, 50, 75, 100)]),
    start_month=st.integers(0, 30),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4), st.integers(1, 4), st.sampled_from(["0", "7.5", "10"]))
def test_the_workbook_reckons_what_the_product_reckons(lines: list[SharedLine], years: int, rate: str) -> None:
    shown = case(*lines, years=years, rate=rate)
    sheets, ours = Sheets(workbook_of(shown)), shown.case

    for place, name in PLACES.items():
        assert sheets.at("Business case", place) == pytest.approx(float(getattr(ours, name)), abs=0.01)
    payback = sheets.at("Business case", "B9")
    if abs(ours.total) > 1:  # on the edge, the last cent decides
        expected = "not within these years" if ours.payback is None else pytest.approx(float(ours.payback), abs=0.01)
        assert payback == expected
    for row, net in enumerate(ours.nets, 3):
        assert sheets.at("Years", f"D{row}") == pytest.approx(float(net), abs=0.01)
        gained = sum(float(one.in_year(row - 2)) for one in ours.lines if one.kind == "benefit")
        assert sheets.at("Years", f"B{row}") == pytest.approx(gained, abs=0.01)


def test_no_cell_that_people_typed_starts_a_formula() -> None:
    lines = [
        line("benefit", Decimal(key), key, label=text, unit=text, source=text) for key, text in enumerate(FORMULAS, 1)
    ]
    shown = case(*lines[:20], title=FORMULAS[0], customer=FORMULAS[0], problem=FORMULAS[-1])
    book = load_workbook(io.BytesIO(workbook_of(shown)))

    ours = ("=-", "=IF(", "=SUM", "=D", "=K", "=B", "=C", "=E", "='")
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(str(cell.value).startswith(ours) for cell in formulas)
    assert not {str(cell.value) for cell in formulas} & set(FORMULAS)
    assert {book["Lines"].cell(row, 1).data_type for row in range(2, 22)} == {"s"}


def test_what_is_typed_is_no_markup_on_paper(tmp_path: Path) -> None:
    shown = case(line("benefit", Decimal(9), label="#panic(1) *bold* $x$ \\ </script>"), title="= Not a heading\x07")
    paper = pdf_of(shown)
    (tmp_path / "case.pdf").write_bytes(paper)

    assert paper.startswith(b"%PDF")
    assert "#panic(1) *bold*" in str(texts_of(shown)["sections"])


def test_a_case_of_forty_lines_fits_on_paper() -> None:
    lines = [line("benefit", Decimal(key), key, label="A long label of a line " * 8) for key in range(1, 41)]

    assert pdf_of(case(*lines, years=10)).startswith(b"%PDF")
