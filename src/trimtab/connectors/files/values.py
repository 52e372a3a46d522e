"""A text under a `ColumnKind` becomes a value, in Python. `value_sql.py` says the same to DuckDB; tests compare both.

A value that cannot be read, or a date outside 1970 to 2199, leaves the field empty and is counted;
it never stops a row.
"""

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from .model import ColumnKind, DateFormat
from .patterns import (
    CENTURY_TURN,
    DATE_PATTERNS,
    EMPTY_WORDS,
    FALSE_WORDS,
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    TRUE_WORDS,
    compiled,
    number_pattern,
    thousands_class,
)

FieldKind = Literal[
    "text", "reference", "choice", "currency", "number", "integer", "money", "percent", "date", "datetime", "boolean"
]
Problem = Literal["", "unreadable", "out_of_range"]
Value = str | Decimal | datetime.date | datetime.datetime | bool | None

MULTIPLIERS = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
SIX_PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 22
EXCEL_EPOCH = datetime.datetime(1899, 12, 30)
UNIX_EPOCH = datetime.datetime(1970, 1, 1)
_EMPTY, _TRUE, _FALSE = frozenset(EMPTY_WORDS), frozenset(TRUE_WORDS), frozenset(FALSE_WORDS)


@dataclass(frozen=True)
class Converted:
    """The value, or None with the problem ("" when the field is empty in the file)."""

    value: Value
    problem: Problem = ""


def convert(text: str | None, kind: ColumnKind, *, into: FieldKind, zone: str = "UTC") -> Converted:
    """One text as a value of a field.

    Args:
        text: stripped text, or None.
        kind: how the column writes dates and numbers.
        into: the kind of the target field. Dates keep their calendar day; datetimes come back in UTC.
        zone: time zone of times that name none.
    """
    if text is None:
        return Converted(None)
    if into in ("text", "reference", "choice", "currency"):
        return Converted(text)
    if text.lower() in _EMPTY:
        return Converted(None)
    if into == "boolean":
        return _boolean(text)
    if into in ("date", "datetime"):
        return _date(text, kind, into=into, zone=zone)
    number = number_of(text, decimal_mark=kind.decimal_mark)
    if number is not None and into == "integer":
        number = number.to_integral_value(ROUND_HALF_UP)
    return Converted(number, "" if number is not None else "unreadable")


def _boolean(text: str) -> Converted:
    word = text.lower()
    if word in _TRUE or word in _FALSE:
        return Converted(word in _TRUE)
    return Converted(None, "unreadable")


def number_of(text: str, *, decimal_mark: str) -> Decimal | None:
    """A number, amount or percentage with six places; None when it is none or exceeds 10^22."""
    found = compiled(number_pattern(decimal_mark)).match(text)
    if found is None:
        return None
    digits = compiled(thousands_class(decimal_mark)).sub("", found["digits"]).replace(decimal_mark, ".")
    try:
        number = Decimal(digits + (found["exponent"] or ""))
        if number >= LARGEST:
            return None
        number = number.quantize(SIX_PLACES, ROUND_HALF_UP)
    except InvalidOperation:
        return None
    number *= MULTIPLIERS.get((found["suffix"] or "")[:1].lower(), 1)
    signs = [found["sign"], found["inner"], found["trailing"], "-" if found["open"] else None]
    if any(sign in ("-", "\u2212") for sign in signs):
        number = -number
    return number if abs(number) < LARGEST else None


def _date(text: str, kind: ColumnKind, *, into: FieldKind, zone: str) -> Converted:
    moment, offset = moment_of(text, kind.format or "year-month-day")
    if moment is None:
        return Converted(None, "unreadable")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return Converted(None, "out_of_range")
    if into == "date":
        return Converted(moment.date())
    if offset is not None:
        return Converted((moment - offset).replace(tzinfo=datetime.UTC))
    return Converted(moment.replace(tzinfo=ZoneInfo(zone)).astimezone(datetime.UTC))


def moment_of(text: str, form: DateFormat) -> tuple[datetime.datetime | None, datetime.timedelta | None]:
    """A date or time as written, without zone, and the offset it names (None when it names none)."""
    found = compiled(DATE_PATTERNS[form]).match(text)
    if found is None:
        return None, None
    parts = found.groupdict()
    try:
        if form == "excel-serial":
            part = Decimal(f"0.{parts['part'] or 0}")
            seconds = int((part * 86_400).quantize(Decimal(1), ROUND_HALF_UP))
            return EXCEL_EPOCH + datetime.timedelta(days=int(parts["days"]), seconds=seconds), None
        if form in ("epoch-seconds", "epoch-milliseconds"):
            milliseconds = int(parts.get("milliseconds") or int(parts["seconds"]) * 1000)
            return UNIX_EPOCH + datetime.timedelta(milliseconds=milliseconds), datetime.timedelta()
        return _calendar(parts), _offset(parts.get("offset"))
    except (ValueError, OverflowError):
        return None, None


def _calendar(parts: dict[str, str | None]) -> datetime.datetime:
    month = parts["month"] or ""
    number = int(month) if month.isdecimal() else MONTHS.get(month.lower()[:3], 0)
    hour, half = int(parts.get("hour") or 0), (parts.get("half") or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"The hour must be 1 to 12 with am or pm. Got {hour}.")
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime.datetime(
        _full_year(parts["year"] or ""),
        number,
        int(parts["day"] or 0),
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        int((parts.get("fraction") or "0").ljust(6, "0")[:6]),
    )


def _full_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= CENTURY_TURN else 2000)


def _offset(text: str | None) -> datetime.timedelta | None:
    if not text:
        return None
    if text[0] not in "+-":
        return datetime.timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return datetime.timedelta(minutes=-minutes if text[0] == "-" else minutes)
