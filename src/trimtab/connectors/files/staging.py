"""A source table becomes Parquet: by DuckDB where the bytes are plain, by the careful reader everywhere else.

Both ways give the same rows (tests/test_stage.py proves it): DuckDB is used only when the scan found nothing unusual,
fails on the first surprise, and must find exactly one row per line.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from trimtab.core.exporting import safe_text

from .model import Dialect, Refusal, Rejection, Row, Staged
from .records import WHITE_SPACE

KEPT_REJECTIONS = 1_000
MEMORY = "256MB"


def connection(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with bounded memory that spills to `folder` and loads nothing from outside."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder),
        "threads": 2,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(config=settings)


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _stripped(name: str) -> str:
    characters = " || ".join(f"chr({ord(character)})" for character in WHITE_SPACE)
    return f"nullif(trim({quoted(name)}, {characters}), '')"


def _copy(query: str, *, target: Path) -> str:
    return f"COPY ({query}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)"


def stage_quickly(source: Path, *, target: Path, dialect: Dialect, columns: tuple[str, ...], lines: int) -> int | None:
    """Let DuckDB read a plain UTF-8 file; None when it finds anything that the careful reader must decide."""
    typed = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    table = (
        f"read_csv({literal(str(source))}, header=false, skip={dialect.header_line}, auto_detect=false,"
        f" delim={literal(dialect.delimiter)}, quote={literal(dialect.quote)}, escape={literal(dialect.quote)},"
        f" strict_mode=true, null_padding=false, compression='none', columns={{{typed}}})"
    )
    fields = ", ".join(f"{_stripped(name)} AS {quoted(name)}" for name in columns)
    query = f'SELECT row_number() OVER () + {dialect.header_line} AS "_line", {fields} FROM {table}'
    with connection(target.parent) as session:
        try:
            session.execute(_copy(query, target=target))
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return None
        blank = " AND ".join(f"{quoted(name)} IS NULL" for name in columns)
        counted = session.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {blank}) FROM read_parquet({literal(str(target))})"
        ).fetchone()
    rows, blanks = counted or (0, 0)
    return int(rows) if rows == lines - dialect.header_line and not blanks else None


def stage_rows(records: Iterable[Row | Rejection], *, target: Path, columns: tuple[str, ...]) -> Staged:
    """Write rows to Parquet and rejections to a CSV file beside it, in bounded memory."""
    rejected_path = target.with_suffix(".rejected.csv")
    split = _Split(records, rejected_path=rejected_path)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".csv") as canonical:
        with Path(canonical.name).open("w", encoding="utf-8", newline="") as text:
            # With this line end the writer of Python 3.11 also quotes a lone carriage return, which DuckDB needs.
            csv.writer(text, lineterminator="\r\n").writerows(split.rows())
        _convert(Path(canonical.name), target=target, columns=columns)
    return Staged(
        path=target,
        columns=columns,
        rows_in=split.good + split.rejected,
        rows_good=split.good,
        rows_rejected=split.rejected,
        rejected=tuple(split.first),
        rejected_path=rejected_path if split.rejected else None,
        reader="python",
    )


class _Split:
    """Passes good rows on and writes rejections to their file, opened at the first one."""

    def __init__(self, records: Iterable[Row | Rejection], *, rejected_path: Path) -> None:
        self._records, self._path = records, rejected_path
        self.good = self.rejected = 0
        self.first: list[Rejection] = []

    def rows(self) -> Iterator[list[str | int | None]]:
        """Good rows as lists that start with the line."""
        self._path.unlink(missing_ok=True)
        for record in self._records:
            if isinstance(record, Row):
                self.good += 1
                yield [record.line, *record.values]
            else:
                self._keep(record)

    def _keep(self, rejection: Rejection) -> None:
        if len(self.first) < KEPT_REJECTIONS:
            self.first.append(rejection)
        with self._path.open("a", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            if not self.rejected:
                writer.writerow(["line", "reason", "raw"])
            writer.writerow([rejection.line, rejection.reason, safe_text(rejection.raw)])
        self.rejected += 1


def _convert(canonical: Path, *, target: Path, columns: tuple[str, ...]) -> None:
    typed = ", ".join(["'_line': 'BIGINT'", *(f"{literal(name)}: 'VARCHAR'" for name in columns)])
    query = (
        f"SELECT * FROM read_csv({literal(str(canonical))}, header=false, auto_detect=false, delim=',', quote='\"',"
        f" escape='\"', new_line='\\r\\n', parallel=false, max_line_size=8388608, buffer_size=16777216,"
        f" columns={{{typed}}})"
    )
    with connection(target.parent) as session:
        session.execute(_copy(query, target=target))


def stage_parquet(source: Path, *, target: Path, columns: tuple[str, ...], original: tuple[str, ...], name: str) -> int:
    """Rewrite a Parquet file with all columns as text; line 2 is its first row, as in a file with a header."""
    fields = ", ".join(
        f"nullif(trim(CAST({quoted(before)} AS VARCHAR)), '') AS {quoted(after)}"
        for before, after in zip(original, columns, strict=True)
    )
    table = f"read_parquet({literal(str(source))}, file_row_number=true)"
    query = f'SELECT file_row_number + 2 AS "_line", {fields} FROM {table}'
    with connection(target.parent) as session:
        try:
            session.execute(_copy(query, target=target))
        except duckdb.Error as error:
            raise Refusal(f"{name}: {error}".splitlines()[0], name=name) from error
        counted = session.execute(f"SELECT count(*) FROM read_parquet({literal(str(target))})").fetchone()
    return int(counted[0]) if counted else 0
