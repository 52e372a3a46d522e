"""What reading and mapping hand to each other and to the import: plain frozen values, no database.

`SourceTable` (see `reading.py`) is a file as found. A `Proposal` says what each source table and column means;
it survives a round trip through JSON, so that it can be remembered per source and edited by a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ValueKind = Literal["empty", "text", "number", "money", "percent", "date", "datetime", "boolean", "choice"]
DateFormat = Literal[
    "",
    "year-month-day",
    "month/day/year",
    "day/month/year",
    "day month-name year",
    "month-name day year",
    "compact",
    "excel-serial",
    "epoch-seconds",
    "epoch-milliseconds",
]
StageKind = Literal["open", "won", "lost"]
QuestionAbout = Literal["date_format", "decimal_mark", "stage_kind", "stage_order", "table", "required_field"]

CUSTOM_PREFIX = "custom:"
ENTERED_PREFIX = "entered:"
EXITED_PREFIX = "exited:"
NO_TABLE = "none"

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What may be read. Every limit is checked before parsing; None means no limit."""

    max_file_bytes: int | None = 25 * MEGABYTE
    max_unpacked_bytes: int | None = 200 * MEGABYTE
    max_ratio: int = 100
    max_entries: int = 2_000
    max_line_bytes: int = 2 * MEGABYTE
    max_columns: int = 16_384


WEB_LIMITS = Limits()
# A person at the command line owns the machine: size is theirs to choose, a bomb still is a bomb.
COMMAND_LIMITS = Limits(max_file_bytes=None, max_unpacked_bytes=None)


class Refusal(ValueError):
    """A file is not read at all. The message is a sentence for the user that names the file and the limit."""

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message)
        self.message, self.name = message, name


@dataclass(frozen=True)
class Skipped:
    """A file of a folder or zip that is not read, with the reason as a sentence."""

    name: str
    reason: str


@dataclass(frozen=True)
class Dialect:
    """How the bytes of a text table are to be read; `header_line` counts from 1, 0 means there is no header."""

    form: Literal["csv", "xlsx", "parquet"]
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header_line: int = 1


@dataclass(frozen=True)
class Row:
    """One good row: the line it starts on (header = 1 in most files) and its values, stripped, empty as None."""

    line: int
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class Rejection:
    """One row that could not be read, with the reason as a sentence and the first 500 characters of the row."""

    line: int
    reason: str
    raw: str


@dataclass(frozen=True)
class Staged:
    """A table in canonical form: Parquet, one VARCHAR column per `columns` entry, and `_line` BIGINT.

    rows_in = rows_good + rows_rejected, always. `rejected` keeps the first 1,000; `rejected_path` holds all of
    them as CSV with the columns line, reason, raw (formula-defused), or None when nothing was rejected.
    """

    path: Path
    columns: tuple[str, ...]
    rows_in: int
    rows_good: int
    rows_rejected: int
    rejected: tuple[Rejection, ...]
    rejected_path: Path | None
    reader: Literal["duckdb", "python"]


@dataclass(frozen=True)
class ColumnKind:
    """What the texts of one column are, and how they turn into values.

    `format` speaks for dates; `decimal_mark` and `thousands_mark` for numbers, money and percent ("" = none seen);
    `currency` is an ISO code found in the texts; `choices` are the distinct texts of a choice.
    `ambiguous` lists the alternatives when the texts allow several readings (date formats, or decimal marks).
    """

    kind: ValueKind
    format: DateFormat = ""
    decimal_mark: str = "."
    thousands_mark: str = ""
    currency: str = ""
    samples: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    filled: float = 0.0
    unreadable: float = 0.0


@dataclass(frozen=True)
class Choice:
    """One answer that a question allows."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """Something only a person can know. `proposal` is what `--yes` answers."""

    id: str
    about: QuestionAbout
    text: str
    table: str = ""
    column: str = ""
    samples: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    proposal: str = ""


@dataclass(frozen=True)
class ColumnMapping:
    """One source column and where it goes.

    `field` is a target field name, `custom:<slug>` for an own field, `entered:<stage>`/`exited:<stage>` for a
    date per stage, or "" when the column is not imported.
    """

    source: str
    field: str
    kind: ColumnKind
    confidence: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class TableMapping:
    """One source table and the target table it fills ("none" when it is not imported).

    `source` is `SourceTable.name`. `constants` are target fields with one value for every row (for example the
    kind of all activities in `Calls.csv`). `key` are the target fields that identify a row, best first.
    `exported_at` (ISO date or datetime) and `series` are set for dated exports: tables of one series are the same
    table at different times. `missing` are required fields that neither a column nor a constant gives.
    `changed_field` and friends need no special place: they are target fields of opportunity_changes.
    """

    source: str
    target: str
    confidence: float
    reasons: tuple[str, ...] = ()
    columns: tuple[ColumnMapping, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    exported_at: str = ""
    series: str = ""

    def column_for(self, target_field: str) -> ColumnMapping | None:
        """The column that fills a target field, or None."""
        return next((column for column in self.columns if column.field == target_field), None)


@dataclass(frozen=True)
class StageMapping:
    """What one stage name of the source means. `order` is None when nothing tells it; `process` "" = the only one."""

    name: str
    kind: StageKind
    order: int | None = None
    process: str = ""
    confidence: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Proposal:
    """What a whole source means: remembered per source, merged with a `mapping.json`, changed by answers."""

    system: str
    tables: tuple[TableMapping, ...]
    stages: tuple[StageMapping, ...] = ()
    questions: tuple[Question, ...] = ()
    default_currency: str = ""
    zone: str = "UTC"
    version: int = 1

    def table_for(self, source: str) -> TableMapping | None:
        """The mapping of a source table by its name, or None."""
        return next((table for table in self.tables if table.source == source), None)

    def stage_for(self, name: str) -> StageMapping | None:
        """The meaning of a stage name, or None."""
        return next((stage for stage in self.stages if stage.name == name), None)
