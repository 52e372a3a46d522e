"""The condition of a rule: a tree of questions about signals, as data. Pure: no database, no clock.

    {"all": [{"signal": "relationships_decider", "is": "no"}, {"any": [...]}, {"none": [...]}]}

A question asks one signal: `is` names the operator; `value` what it is compared with, or `other` another signal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from trimtab.opportunities.signals import Signal
from trimtab.rulebook.operators import OPERATORS, operators_of

GROUPS = ("all", "any", "none")
DEEPEST = 4  # groups within groups
MOST = 40  # questions in one rule
Plain = bool | int | float | str | Decimal | date | None


class NotARule(ValueError):
    """What was handed in is no condition; the text says what is wrong, in words."""


@dataclass(frozen=True)
class Question:
    """One signal, asked one way. value: as JSON holds it; other: the key of the signal it is compared with."""

    signal: str
    operator: str
    value: Plain | tuple[str, ...] = None
    other: str = ""


@dataclass(frozen=True)
class Group:
    """Several questions or groups: all must hold, any of them, or none of them."""

    kind: str
    of: "tuple[Node, ...]" = ()


Node = Question | Group


def read_node(facts: object, *, known: Mapping[str, Signal] | None = None, depth: int = 0) -> Node:
    """The tree behind JSON.

    Args:
        known: the signals that there are; None: any will do, as in a rule from elsewhere that is shown.

    Raises:
        NotARule: something is wrong; the text says what.
    """
    if not isinstance(facts, Mapping):
        raise NotARule(_("A condition is a group or a question. Got: %(given)s.") % {"given": str(facts)[:60]})
    kind = next((one for one in GROUPS if one in facts), None)
    if kind is None:
        return _read_question(facts, known)
    parts = facts[kind]
    if not isinstance(parts, list) or depth >= DEEPEST:
        raise NotARule(_("A group is a list of conditions, at most %(most)s deep.") % {"most": DEEPEST})
    return Group(kind, tuple(read_node(one, known=known, depth=depth + 1) for one in parts))


def read_condition(facts: object, *, known: Mapping[str, Signal] | None = None) -> Group:
    """The whole condition of a rule: a group that asks something.

    Raises:
        NotARule: it is no group, asks nothing, or asks too much.
    """
    found = read_node(facts, known=known)
    if not isinstance(found, Group):
        found = Group("all", (found,))
    asked = sum(1 for _one in questions_in(found))
    if not asked:
        raise NotARule(_("A rule needs at least one condition."))
    if asked > MOST:
        raise NotARule(
            _("A rule asks at most %(most)s questions. This one asks %(asked)s.") % {"most": MOST, "asked": asked}
        )
    if _has_empty_group(found):
        raise NotARule(_("A group without conditions says nothing. Fill it, or take it out."))
    return found


def _has_empty_group(node: Node) -> bool:
    return isinstance(node, Group) and (not node.of or any(_has_empty_group(one) for one in node.of))


def _read_question(facts: Mapping[str, object], known: Mapping[str, Signal] | None) -> Question:
    signal, operator = str(facts.get("signal", "")), str(facts.get("is", ""))
    value, other = facts.get("value"), str(facts.get("other", "") or "")
    if known is not None:
        _require_fitting(signal, operator, other, known)
    if operator not in OPERATORS:
        raise NotARule(_("“%(operator)s” is no way to ask.") % {"operator": operator[:40]})
    plain = tuple(str(one) for one in value) if isinstance(value, list) else value
    if not isinstance(plain, str | int | float | bool | tuple | None):
        raise NotARule(_("A value is a text, a number, a day, or a list of texts."))
    question = Question(signal, operator, plain, other)
    if known is not None:
        _require_value(question, known[signal])
    return question


def _require_fitting(signal: str, operator: str, other: str, known: Mapping[str, Signal]) -> None:
    if signal not in known:
        raise NotARule(_("Nothing is known under “%(signal)s”.") % {"signal": signal[:60]})
    if operator not in operators_of(known[signal].kind):
        said = {"operator": operator[:40], "signal": known[signal].label}
        raise NotARule(_("“%(signal)s” cannot be asked by “%(operator)s”.") % said)
    if other and (other not in known or not comparable(known[signal], known[other])):
        said = {"signal": known[signal].label, "other": known[other].label if other in known else other[:60]}
        raise NotARule(_("“%(signal)s” cannot be compared with “%(other)s”.") % said)


def _require_value(question: Question, signal: Signal) -> None:
    operator = OPERATORS[question.operator]
    if not operator.needs_value or question.other:
        return
    if question.value is None or question.value in ("", ()) or not operator.accepts(question.value, signal.kind):
        said = {"signal": signal.label, "operator": operator.label}
        raise NotARule(_("“%(signal)s %(operator)s” needs a value.") % said)
    given = question.value if isinstance(question.value, tuple) else (question.value,)
    unknown = [one for one in given if signal.kind == "choice" and signal.choices and one not in signal.choices]
    if unknown:
        raise NotARule(_("“%(signal)s” is never “%(value)s”.") % {"signal": signal.label, "value": unknown[0]})


def comparable(one: Signal, other: Signal) -> bool:
    """Whether two signals are of the same kind of quantity."""
    return one.kind == other.kind and one.kind not in {"yes_no", "choice"}


def as_json(node: Node) -> dict[str, object]:
    """The tree as JSON holds it; `read_node` reads it back."""
    if isinstance(node, Group):
        return {node.kind: [as_json(one) for one in node.of]}
    found: dict[str, object] = {"signal": node.signal, "is": node.operator}
    if node.other:
        found["other"] = node.other
    elif node.value is not None:
        found["value"] = list(node.value) if isinstance(node.value, tuple) else node.value
    return found


def questions_in(node: Node) -> Iterator[Question]:
    """All questions, in their order."""
    if isinstance(node, Question):
        yield node
        return
    for one in node.of:
        yield from questions_in(one)


def signals_in(node: Node) -> list[str]:
    """The keys of all signals that are asked, each once, in the order of asking."""
    keys = (key for one in questions_in(node) for key in (one.signal, one.other) if key)
    return list(dict.fromkeys(keys))


Path = tuple[int, ...]


def node_at(root: Group, path: Path) -> Node | None:
    """What stands at a path of positions; None where nothing does."""
    node: Node = root
    for position in path:
        if not isinstance(node, Group) or not 0 <= position < len(node.of):
            return None
        node = node.of[position]
    return node


def with_parts(root: Group, path: Path, parts: Sequence[Node]) -> Group:
    """The tree in which the group at the path has these parts."""
    if not path:
        return replace(root, of=tuple(parts))
    child = root.of[path[0]]
    assert isinstance(child, Group)
    changed = with_parts(child, path[1:], parts)
    return replace(root, of=(*root.of[: path[0]], changed, *root.of[path[0] + 1 :]))
