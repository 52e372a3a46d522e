"""A condition while it is being written: read from a form leniently, changed by one command, and settled at the end.

Names of fields: `g:PATH` the kind of a group and `n:PATH` how many parts it has; `s:PATH`, `o:PATH`, `v:PATH`, `w:PATH`
signal, operator, value and other signal of a question. A path is `r`, `r-0`, `r-0-1`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from trimtab.opportunities.signals import Signal
from trimtab.rulebook.conditions import (
    DEEPEST,
    GROUPS,
    MOST,
    Group,
    Node,
    NotARule,
    Path,
    Question,
    node_at,
    with_parts,
)
from trimtab.rulebook.operators import NUMBERS, OPERATORS, operators_of

ROOT = "r"
EMPTY = Question("", "")


def path_in(text: str) -> Path:
    """The positions that a path means."""
    return tuple(int(part) for part in text.split("-")[1:] if part.isdigit())


def name_of(path: Path) -> str:
    """A path as a field's name has it."""
    return "-".join((ROOT, *map(str, path)))


def read_draft(typed: QueryDict) -> Group:
    """The tree that stands in a form, whatever it says. Empty: one group with one question that asks nothing yet."""
    found = _read(typed, (), [MOST])
    return found if isinstance(found, Group) else Group("all", (EMPTY,))


def _read(typed: QueryDict, path: Path, left: list[int]) -> Node:
    name = name_of(path)
    kind = typed.get(f"g:{name}")
    if kind is None or len(path) >= DEEPEST:
        left[0] -= 1
        values = tuple(one for one in typed.getlist(f"v:{name}") if one)
        operator = typed.get(f"o:{name}", "")
        several = operator in OPERATORS and OPERATORS[operator].takes_several
        value = values if several else (values[0] if values else None)
        return Question(typed.get(f"s:{name}", ""), operator, value, typed.get(f"w:{name}", ""))
    count = typed.get(f"n:{name}", "0")
    parts = []
    for position in range(min(int(count) if count.isdigit() else 0, MOST)):
        if left[0] <= 0:
            break
        parts.append(_read(typed, (*path, position), left))
    return Group(kind if kind in GROUPS else "all", tuple(parts))


def as_draft(node: Node, known: Mapping[str, Signal]) -> Node:
    """A settled condition as it is typed: numbers as text, shares in percent."""
    if isinstance(node, Group):
        return replace(node, of=tuple(as_draft(one, known) for one in node.of))
    signal = known.get(node.signal)
    if isinstance(node.value, tuple) or node.value is None:
        return node
    number = float(node.value) * 100 if signal and signal.kind == "share" else node.value  # type: ignore[arg-type]
    return replace(node, value=f"{number:g}" if isinstance(number, int | float) else str(number))


def settled(node: Node, known: Mapping[str, Signal]) -> Node:
    """The draft with values as they are kept: numbers out of text, shares out of percent.

    Raises:
        NotARule: a number is none.
    """
    if isinstance(node, Group):
        return replace(node, of=tuple(settled(one, known) for one in node.of))
    signal, operator = known.get(node.signal), OPERATORS.get(node.operator)
    if signal is None or operator is None:
        raise NotARule(_("Choose what each condition asks, and how."))
    other = node.other if operator.takes_signal else ""
    if not operator.needs_value or other:
        return replace(node, value=None, other=other)
    if operator.takes_several:
        return replace(node, other="")
    is_number = signal.kind in NUMBERS or node.operator in {"within", "past"}
    return replace(node, value=_number(node, signal) if is_number else node.value, other="")


def _number(question: Question, signal: Signal) -> float | int | None:
    text = str(question.value or "").strip().replace(",", ".").removesuffix("%")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise NotARule(_("“%(text)s” is no number.") % {"text": text[:40]}) from None
    if number != number or abs(number) > 1e12:  # not a number is not itself
        raise NotARule(_("“%(text)s” is no number.") % {"text": text[:40]})
    if signal.kind == "share":
        return number / 100
    return int(number) if number == int(number) else number


def edited(root: Group, command: str) -> Group:
    """The tree after one command, as `add:r`, `group:r`, `remove:r-0`, `up:r-1`, `down:r-0`, `nest:r-0`, `out:r-0-1`.

    A command that does not fit changes nothing.
    """
    verb, _colon, place = command.partition(":")
    path = path_in(place)
    if verb in {"add", "group"} and isinstance(node_at(root, path), Group):
        return _added(root, path, is_group=verb == "group")
    if not path or node_at(root, path) is None or verb not in WITHIN:
        return root
    if verb == "out":
        return _lifted(root, path)
    parent = node_at(root, path[:-1])
    assert isinstance(parent, Group)
    return with_parts(root, path[:-1], WITHIN[verb](list(parent.of), path[-1], len(path)))


def _added(root: Group, path: Path, *, is_group: bool) -> Group:
    group = node_at(root, path)
    assert isinstance(group, Group)
    if is_group and len(path) + 1 >= DEEPEST:
        return root
    return with_parts(root, path, [*group.of, Group("any", (EMPTY,)) if is_group else EMPTY])


def _lifted(root: Group, path: Path) -> Group:
    """The node one level further out, behind the group that it stood in."""
    node = node_at(root, path)
    if len(path) < 2 or node is None:
        return root
    around, inside = node_at(root, path[:-2]), node_at(root, path[:-1])
    assert isinstance(around, Group)
    assert isinstance(inside, Group)
    rest = [one for place, one in enumerate(inside.of) if place != path[-1]]
    parts: list[Node] = list(around.of)
    parts[path[-2] : path[-2] + 1] = [replace(inside, of=tuple(rest)), node] if rest else [node]
    return with_parts(root, path[:-2], parts)


Change = Callable[[list[Node], int, int], list[Node]]


def _without(parts: list[Node], place: int, _depth: int) -> list[Node]:
    return parts[:place] + parts[place + 1 :]


def _up(parts: list[Node], place: int, _depth: int) -> list[Node]:
    if place:
        parts[place - 1], parts[place] = parts[place], parts[place - 1]
    return parts


def _down(parts: list[Node], place: int, _depth: int) -> list[Node]:
    return _up(parts, place + 1, _depth) if place + 1 < len(parts) else parts


def _nested(parts: list[Node], place: int, depth: int) -> list[Node]:
    """The node in a group of its own, with the one before it where that is a question."""
    if depth >= DEEPEST - 1 or isinstance(parts[place], Group):
        return parts
    parts[place] = Group("any", (parts[place],))
    return parts


WITHIN: Mapping[str, Change] = {"remove": _without, "up": _up, "down": _down, "nest": _nested, "out": _without}


def default_operator(signal: Signal | None, given: str) -> str:
    """The operator as typed where it fits the signal, else the first that does."""
    fitting = operators_of(signal.kind) if signal else []
    return given if given in fitting else (fitting[0] if fitting else "")
