"""A draft of a condition as the form shows it: each question with what can be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.signals import Signal, sources
from trimtab.rulebook.conditions import DEEPEST, Group, Node, Path, Question, comparable
from trimtab.rulebook.drafting import default_operator, name_of
from trimtab.rulebook.operators import NUMBERS, OPERATORS, operators_of

ROOMS: Mapping[str, str | Promise] = {
    "opportunities": _("The opportunity"),
    "relationships": _("The people"),
    "discovery": _("What they want"),
    "objectives": _("Actions"),
    "assessments": _("The assessment"),
    "competition": _("Rivals and criteria"),
    "strategy": _("The strategy"),
    "processes": _("The sales process"),
    "value": _("Value and need"),
    "mutual": _("The mutual plan"),
    "calls": _("Calls"),
    "reviews": _("Reviews"),
    "cadences": _("Persistence"),
    "playbook": _("Plays"),
    "analytics": _("What the models say"),
}
GROUP_WORDS: Mapping[str, str | Promise] = {
    "all": _("All of these hold"),
    "any": _("At least one of these holds"),
    "none": _("None of these holds"),
}
Choice = tuple[str, str]


@dataclass(frozen=True)
class Branch:
    """One node of the draft. For a group: its parts. For a question: what is chosen, and what could be."""

    name: str
    kind: str = ""  # of a group
    parts: "Sequence[Branch]" = ()
    signal: str = ""
    operators: Sequence[Choice] = ()
    operator: str = ""
    needs_value: bool = False
    takes_several: bool = False
    value: object = None
    unit: str | Promise = ""
    input_type: str = "text"
    choices: Sequence[Choice] = ()
    others: Sequence[Choice] = ()
    other: str = ""
    is_first: bool = True
    is_last: bool = True
    is_deep: bool = False

    @property
    def is_group(self) -> bool:
        return bool(self.kind)

    @property
    def is_root(self) -> bool:
        return "-" not in self.name

    @property
    def is_nested(self) -> bool:
        """Whether it stands in a group within a group."""
        return self.name.count("-") > 1

    @property
    def chosen(self) -> Sequence[str]:
        """The values that are chosen, of a choice."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


UNITS: Mapping[str, str | Promise] = {"share": "%", "days": _("days")}


def signal_choices() -> list[tuple[str, list[Choice]]]:
    """Every signal that can be asked, by room."""
    return [
        (str(ROOMS.get(source.room, source.room)), [(one.key, str(one.label)) for one in source.signals])
        for source in sources()
    ]


def branch_of(node: Node, known: Mapping[str, Signal], *, path: Path = (), of: int = 1) -> Branch:
    """A node as the form shows it."""
    if isinstance(node, Group):
        parts = [branch_of(one, known, path=(*path, position), of=len(node.of)) for position, one in enumerate(node.of)]
        return Branch(name_of(path), node.kind, parts, is_deep=len(path) + 1 >= DEEPEST, **_ends(path, of))
    return _question(node, known, path, of)


class Ends(TypedDict):
    """Whether a node is the first and the last of its group."""

    is_first: bool
    is_last: bool


def _ends(path: Path, of: int) -> Ends:
    place = path[-1] if path else 0
    return {"is_first": place == 0, "is_last": place == of - 1}


def _question(node: Question, known: Mapping[str, Signal], path: Path, of: int) -> Branch:
    signal = known.get(node.signal)
    key = default_operator(signal, node.operator)
    operator = OPERATORS.get(key)
    if signal is None or operator is None:
        return Branch(name_of(path), signal=node.signal, is_deep=len(path) >= DEEPEST - 1, **_ends(path, of))
    counts_days = key in {"within", "past"}
    others = [(one.key, str(one.label)) for one in known.values() if one.key != signal.key and comparable(signal, one)]
    return Branch(
        name_of(path),
        signal=signal.key,
        operators=[(one, str(OPERATORS[one].label)) for one in operators_of(signal.kind)],
        operator=key,
        needs_value=operator.needs_value,
        takes_several=operator.takes_several,
        value=node.value,
        unit=UNITS["days"] if counts_days else UNITS.get(signal.kind, ""),
        input_type="number" if counts_days or signal.kind in NUMBERS else "date" if signal.kind == "date" else "text",
        choices=[(value, str(label)) for value, label in (signal.choices or {}).items()],
        others=others if operator.takes_signal else (),
        other=node.other,
        is_deep=len(path) >= DEEPEST - 1,
        **_ends(path, of),
    )
