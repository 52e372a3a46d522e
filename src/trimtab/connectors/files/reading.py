"""From a path to tables: `open_source` checks limits, finds the tables, and each table reads or stages itself."""

import csv
import os
import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from . import origins, staging, text_scan, workbooks
from .dated import date_in_name
from .headers import LINES_LOOKED_AT, column_names, header_position
from .model import COMMAND_LIMITS, Dialect, Limits, Refusal, Skipped
from .origins import Origin
from .records import WHITE_SPACE
from .source_table import SourceTable
from .text_scan import TextScan


@dataclass(frozen=True)
class OpenedSource:
    """The tables of a source, and the files that are not read, each with its reason."""

    tables: tuple[SourceTable, ...]
    skipped: tuple[Skipped, ...]


def open_source(path: Path, *, limits: Limits = COMMAND_LIMITS) -> OpenedSource:
    """Find the tables of a file, folder or zip file.

    A file of a folder or zip that cannot be read is skipped with its reason. Raises Refusal when the path itself
    cannot be read, passes a limit, or holds no table at all.
    """
    found = _origins(path, limits=limits)
    alone = len(found) == 1 and not path.is_dir()
    tables: list[SourceTable] = []
    skipped: list[Skipped] = []
    for origin in found:
        try:
            tables.extend(_tables_of(origin, limits=limits))
        except Refusal as refusal:
            if alone:
                raise
            skipped.append(Skipped(origin.name, refusal.message))
    kept, variants = _without_variants(tables)
    skipped.extend(variants)
    if not kept:
        raise _no_table(path.name, skipped)
    return OpenedSource(tuple(kept), tuple(skipped))


def open_tables(path: Path, *, limits: Limits = COMMAND_LIMITS) -> list[SourceTable]:
    """The tables of a source; see `open_source`, which also tells what was skipped."""
    return list(open_source(path, limits=limits).tables)


def _origins(path: Path, *, limits: Limits) -> list[Origin]:
    if not path.exists():
        raise Refusal(_("There is no file or folder {name}.").format(name=path), name=str(path))
    if path.is_dir():
        return _folder_origins(path, limits=limits)
    origin = Origin(path.name, path)
    origins.check_size(origin, limits=limits)
    if path.suffix.lower() == ".zip" or (path.suffix.lower() not in (".xlsx", ".xlsm", ".gz") and _is_zip(origin)):
        return _zip_origins(origin, limits=limits)
    return [origin]


def _is_zip(origin: Origin) -> bool:
    with origin.path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _folder_origins(folder: Path, *, limits: Limits) -> list[Origin]:
    found: list[Origin] = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for file in sorted(files):
            path = Path(root) / file
            name = path.relative_to(folder).as_posix()
            if file.startswith((".", "~$")) or not path.is_file() or not file.lower().endswith(origins.TABLE_ENDINGS):
                continue
            if file.lower().endswith(".zip"):
                found.extend(_zip_origins(Origin(name, path), limits=limits, prefix=f"{name}/"))
            else:
                found.append(Origin(name, path))
    if len(found) > limits.max_entries:
        raise Refusal(
            _("{name} holds {count} tables; at most {limit} files are read.").format(
                name=folder.name, count=len(found), limit=limits.max_entries
            ),
            name=folder.name,
        )
    return found


def _zip_origins(origin: Origin, *, limits: Limits, prefix: str = "") -> list[Origin]:
    origins.check_size(origin, limits=limits)
    with origin.seekable() as stream:
        entries = origins.checked_entries(stream, name=origin.name, limits=limits)
    found = []
    for entry in entries:
        base = entry.filename.rpartition("/")[2]
        if base.startswith((".", "~$")) or entry.filename.startswith("__MACOSX"):
            continue
        if base.lower().endswith((".zip", ".7z", ".rar", ".tar", ".tgz")):
            raise Refusal(
                _("{name} holds the archive {inner}. Archives inside archives are not read; unpack it first.").format(
                    name=origin.name, inner=entry.filename
                ),
                name=origin.name,
            )
        if base.lower().endswith(origins.TABLE_ENDINGS):
            found.append(Origin(prefix + entry.filename, origin.path, entry.filename))
    return found


def _tables_of(origin: Origin, *, limits: Limits) -> list[SourceTable]:
    origins.check_size(origin, limits=limits)
    if origin.is_gzip:
        origins.check_gzip(origin, limits=limits)
    content = origins.content_of(origin)
    if content == "zip":
        raise Refusal(
            _("{name} holds an archive under another name. It is not read.").format(name=origin.name), name=origin.name
        )
    if content == "xlsx":
        return _workbook_tables(origin, limits=limits)
    return [_parquet_table(origin, limits=limits)] if content == "parquet" else [_text_table(origin, limits=limits)]


def _workbook_tables(origin: Origin, *, limits: Limits) -> list[SourceTable]:
    origins.check_workbook(origin, limits=limits)
    tables = []
    for sheet in workbooks.sheet_names(origin):
        lines = list(islice(workbooks.sheet_lines(origin, sheet=sheet, limits=limits), LINES_LOOKED_AT))
        if any(any(cells) for _number, cells in lines):
            tables.append((sheet, [cells for _number, cells in lines]))
    if not tables:
        raise _empty(origin.name)
    return [
        _table(
            origin,
            name=origin.name if len(tables) == 1 else f"{origin.name}#{sheet}",
            dialect=Dialect("xlsx"),
            records=records,
            limits=limits,
            sheet=sheet,
        )
        for sheet, records in tables
    ]


def _text_table(origin: Origin, *, limits: Limits) -> SourceTable:
    try:
        scan = text_scan.scan(origin, limits=limits)
    except origins.BROKEN_ARCHIVE as error:
        raise origins.broken_file(origin.name) from error
    encoding = text_scan.encoding_of(scan)
    head = text_scan.head_of(scan, encoding)
    if not head.strip(WHITE_SPACE + "\x00"):
        raise _empty(origin.name)
    dialect = Dialect("csv", encoding, text_scan.delimiter_of(head), '"', header_line=0)
    # The lines themselves, not the records: a header spanning lines is counted by its lines below.
    first = _first_records(head, dialect, limits=limits)
    return _table(
        origin, name=origin.name, dialect=dialect, records=[values for _end, values in first], limits=limits,
        scan=scan, ends=[end for end, _values in first],
    )  # fmt: skip


def _first_records(head: str, dialect: Dialect, *, limits: Limits) -> list[tuple[int, list[str | None]]]:
    """The first records with the number of the line each ends on."""
    lines = head.splitlines(keepends=True)
    reader = csv.reader(iter(lines), delimiter=dialect.delimiter, quotechar=dialect.quote)
    shown = islice(reader, LINES_LOOKED_AT)
    return [(reader.line_num, [field.strip(WHITE_SPACE) or None for field in record]) for record in shown]


def _table(
    origin: Origin,
    *,
    name: str,
    dialect: Dialect,
    records: list[list[str | None]],
    limits: Limits,
    sheet: str = "",
    scan: TextScan | None = None,
    ends: list[int] | None = None,
) -> SourceTable:
    position = header_position(records)
    header = records[position] if position is not None else [None] * max(map(len, records))
    while header and position is not None and header[-1] is None:
        header = header[:-1]
    if len(header) > limits.max_columns:
        raise workbooks.too_many_columns(name, count=len(header), limits=limits)
    columns, changed = column_names(header)
    line = 0 if position is None else (ends[position] if ends else position + 1)
    return SourceTable(
        name=name,
        origin=origin,
        dialect=Dialect(dialect.form, dialect.encoding, dialect.delimiter, dialect.quote, line),
        columns=columns,
        limits=limits,
        notices=_notices(changed, has_header=position is not None),
        sheet=sheet,
        original_columns=columns,
        scan=scan,
    )


def _notices(changed: tuple[str, ...], *, has_header: bool) -> tuple[str, ...]:
    if not has_header:
        return (_("The table has no header line; its columns are called column 1, column 2 and so on."),)
    if changed:
        names = ", ".join(changed[:10])
        return (_("Columns without a name or with a name used twice are called: {names}.").format(names=names),)
    return ()


def _parquet_table(origin: Origin, *, limits: Limits) -> SourceTable:
    described, sizes = _parquet_description(origin)
    unpacked = int(str(sizes[0] or 0)) if sizes else 0
    origins.check_unpacked(origin.name, packed=origin.path.stat().st_size, unpacked=unpacked, limits=limits)
    original = tuple(str(row[0]) for row in described)
    columns, changed = column_names(original)
    return SourceTable(
        name=origin.name, origin=origin, dialect=Dialect("parquet"), columns=columns, limits=limits,
        notices=_notices(changed, has_header=True), original_columns=original,
    )  # fmt: skip


def _parquet_description(origin: Origin) -> tuple[list[tuple[object, ...]], tuple[object, ...] | None]:
    """The columns, and the unpacked size, as the file's own directory states them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        origin.on_disk(Path(folder)) as path,
        staging.connection(Path(folder)) as session,
    ):
        source = staging.literal(str(path))
        try:
            described = session.execute(f"DESCRIBE SELECT * FROM read_parquet({source})").fetchall()
            metadata = f"SELECT sum(total_uncompressed_size)::BIGINT FROM parquet_metadata({source})"
            return described, session.execute(metadata).fetchone()
        except duckdb.Error as error:
            raise origins.broken_file(origin.name) from error


def _without_variants(tables: list[SourceTable]) -> tuple[list[SourceTable], list[Skipped]]:
    """Leave out a table of a sub-folder that repeats one at the top, unless dates tell the folders apart."""
    top = {table.name for table in tables if not table.folder}
    kept, skipped = [], []
    for table in tables:
        base = table.name.rpartition("/")[2]
        if table.folder and base in top and not date_in_name(table.name):
            reason = _("{name} repeats {base} of the folder above. Import its folder by itself if it is meant.")
            skipped.append(Skipped(table.name, reason.format(name=table.name, base=base)))
        else:
            kept.append(table)
    return kept, skipped


def _empty(name: str) -> Refusal:
    return Refusal(_("{name} holds no rows.").format(name=name), name=name)


def _no_table(name: str, skipped: list[Skipped]) -> Refusal:
    reasons = " ".join(entry.reason for entry in skipped[:5])
    text = _("{name} holds no table that can be read. Allowed are CSV, TSV, XLSX, Parquet, and zip files of them.")
    return Refusal(f"{text.format(name=name)} {reasons}".strip(), name=name)
