"""Staging: both readers give the same rows, nothing is lost, and what cannot be read is reported."""

import csv
import io
import random
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.connectors.files.model import WEB_LIMITS, Limits, Refusal
from trimtab.connectors.files.reading import open_source, open_tables
from trimtab.connectors.files.source_table import SourceTable

HEADER = ("Id", "Name", "Amount")
ROWS = (("1", "Acme", "10"), ("2", "Bolt, Ltd", "20"), ("3", "Käfer & Söhne", "30"))
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
ENDS = ("\n", "\r\n")


def written(rows: Iterable[Iterable[str]], *, delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def staged_rows(table: SourceTable, folder: Path, *, quick: bool = True) -> list[tuple[object, ...]]:
    path = table.stage(folder / f"staged-{quick}.parquet", quick=quick).path
    with duckdb.connect() as session:
        return session.execute(f"SELECT * FROM '{path}' ORDER BY _line").fetchall()


def only_table(
    folder: Path, content: bytes | str, *, name: str = "deals.csv", limits: Limits = WEB_LIMITS
) -> SourceTable:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (table,) = open_tables(path, limits=limits)
    return table


@pytest.mark.parametrize("end", ENDS, ids=["unix", "windows"])
@pytest.mark.parametrize("delimiter", DELIMITERS, ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_delimiter_and_line_end_gives_the_same_rows(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    content = written([HEADER, *ROWS], delimiter=delimiter, end=end).encode(encoding)

    table = only_table(tmp_path, content)

    assert table.columns == HEADER
    assert staged_rows(table, tmp_path) == [(line, *row) for line, row in enumerate(ROWS, start=2)]


def test_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Id,Name\r1,Acme\r2,Bolt\r")

    assert [values for _line, values in table.rows()] == [("1", "Acme"), ("2", "Bolt")]


def test_excels_separator_line_is_obeyed(tmp_path: Path) -> None:
    table = only_table(tmp_path, "sep=;\nId;Name\n1;Acme, Inc\n2;Bolt\n")

    assert table.columns == ("Id", "Name")
    assert next(iter(table.rows())) == (3, ("1", "Acme, Inc"))


def test_title_lines_above_the_header_are_passed_over(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Pipeline report\n\nId,Name,Stage,Amount\n1,Acme,Demo,5\n")

    assert table.columns == ("Id", "Name", "Stage", "Amount")
    assert list(table.rows()) == [(4, ("1", "Acme", "Demo", "5"))]


def test_table_without_header_gets_numbered_columns(tmp_path: Path) -> None:
    table = only_table(tmp_path, "1,2026-01-01,5.5\n2,2026-01-02,6.5\n")

    assert table.columns == ("column 1", "column 2", "column 3")
    assert len(list(table.rows())) == 2
    assert "no header" in table.notices[0]


def test_line_breaks_in_quotes_keep_their_row_and_line_number(tmp_path: Path) -> None:
    table = only_table(tmp_path, 'Id,Note\n1,"two\nlines"\n2,one\n')

    assert list(table.rows()) == [(2, ("1", "two\nlines")), (4, ("2", "one"))]


def test_outer_white_space_goes_and_empty_is_nothing(tmp_path: Path) -> None:
    table = only_table(tmp_path, 'Id,Name,Note\n1,\u00a0 Acme  Inc\u00a0," "\n')

    assert staged_rows(table, tmp_path) == [(2, "1", "Acme  Inc", None)]
    assert staged_rows(table, tmp_path, quick=False) == [(2, "1", "Acme  Inc", None)]


def test_duplicate_and_missing_headers_get_names_and_a_notice(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Name,name,,Stage,Name\nAcme,b,c,Demo,e\n")

    assert table.columns == ("Name", "name (2)", "column 3", "Stage", "Name (3)")
    assert "name (2)" in table.notices[0]
    assert staged_rows(table, tmp_path) == [(2, "Acme", "b", "c", "Demo", "e")]


def test_ragged_rows_are_rejected_with_line_and_reason(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Id,Name\n1,Acme\n2\n3,Bolt,extra\n4,Dov,\n")

    staged = table.stage(tmp_path / "staged.parquet")

    assert (staged.rows_in, staged.rows_good, staged.rows_rejected) == (4, 2, 2)
    assert [(r.line, r.reason) for r in staged.rejected] == [
        (3, "The row has 1 fields; the header has 2."),
        (4, "The row has 3 fields; the header has 2."),
    ]
    assert staged.rejected_path is not None
    assert staged.rejected_path.read_text().count("\n") == 3


def test_nul_bytes_reject_only_their_row(tmp_path: Path) -> None:
    table = only_table(tmp_path, b"Id,Name\n1,Acme\n2,B\x00olt\n3,Cleo\n")

    staged = table.stage(tmp_path / "staged.parquet")

    assert [(r.line, r.reason) for r in staged.rejected] == [(3, "The row holds a NUL byte.")]
    assert staged.rows_good == 2


def test_broken_bytes_in_a_utf8_file_reject_only_their_row(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Id,Name\n1,Käfer\n2,Söhne\n3,Größe\n4,Müller\n".encode() + b"5,bad\xff\n")

    staged = table.stage(tmp_path / "staged.parquet")

    assert [r.line for r in staged.rejected] == [6]
    assert staged.rows_good == 4


def test_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    table = only_table(tmp_path, 'Id,Name\n1,"Acme\n2,Bolt\n3,Cleo\n')

    staged = table.stage(tmp_path / "staged.parquet")

    assert [(r.line, r.reason) for r in staged.rejected] == [(2, "A quote is opened and never closed.")]
    assert staged.rows_good == 2


def test_file_of_broken_quotes_is_refused(tmp_path: Path) -> None:
    table = only_table(tmp_path, "Id,Name\n" + "1,Acme\n" * 5 + '2,"Bolt\n' * 45)

    with pytest.raises(Refusal, match="never closed"):
        list(table.records()) and table.stage(tmp_path / "staged.parquet")


def test_line_of_100_megabytes_is_one_rejection(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    with path.open("wb") as file:
        file.write(b"Id,Name\n1,Acme\n2,")
        for _piece in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b"\n3,Bolt\n")
    (table,) = open_tables(path)

    staged = table.stage(tmp_path / "staged.parquet")

    assert [(r.line, r.reason) for r in staged.rejected] == [(3, "The line is longer than any row may be.")]
    assert (staged.rows_in, staged.rows_good) == (3, 2)


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    wide = [f"column_{number}" for number in range(10_000)]
    table = only_table(tmp_path, written([wide, ["v"] * 10_000]))

    assert len(table.columns) == 10_000
    assert [len(values) for _line, values in table.rows()] == [10_000]


def test_more_columns_than_excel_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="20000 columns; at most 16384"):
        only_table(tmp_path, written([[f"c{n}" for n in range(20_000)], ["v"] * 20_000]))


cells = st.text(alphabet='ab",;\n\r\t \u00a0é', max_size=6)


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8))
def test_what_a_csv_writer_writes_is_read_alike_by_both_readers(rows: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = only_table(folder, written([("first", "second", "third"), *rows]))

        quick, careful = staged_rows(table, folder), staged_rows(table, folder, quick=False)

    assert quick == careful


@settings(deadline=None, max_examples=60)
@given(text=st.text(alphabet='ab",\n\r ', max_size=40))
def test_any_text_loses_no_row_and_both_readers_agree(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = only_table(folder, f"first,second\n{text}")
        try:
            quick, careful = (
                table.stage(folder / "quick.parquet"),
                table.stage(folder / "careful.parquet", quick=False),
            )
        except Refusal:
            return

        assert staged_rows(table, folder) == staged_rows(table, folder, quick=False)
        assert quick.rows_in == quick.rows_good + quick.rows_rejected == careful.rows_in


def test_plain_large_file_takes_the_quick_reader_and_keeps_its_lines(tmp_path: Path) -> None:
    chance = random.Random(1)
    rows = [(str(n), f"name {chance.random()}", str(n * 10)) for n in range(20_000)]
    table = only_table(tmp_path, written([HEADER, *rows]))

    staged = table.stage(tmp_path / "staged.parquet")

    assert (staged.reader, staged.rows_good) == ("duckdb", 20_000)
    assert staged_rows(table, tmp_path)[-1] == (20_001, *rows[-1])


def test_parquet_is_read(tmp_path: Path) -> None:
    with duckdb.connect() as session:
        session.execute(f"COPY (SELECT 1 AS id, DATE '2026-01-31' AS closed, '' AS note) TO '{tmp_path}/deals.parquet'")
    (table,) = open_tables(tmp_path / "deals.parquet")

    assert table.columns == ("id", "closed", "note")
    assert list(table.rows()) == [(2, ("1", "2026-01-31", None))]


def test_folder_reports_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "variant").mkdir()
    for name in ("deals.csv", "variant/deals.csv"):
        (tmp_path / name).write_text("Id,Name\n1,Acme\n")
    (tmp_path / "broken.xlsx").write_text("no workbook")

    source = open_source(tmp_path)

    assert [table.name for table in source.tables] == ["deals.csv"]
    assert {entry.name for entry in source.skipped} == {"variant/deals.csv", "broken.xlsx"}
