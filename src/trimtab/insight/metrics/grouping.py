"""Rows into groups, in the order they come."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trimtab.insight.results import Cell, Row


def grouped(rows: Sequence[Row], *names: str) -> Iterator[tuple[tuple[Cell, ...], list[Row]]]:
    """Each distinct combination of these columns with its rows, first seen first."""
    groups: dict[tuple[Cell, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    yield from groups.items()


def numbers(rows: Sequence[Row], name: str) -> list[float]:
    """A column as floats; unknown cells count as nothing."""
    return [number(row[name]) for row in rows]


def number(cell: Cell) -> float:
    """A cell as a float, 0 where it is NULL."""
    return float(cell) if isinstance(cell, int | float | Decimal) else 0.0


def whole(rows: Sequence[Row], name: str) -> int:
    """The sum of a column of counts."""
    return sum(int(number(row[name])) for row in rows)


def money(rows: Sequence[Row], name: str) -> Decimal:
    """The exact sum of a column of money."""
    return sum((cell for row in rows if isinstance(cell := row[name], Decimal)), Decimal("0.00"))


def bounds(name: str, interval: tuple[float, float] | None) -> dict[str, Cell]:
    """The two interval columns of an estimate."""
    low, high = interval if interval is not None else (None, None)
    return {f"{name}_low": low, f"{name}_high": high}
