"""Whether rules hold, for many opportunities at once. Pure: no database, no clock.

Three answers: True, False, and None where it is not known. A group takes them as people do: of `all`, one no is enough
for no; of `any`, one yes is enough for yes; what is left open stays open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from trimtab.opportunities.signals import Signal, Value
from trimtab.rulebook.conditions import Group, Node, Question
from trimtab.rulebook.operators import OPERATORS, as_compared
from trimtab.rulebook.scopes import Scope, Subject

Truth = bool | None


@dataclass(frozen=True)
class Table:
    """What is known of some opportunities: key of a signal → its values, one for each of `subjects`, in their order.

    asked: the signals that have a source. A signal without one was never asked, so no question about it is answered.
    """

    today: date
    subjects: Sequence[Subject]
    columns: Mapping[str, Sequence[Value]]
    signals: Mapping[str, Signal]
    _compared: dict[str, list[object]] = field(default_factory=dict, repr=False)

    def compared(self, key: str) -> list[object] | None:
        """The values of a signal as they are compared; None where nobody knows such a signal."""
        if key not in self.signals or key not in self.columns:
            return None
        if key not in self._compared:
            kind = self.signals[key].kind
            self._compared[key] = [as_compared(value, kind) for value in self.columns[key]]
        return self._compared[key]

    def values(self, place: int, keys: Sequence[str]) -> dict[str, Value]:
        """What is known of one opportunity."""
        return {key: self.columns[key][place] for key in keys if key in self.columns}


def answers(node: Node, table: Table) -> list[Truth]:
    """The answer of a condition for each opportunity of the table."""
    if isinstance(node, Question):
        return _of_question(node, table)
    parts = [answers(one, table) for one in node.of]
    return [_together(node, [part[place] for part in parts]) for place in range(len(table.subjects))]


def _together(group: Group, given: Sequence[Truth]) -> Truth:
    if group.kind == "all":
        return False if False in given else None if None in given else True
    found = True if True in given else None if None in given else False
    return found if group.kind == "any" or found is None else not found


def _of_question(question: Question, table: Table) -> list[Truth]:
    values = table.compared(question.signal)
    if values is None:
        return [None] * len(table.subjects)
    if question.operator in {"known", "unknown"}:
        return [(value is not None) == (question.operator == "known") for value in values]
    bounds = _bounds(question, table)
    if bounds is None:
        return [None] * len(table.subjects)
    holds = OPERATORS[question.operator].holds
    return [
        None if value is None or bound is None else holds(value, bound)
        for value, bound in zip(values, bounds, strict=True)
    ]


def _bounds(question: Question, table: Table) -> Sequence[object] | None:
    """What each value is compared with; something that is not None where the operator compares with nothing."""
    operator = OPERATORS[question.operator]
    if question.other:
        return table.compared(question.other)
    if not operator.needs_value:
        return [True] * len(table.subjects)
    if question.operator in {"within", "past"}:
        return [(question.value, table.today)] * len(table.subjects)
    return [as_compared(question.value, table.signals[question.signal].kind)] * len(table.subjects)


def verdicts(condition: Group, scope: Scope, table: Table) -> list[Truth]:
    """Whether a rule holds: outside of its scope it does not; where the scope is not known, neither is the answer."""
    inside = [scope.covers(subject) for subject in table.subjects]
    if not any(one is not False for one in inside):
        return [False] * len(inside)
    given = answers(condition, table)
    return [
        False if False in (within, answer) else None if None in (within, answer) else True
        for within, answer in zip(inside, given, strict=True)
    ]
