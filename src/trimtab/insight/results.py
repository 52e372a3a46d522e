"""What a metric is, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

Cell = int | float | Decimal | str | bool | date | datetime | None
Row = Mapping[str, Cell]
Kind = Literal["timestamp", "date", "integer", "number", "text", "flag", "timestamps", "dates"]
Unit = Literal["key", "text", "count", "money", "money per day", "share", "days", "number", "date", "timestamp", "flag"]


class Required:
    """Marks a parameter that the caller must give."""


REQUIRED: Final = Required()


@dataclass(frozen=True)
class Parameter:
    """One value the caller passes to a metric. Instants are UTC; days are calendar days."""

    name: str
    kind: Kind
    meaning: str
    default: object = REQUIRED


@dataclass(frozen=True)
class Column:
    """One column of a metric's result, with its unit and meaning."""

    name: str
    unit: Unit
    meaning: str


Arguments = Mapping[str, object]
Finish = Callable[[Sequence[Row], Arguments], "Sequence[Row]"]


@dataclass(frozen=True)
class Metric:
    """One named question with one definition.

    `sql` is DuckDB's dialect. It reads the declared tables (already restricted to the slice and carrying `part`, the
    group of the breakdown), the fragments of `insight/fragments`, and `whole.<table>` where a fact about the row in
    hand lies outside the slice. `finish` is the part that SQL cannot say: pure, from rows to rows.
    """

    name: str
    question: str
    formula: str
    exclusions: str
    misread: str
    version: int
    inputs: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sql: str
    method: str
    breakdowns: tuple[str, ...]
    counted: str | None  # the column whose sum is n; None where each row is one observation
    needs: int = 1
    finish: Finish | None = field(default=None, repr=False)
    example: str = ""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if self.counted is not None and self.counted not in names:
            raise ValueError(f"`counted` of {self.name} must be one of {', '.join(names)}. Got {self.counted!r}.")


@dataclass(frozen=True)
class Result:
    """The answer of a metric: rows with the declared columns, and all that is needed to judge and repeat it.

    n is the number of observations behind all rows together; `sql` with `parameters` is the query that ran.
    """

    metric: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    n: int
    needs: int
    method: str
    as_of: datetime | None
    version: int
    sql: str
    parameters: Mapping[str, object]

    @property
    def has_enough(self) -> bool:
        """Whether n reaches what the method needs; below it, intervals are absent or very wide."""
        return self.n >= self.needs

    def one(self, **keys: Cell) -> Row:
        """The only row with these values.

        Raises:
            LookupError: none or several rows have them.
        """
        found = [row for row in self.rows if all(row[name] == value for name, value in keys.items())]
        if len(found) != 1:
            raise LookupError(f"{self.metric}: exactly one row must have {keys}. Got {len(found)}.")
        return found[0]

    def total(self, column: str) -> Decimal:
        """The sum of a column over all rows; unknown cells count as nothing."""
        return sum((Decimal(str(row[column])) for row in self.rows if row[column] is not None), Decimal(0))


@dataclass(frozen=True)
class NotEnoughData:
    """An answer, not an error: n observations are there, the method needs more."""

    n: int
    needs: int
    of: str = "observations"
