"""Exchange rates as somebody pastes or uploads them: a currency, a day and a rate on each line."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from trimtab.core.models import ExchangeRate
from trimtab.core.rates import NewRate, frozen_by

MOST_LINES = 2_000  # each is checked against what is closed
DELIMITERS = (";", "\t", ",")
CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class RateLine:
    """One line: what it says, or why it cannot be used. before: the rate of that day that it replaces."""

    number: int
    text: str
    new: NewRate | None = None
    before: Decimal | None = None
    problem: str = ""

    @property
    def is_same(self) -> bool:
        """Whether it says what is set already."""
        return self.new is not None and self.before == self.new.rate


def read_lines(text: str, *, reporting: str, source: str) -> list[RateLine]:
    """The lines of a paste or file; a heading and empty lines are passed over."""
    found = []
    rows = text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    delimiter = next((mark for mark in DELIMITERS if any(mark in row for row in rows)), ",")
    for number, row in enumerate(csv.reader(rows, delimiter=delimiter), 1):
        cells = [cell.strip() for cell in row]
        if any(cells) and not (number == 1 and _is_heading(cells)):
            found.append(_line(number, cells, reporting=reporting, source=source))
    return _with_present(_once(found))


def _is_heading(cells: list[str]) -> bool:
    return not any(character.isdigit() for cell in cells for character in cell)


def _line(number: int, cells: list[str], *, reporting: str, source: str) -> RateLine:
    text = ", ".join(cells)
    if len(cells) < 3:
        return RateLine(number, text, problem=_("A line is a currency, a day and a rate."))
    code, day, rate = cells[0].upper(), _day(cells[1]), _rate(cells[2])
    if not CODE.fullmatch(code):
        return RateLine(number, text, problem=_("A currency is three capital letters, such as EUR."))
    if code == reporting:
        return RateLine(number, text, problem=_("The reporting currency, %(code)s, has no rate.") % {"code": code})
    if day is None:
        return RateLine(number, text, problem=_("A day is written 2026-01-31."))
    if rate is None:
        return RateLine(number, text, problem=_("A rate is a number above zero, with at most 8 decimals."))
    return RateLine(number, text, new=NewRate(code, day, rate, source), problem=frozen_by(code, day))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rate(text: str) -> Decimal | None:
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        rate = Decimal(plain)
        is_kept = rate.is_finite() and 0 < rate < 10**10 and rate == rate.quantize(Decimal("1e-8"))
    except InvalidOperation:
        return None
    return rate if is_kept else None


def _once(lines: Iterable[RateLine]) -> list[RateLine]:
    """A day that comes twice is refused the second time: which one is meant cannot be known."""
    seen: set[tuple[str, date]] = set()
    kept = []
    for line in lines:
        key = (line.new.currency, line.new.from_on) if line.new else None
        if key in seen:
            kept.append(RateLine(line.number, line.text, problem=_("This day stands on an earlier line.")))
            continue
        if key:
            seen.add(key)
        kept.append(line)
    return kept


def _with_present(lines: list[RateLine]) -> list[RateLine]:
    codes = {line.new.currency for line in lines if line.new}
    present = {
        (row.currency, row.from_on): row.rate for row in ExchangeRate.objects.filter(currency__in=codes).iterator()
    }
    return [
        RateLine(line.number, line.text, line.new, present.get((line.new.currency, line.new.from_on)), line.problem)
        if line.new
        else line
        for line in lines
    ]
