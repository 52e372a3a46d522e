"""One table of a source: it streams its rows, gives a sample of them, and stages itself as Parquet."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from . import origins, staging, workbooks
from .model import Dialect, Limits, Rejection, Row, Staged
from .origins import Origin
from .records import bounded_lines, read_records
from .text_scan import TextScan

SAMPLE_ROWS = 20_000
SAMPLE_PIECES = 40
# Packed files are read through for their sample, up to this row (about five seconds).
STREAMED_ROWS = 500_000


@dataclass(frozen=True)
class SourceTable:
    """One table of a source: a CSV file, a sheet, a Parquet file.

    `name` is unique in the source: the path below it, with `#sheet` where a workbook has several. `folder` is the
    part of the name before the file. `columns` are the header names, made unique; `notices` say what was changed.
    """

    name: str
    origin: Origin
    dialect: Dialect
    columns: tuple[str, ...]
    limits: Limits
    notices: tuple[str, ...] = ()
    sheet: str = ""
    original_columns: tuple[str, ...] = ()
    scan: TextScan | None = None

    @property
    def path(self) -> Path:
        """The file on disk that holds the table (the zip file, for an entry of one)."""
        return self.origin.path

    @property
    def folder(self) -> str:
        """The folder below the source, "" at its top."""
        return self.name.rpartition("/")[0]

    def records(self) -> Iterator[Row | Rejection]:
        """Every row below the header, good or rejected, in order, streaming."""
        if self.dialect.form == "xlsx":
            yield from workbooks.read_sheet(
                self.origin, sheet=self.sheet, dialect=self.dialect, width=len(self.columns), limits=self.limits
            )
        elif self.dialect.form == "parquet":
            yield from self._parquet_rows()
        else:
            yield from self._text_records()

    def rows(self) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        """The good rows as (line, values)."""
        return ((record.line, record.values) for record in self.records() if isinstance(record, Row))

    def sample(self, *, limit: int = SAMPLE_ROWS) -> list[tuple[str | None, ...]]:
        """Up to `limit` rows: all of a small table, else the beginning and pieces from all over the file."""
        rows = self.rows()
        head = [values for _line, values in islice(rows, limit // 2)]
        if len(head) < limit // 2:
            return head
        return head + (self._pieces(limit - len(head)) if self._can_seek else self._thinned(rows, limit - len(head)))

    def _thinned(self, rows: Iterator[tuple[int, tuple[str | None, ...]]], wanted: int) -> list[tuple[str | None, ...]]:
        """A fair choice from the next rows, for files in which one cannot jump."""
        chance, chosen = random.Random(self.name), []
        for count, (_line, values) in enumerate(islice(rows, STREAMED_ROWS)):
            if count < wanted:
                chosen.append(values)
            elif (place := chance.randrange(count + 1)) < wanted:
                chosen[place] = values
        return chosen

    def stage(self, target: Path, *, quick: bool = True) -> Staged:
        """Write the table to `target` as canonical Parquet; rejections go to a file beside it.

        Args:
            target: a path that ends in .parquet; its folder also takes temporary files.
            quick: let DuckDB read plain files. The careful reader gives the same rows.
        """
        if self.dialect.form == "parquet":
            return self._stage_parquet(target)
        if quick and self._is_plain:
            with self.origin.on_disk(target.parent) as source:
                rows = staging.stage_quickly(
                    source, target=target, dialect=self.dialect, columns=self.columns, lines=self._lines
                )
            if rows is not None:
                return Staged(target, self.columns, rows, rows, 0, (), None, "duckdb")
        return staging.stage_rows(self.records(), target=target, columns=self.columns)

    @cached_property
    def _is_plain(self) -> bool:
        scan = self.scan
        return (
            scan is not None
            and scan.is_regular
            and len(self.columns) > 1
            and self.dialect.header_line > 0
            and self.dialect.encoding == "utf-8"
        )

    @property
    def _lines(self) -> int:
        return self.scan.lines if self.scan else 0

    @property
    def _can_seek(self) -> bool:
        return self._is_plain and not self.origin.entry and not self.origin.is_gzip

    def _text_records(self) -> Iterator[Row | Rejection]:
        limit = self.limits.max_line_bytes
        with self.origin.opened() as stream, origins.as_text(stream, encoding=self.dialect.encoding) as text:
            careful = self.scan is None or self.scan.has_long_line
            lines = bounded_lines(text, limit=limit, delimiter=self.dialect.delimiter) if careful else iter(text)
            yield from read_records(lines, dialect=self.dialect, width=len(self.columns), name=self.name, limit=limit)

    def _pieces(self, wanted: int) -> list[tuple[str | None, ...]]:
        """Rows after random positions of the file; the line that a position falls into is left out."""
        size, chance, width = self.scan.size if self.scan else 0, random.Random(self.name), len(self.columns)
        found: list[tuple[str | None, ...]] = []
        bare = Dialect("csv", "utf-8", self.dialect.delimiter, self.dialect.quote, header_line=1)
        for position in sorted(chance.randrange(size) for _piece in range(SAMPLE_PIECES)):
            with self.origin.path.open("rb") as stream:
                stream.seek(position)
                text = stream.read(256 * 1024).decode("utf-8", errors="replace").splitlines(keepends=True)[:-1]
            records = read_records(iter(text), dialect=bare, width=width, name=self.name, limit=256 * 1024)
            rows = (record.values for record in records if isinstance(record, Row))
            found.extend(islice(rows, wanted // SAMPLE_PIECES))
        return found

    def _stage_parquet(self, target: Path) -> Staged:
        with self.origin.on_disk(target.parent) as source:
            rows = staging.stage_parquet(
                source, target=target, columns=self.columns, original=self.original_columns, name=self.name
            )
        return Staged(target, self.columns, rows, rows, 0, (), None, "duckdb")

    def _parquet_rows(self) -> Iterator[Row]:
        with tempfile.TemporaryDirectory() as folder:
            staged = self._stage_parquet(Path(folder) / "rows.parquet")
            with staging.connection(Path(folder)) as session:
                found = session.execute(f"SELECT * FROM read_parquet({staging.literal(str(staged.path))})")
                while batch := found.fetchmany(2_000):
                    yield from (Row(line, tuple(values)) for line, *values in batch)
