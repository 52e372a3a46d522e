"""When past cases began: a column of dates in one or several formats, of months, quarters or years, or of numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from trimtab.cli.cases_asked import WrongCases

if TYPE_CHECKING:
    from trimtab.connectors.files.model import ColumnKind, DateFormat

DATES = {"date", "datetime"}
NUMBERS = {"number", "money", "percent"}
ENOUGH = 0.5  # share of the filled values that must be readable, or the column is no time
_MONTH = re.compile(r"^(?P<year>\d{4})[-/. ]?M?(?P<month>0?[1-9]|1[0-2])$")
_QUARTER = re.compile(r"^(?:(?P<year>\d{4})[-/. ]?Q(?P<quarter>[1-4])|Q(?P<late>[1-4])[-/. ]?(?P<after>\d{4}))$", re.I)
_WEEK = re.compile(r"^(?P<year>\d{4})-?W(?P<week>\d{2})$", re.I)


@dataclass(frozen=True)
class Times:
    """A place in time for each row, None where unknown; `moments` where they are dates, to count other dates from."""

    order: tuple[float | None, ...]
    moments: tuple[datetime | None, ...] | None


def times_of(name: str, texts: Sequence[str | None], kind: "ColumnKind") -> Times:
    """When each row began.

    Raises:
        WrongCases: fewer than half of the values can be read as dates or numbers.
    """
    filled = [text for text in texts if text and text.strip()]
    if kind.kind in NUMBERS:
        numbers = [_number(text, kind) for text in texts]
        _must_be_enough(name, filled, sum(number is not None for number in numbers))
        return Times(tuple(numbers), None)
    moments = _moments(texts, kind)
    _must_be_enough(name, filled, sum(moment is not None for moment in moments))
    return Times(tuple(None if moment is None else moment.timestamp() for moment in moments), moments)


def moment_from(value: object) -> datetime | None:
    """A date or an instant as an instant."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None


def _must_be_enough(name: str, filled: Sequence[str], readable: int) -> None:
    if readable and readable >= ENOUGH * len(filled):
        return
    shown = ", ".join(dict.fromkeys(text.strip() for text in filled[:3])) or "nothing"
    raise WrongCases(
        f"The column {name!r} holds no usable dates: {readable} of {len(filled)} values can be read, it says {shown}. "
        "Name another column with --time, or leave it out."
    )


def _number(text: str | None, kind: "ColumnKind") -> float | None:
    from trimtab.connectors.files.values import convert

    value = convert(text, kind, into="number").value
    return float(value) if isinstance(value, Decimal) else None


def _moments(texts: Sequence[str | None], kind: "ColumnKind") -> tuple[datetime | None, ...]:
    from trimtab.connectors.files.values import convert

    first = kind if kind.kind in DATES else None
    formats = _formats(texts, first)
    read: dict[str, datetime | None] = {}
    for text in {text for text in texts if text}:
        found = moment_from(convert(text, first, into="datetime").value) if first else None
        read[text] = found or _in_any(text, formats)
    return tuple(read.get(text) if text else None for text in texts)


def _formats(texts: Sequence[str | None], kind: "ColumnKind | None") -> "tuple[DateFormat, ...]":
    """All formats that are tried; of month first and day first only the one that reads more values."""
    from trimtab.connectors.files.values import moment_of

    def readable(form: "DateFormat") -> int:
        return sum(moment_of(text.strip(), form)[0] is not None for text in set(texts) if text)

    orders: tuple[DateFormat, ...] = ("month/day/year", "day/month/year")
    numeric = kind.format if kind and kind.format in orders else max(orders, key=readable)
    return ("year-month-day", "day month-name year", "month-name day year", "compact", numeric)


def _in_any(text: str, formats: "Sequence[DateFormat]") -> datetime | None:
    from trimtab.connectors.files.values import moment_of

    cleaned = text.strip()
    for form in formats:
        moment, offset = moment_of(cleaned, form)
        if moment is not None:
            return moment_from(moment - offset if offset else moment)
    return _of_a_period(cleaned)


def _of_a_period(text: str) -> datetime | None:
    """The first day of a month, a quarter or a week."""
    if found := _MONTH.match(text):
        return datetime(int(found["year"]), int(found["month"]), 1, tzinfo=UTC) if int(found["year"]) else None
    if found := _QUARTER.match(text):
        year, quarter = int(found["year"] or found["after"]), int(found["quarter"] or found["late"])
        return datetime(year, 3 * quarter - 2, 1, tzinfo=UTC) if year else None
    if (found := _WEEK.match(text)) and int(found["year"]) and 1 <= int(found["week"]) <= 52:
        return moment_from(date.fromisocalendar(int(found["year"]), int(found["week"]), 1))
    return None
