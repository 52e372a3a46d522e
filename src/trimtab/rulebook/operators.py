"""The ways in which a signal can be asked, by its kind, with three answers: yes, no, and not known.

Who compares something that is not known learns nothing: neither yes nor no. Only `known` and `unknown` ask about that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NUMBERS = ("number", "days", "share", "money")
KINDS = ("yes_no", "choice", "date", *NUMBERS)
Test = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Operator:
    """One way to ask. holds: (value of the signal, what it is compared with, both known) → yes or no."""

    key: str
    label: str | Promise
    kinds: tuple[str, ...]
    holds: Test
    needs_value: bool = True
    takes_several: bool = False
    takes_signal: bool = False

    def accepts(self, value: object, kind: str) -> bool:
        """Whether that value can be compared with a signal of that kind."""
        if self.takes_several:
            return isinstance(value, tuple) and bool(value)
        if self.key in {"within", "past"} or kind in NUMBERS:
            return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return isinstance(value, str) and (kind != "date" or _day_in(value) is not None)


def _day_in(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def as_compared(value: object, kind: str) -> object:
    """A value out of JSON as the signal's kind is compared: days as dates, numbers as floats."""
    if isinstance(value, bool) or value is None:
        return value
    if kind == "date" and isinstance(value, str):
        return _day_in(value)
    if kind in NUMBERS and isinstance(value, int | float | Decimal):
        return float(value)
    return value


def _within(value: date, bound: Any) -> bool:
    days, today = bound
    return bool(today <= value <= today + timedelta(days=int(days)))


def _past(value: date, bound: Any) -> bool:
    days, today = bound
    return bool(value < today - timedelta(days=int(days)))


_ALL = (
    Operator("yes", _("is so"), ("yes_no",), lambda value, _bound: value is True, needs_value=False),
    Operator("no", _("is not so"), ("yes_no",), lambda value, _bound: value is False, needs_value=False),
    Operator("is", _("is"), ("choice",), lambda value, bound: value == bound),
    Operator("is_not", _("is not"), ("choice",), lambda value, bound: value != bound),
    Operator("among", _("is one of"), ("choice",), lambda value, bound: value in bound, takes_several=True),
    Operator("at_least", _("is at least"), NUMBERS, lambda value, bound: value >= bound, takes_signal=True),
    Operator("at_most", _("is at most"), NUMBERS, lambda value, bound: value <= bound, takes_signal=True),
    Operator("more", _("is more than"), NUMBERS, lambda value, bound: value > bound, takes_signal=True),
    Operator("less", _("is less than"), NUMBERS, lambda value, bound: value < bound, takes_signal=True),
    Operator("equal", _("is exactly"), NUMBERS, lambda value, bound: value == bound, takes_signal=True),
    Operator("before", _("is before"), ("date",), lambda value, bound: value < bound, takes_signal=True),
    Operator("after", _("is after"), ("date",), lambda value, bound: value > bound, takes_signal=True),
    Operator("within", _("is within days from today"), ("date",), _within),
    Operator("past", _("has passed by more than days"), ("date",), _past),
    Operator("known", _("is known"), KINDS, lambda _value, _bound: True, needs_value=False),
    Operator("unknown", _("is not known"), KINDS, lambda _value, _bound: False, needs_value=False),
)
OPERATORS = {one.key: one for one in _ALL}


def operators_of(kind: str) -> list[str]:
    """The keys of those that fit a kind of signal, in their order."""
    return [one.key for one in _ALL if kind in one.kinds]
