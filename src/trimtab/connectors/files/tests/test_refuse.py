"""Evil and broken files: refused by a sentence before parsing, never by a stack trace."""

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from trimtab.connectors.files.model import COMMAND_LIMITS, MEGABYTE, WEB_LIMITS, Limits, Refusal
from trimtab.connectors.files.reading import open_source, open_tables

SHEET = "xl/worksheets/sheet1.xml"


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def tampered(path: Path, *, part: str, content: bytes) -> Path:
    """A workbook with one part exchanged."""
    workbook(path, [["Id", "Name"], [1, "Acme"]])
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    return zipped(path, parts | {part: content})


def test_file_over_the_limit_is_refused_with_name_and_limit(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_bytes(b"Id,Name\n" + b"1,Acme\n" * 300_000)

    with pytest.raises(Refusal, match=r"deals\.csv has 2\.0 MB; at most 1 MB"):
        open_source(tmp_path / "deals.csv", limits=Limits(max_file_bytes=MEGABYTE))


@pytest.mark.parametrize("limits", [WEB_LIMITS, COMMAND_LIMITS], ids=["web", "command"])
def test_zip_bomb_is_refused_at_once(tmp_path: Path, limits: Limits) -> None:
    path = zipped(tmp_path / "bomb.zip", {"deals.csv": b"0" * (80 * MEGABYTE)})
    started = time.perf_counter()

    with pytest.raises(Refusal, match="taken for a bomb"):
        open_source(path, limits=limits)

    assert time.perf_counter() - started < 2


def test_gzip_bomb_is_refused(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "deals.csv.gz").write_bytes(gzip.compress(b"0" * (40 * MEGABYTE)))

    with pytest.raises(Refusal, match="taken for a bomb"):
        open_source(tmp_path / "deals.csv.gz")


def test_workbook_bomb_is_refused(tmp_path: Path) -> None:
    path = tampered(tmp_path / "deals.xlsx", part=SHEET, content=b"<a>" + b"0" * (80 * MEGABYTE) + b"</a>")

    with pytest.raises(Refusal, match="taken for a bomb"):
        open_source(path)


def test_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"deals.csv": b"Id\n1\n"}).read_bytes()

    with pytest.raises(Refusal, match=r"holds the archive folder/inner\.zip"):
        open_source(zipped(tmp_path / "outer.zip", {"folder/inner.zip": inner}))


def test_zip_under_another_name_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"deals.csv": b"Id\n1\n"}).read_bytes()

    with pytest.raises(Refusal, match="holds an archive under another name"):
        open_source(zipped(tmp_path / "outer.zip", {"deals.csv": inner}))


def test_zip_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "many.zip", {f"{number}.csv": b"Id\n1\n" for number in range(2_001)})

    with pytest.raises(Refusal, match="holds 2001 files; at most 2000"):
        open_source(path)


def test_names_in_a_zip_cannot_leave_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "deals.zip", {"../../escaped.csv": b"Id,Name\n1,Acme\n"})
    (table,) = open_tables(path)

    table.stage(tmp_path / "staged.parquet")

    assert not (tmp_path.parent.parent / "escaped.csv").exists()
    assert list(table.rows()) == [(2, ("1", "Acme"))]


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">',
        b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
    ids=["file entity", "outside dtd", "billion laughs"],
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_workbook_with_a_document_type_is_refused(tmp_path: Path, declaration: bytes, part: str) -> None:
    path = tampered(tmp_path / "deals.xlsx", part=part, content=b"<?xml version='1.0'?>" + declaration + b"<a>&x;</a>")

    with pytest.raises(Refusal, match="declares a document type"):
        open_source(path)


def test_encrypted_or_old_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deals.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    with pytest.raises(Refusal, match="encrypted or an old"):
        open_source(tmp_path / "deals.xls")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deals.pdf", b"%PDF-1.7 text"),
        ("deals.csv", bytes(range(256)) * 40),
        ("deals.xlsx", b"PK\x03\x04 and no zip"),
        ("deals.csv.gz", b"\x1f\x8b no gzip"),
        ("deals.parquet", b"PAR1 nothing PAR1"),
        ("deals.csv", b""),
        ("deals.csv", b"\n \n\n"),
        ("deals.zip", b""),
    ],
)
def test_unknown_damaged_or_empty_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Refusal, match=r"deals\."):
        open_source(tmp_path / name)


def test_workbook_sheets_become_tables(tmp_path: Path) -> None:
    import datetime

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Deals")
    for row in (
        ["Id", "Amount", "Close"],
        [1, 10.5, datetime.datetime(2026, 1, 31)],
        [None, None, None],
        [2, 3.0, None],
    ):
        sheet.append(row)
    book.create_sheet("People").append(["Name"])
    book.create_sheet("Nothing")
    book.save(tmp_path / "crm.xlsx")

    deals, people = open_tables(tmp_path / "crm.xlsx")

    assert (deals.name, people.name) == ("crm.xlsx#Deals", "crm.xlsx#People")
    assert list(deals.rows()) == [(2, ("1", "10.5", "2026-01-31")), (4, ("2", "3", None))]


def test_workbook_value_without_header_is_rejected(tmp_path: Path) -> None:
    (table,) = open_tables(workbook(tmp_path / "crm.xlsx", [["Id", "Name"], [1, "Acme", "stray"], [2, "Bolt"]]))

    staged = table.stage(tmp_path / "staged.parquet")

    assert (staged.rows_in, staged.rows_good, staged.rejected[0].line) == (2, 1, 2)


def test_workbook_in_a_zip_is_read(tmp_path: Path) -> None:
    content = io.BytesIO(workbook(tmp_path / "crm.xlsx", [["Id", "Name"], [1, "Acme"]]).read_bytes()).getvalue()

    (table,) = open_tables(zipped(tmp_path / "crm.zip", {"exports/crm.xlsx": content}))

    assert list(table.rows()) == [(2, ("1", "Acme"))]
