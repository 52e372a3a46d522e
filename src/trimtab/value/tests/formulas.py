"""What a spreadsheet program would show: a small reckoner of the formulas that our workbooks hold, and of no others."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

TOKENS = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*)|(?P<text>\"(?:[^\"]|\"\")*\")|(?P<call>[A-Z]+(?=\())"
    r"|(?P<cell>(?:'[^']+'!)?\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)|(?P<sign><=|>=|<>|[-+*/(),<>=]))"
)
Value = Any


class Sheets:
    """The cells of a workbook, each reckoned when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.known: dict[tuple[str, int, int], Value] = {}

    def at(self, sheet: str, place: str) -> Value:
        """What a cell shows."""
        column, row, _column, _row = range_boundaries(place)
        return self._cell(sheet, int(row or 0), int(column or 0))

    def _cell(self, sheet: str, row: int, column: int) -> Value:
        key = (sheet, row, column)
        if key not in self.known:
            cell = self.book[sheet].cell(row, column)
            is_formula = cell.data_type == "f"
            self.known[key] = _Reckoner(self, sheet, str(cell.value)[1:]).whole() if is_formula else cell.value
        return self.known[key]

    def refer(self, sheet: str, text: str) -> Value:
        """A cell, or the cells of a range as a list."""
        if "!" in text:
            named, text = text.rsplit("!", 1)
            sheet = named.strip("'")
        first, top, last, bottom = (int(one or 0) for one in range_boundaries(text.replace("$", "")))
        cells = [self._cell(sheet, row, column) for row in range(top, bottom + 1) for column in range(first, last + 1)]
        return cells if ":" in text else cells[0]


class _Reckoner:
    def __init__(self, sheets: Sheets, sheet: str, formula: str) -> None:
        self.sheets, self.sheet = sheets, sheet
        self.tokens = list(_tokens(formula))

    def whole(self) -> Value:
        found = self.compared()
        assert not self.tokens, f"left over: {self.tokens}"
        return found

    def compared(self) -> Value:
        left = self.summed()
        while self.next_is("<", "<=", ">", ">=", "=", "<>"):
            sign = self.tokens.pop(0)[1]
            left = _each(COMPARED[sign], left, self.summed())
        return left

    def summed(self) -> Value:
        left = self.multiplied()
        while self.next_is("+", "-"):
            sign = self.tokens.pop(0)[1]
            left = _each(SUMMED[sign], left, self.multiplied())
        return left

    def multiplied(self) -> Value:
        left = self.single()
        while self.next_is("*", "/"):
            sign = self.tokens.pop(0)[1]
            left = _each(SUMMED[sign], left, self.single())
        return left

    def single(self) -> Value:
        kind, text = self.tokens.pop(0)
        if text == "-":
            return _each(SUMMED["-"], 0, self.single())
        if text == "(":
            found = self.compared()
            self.tokens.pop(0)
            return found
        if kind == "call":
            return self.called(text)
        if kind == "cell":
            return self.sheets.refer(self.sheet, text)
        return text[1:-1].replace('""', '"') if kind == "text" else float(text)

    def called(self, name: str) -> Value:
        self.tokens.pop(0)  # the bracket
        given = [self.compared()]
        while self.next_is(","):
            self.tokens.pop(0)
            given.append(self.compared())
        self.tokens.pop(0)
        return CALLED[name](*given)

    def next_is(self, *signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(formula):
        found = TOKENS.match(formula, place)
        assert found is not None, f"not known: {formula[place:]}"
        assert found.lastgroup is not None
        yield found.lastgroup, found.group(found.lastgroup)
        place = found.end()


def _each(of: Callable[[Value, Value], Value], left: Value, right: Value) -> Value:
    """For two cells, or for each of a range."""
    if isinstance(left, list) or isinstance(right, list):
        count = len(left) if isinstance(left, list) else len(right)
        lefts = left if isinstance(left, list) else [left] * count
        rights = right if isinstance(right, list) else [right] * count
        return [of(one, other) for one, other in zip(lefts, rights, strict=True)]
    return of(left, right)


def _number(value: Value) -> float:
    return float(value or 0)


def _numbers(*given: Value) -> list[float]:
    cells = [one for each in given for one in (each if isinstance(each, list) else [each])]
    return [float(one) for one in cells if isinstance(one, int | float)]


SUMMED: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda one, other: _number(one) + _number(other),
    "-": lambda one, other: _number(one) - _number(other),
    "*": lambda one, other: _number(one) * _number(other),
    "/": lambda one, other: _number(one) / _number(other) if _number(other) else float("nan"),
}
COMPARED: dict[str, Callable[[Value, Value], bool]] = {
    "<": lambda one, other: _number(one) < _number(other),
    "<=": lambda one, other: _number(one) <= _number(other),
    ">": lambda one, other: _number(one) > _number(other),
    ">=": lambda one, other: _number(one) >= _number(other),
    "=": lambda one, other: one == other if isinstance(one, str) else _number(one) == _number(other),
    "<>": lambda one, other: one != other,
}
# As the documentation of the programs says; NPV discounts its first value by one period.
CALLED: dict[str, Callable[..., Value]] = {
    "SUM": lambda *given: sum(_numbers(*given)),
    "MAX": lambda *given: max(_numbers(*given), default=0),
    "COUNT": lambda *given: len(_numbers(*given)),
    "SUMPRODUCT": lambda *given: sum(_numbers(*given)),
    "AND": lambda *given: all(given),
    "IF": lambda test, yes, no: yes if test else no,
    "NPV": lambda rate, flows: sum(one / (1 + rate) ** year for year, one in enumerate(_numbers(flows), 1)),
}
