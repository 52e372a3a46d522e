"""The words in which shipped rules are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trimtab.opportunities.signals import Value
from trimtab.rulebook.conditions import Group, Node, Plain, Question
from trimtab.rulebook.rules import Rule, Text
from trimtab.rulebook.scopes import EVERYWHERE, Scope

FROM_MID = Scope(phases=("mid", "late"))
LATE = Scope(phases=("late",))
EARLY = Scope(phases=("early",))


@dataclass(frozen=True)
class Example:
    """What is known of one opportunity; a signal that is not named is not known."""

    phase: str
    values: Mapping[str, Value]
    kind: str = ""
    amount: float | None = None


@dataclass(frozen=True)
class Shipped:
    """A rule as shipped, with a case in which it speaks and one in which it is silent. code: where it is described."""

    rule: Rule
    code: str
    fires: Example
    silent: Example

    @property
    def key(self) -> str:
        return self.rule.key


def rule(  # noqa: PLR0913  # what a rule says stands in one call
    key: str,
    level: str,
    title: Text,
    why: Text,
    when: Node,
    *,
    action: Text = "",
    intent: str = "",
    whom: str = "",
    days: int = 7,
    scope: Scope = EVERYWHERE,
) -> Rule:
    """A shipped rule."""
    group = when if isinstance(when, Group) else every(when)
    return Rule(key, level, title, why, group, action, intent, whom, days, scope, is_shipped=True)


def shipped(code: str, made: Rule, *, fires: Mapping[str, Value], silent: Mapping[str, Value], theme: str) -> Shipped:
    """With its examples. A phase that an example does not name is one in which the rule speaks."""
    phase = made.scope.phases[-1] if made.scope.phases else "mid"
    return Shipped(replace(made, theme=theme), code, _example(fires, phase), _example(silent, phase))


def _example(values: Mapping[str, Value], phase: str) -> Example:
    known = dict(values)
    return Example(str(known.pop("phase", phase)), known)


def every(*of: Node) -> Group:
    """All of them hold."""
    return Group("all", of)


def some(*of: Node) -> Group:
    """At least one of them holds."""
    return Group("any", of)


def yes(signal: str) -> Question:
    """It is so."""
    return Question(signal, "yes")


def no(signal: str) -> Question:
    """It is known not to be so."""
    return Question(signal, "no")


def not_so(signal: str) -> Group:
    """It is not so, as far as anybody knows: it was asked, and the answer is no or none."""
    return some(no(signal), unknown(signal))


def unknown(signal: str) -> Question:
    """It could be known, and is not."""
    return Question(signal, "unknown")


def least(signal: str, value: Plain = None, *, other: str = "") -> Question:
    """At least so much."""
    return Question(signal, "at_least", value, other)


def most(signal: str, value: Plain = None, *, other: str = "") -> Question:
    """At most so much."""
    return Question(signal, "at_most", value, other)


def more(signal: str, value: Plain = None, *, other: str = "") -> Question:
    """More than that."""
    return Question(signal, "more", value, other)


def less(signal: str, value: Plain = None, *, other: str = "") -> Question:
    """Less than that."""
    return Question(signal, "less", value, other)


def equal(signal: str, value: Plain) -> Question:
    """Exactly so much."""
    return Question(signal, "equal", value)


def before(signal: str, *, other: str) -> Question:
    """Earlier than another day."""
    return Question(signal, "before", None, other)


def past(signal: str, days: int = 0) -> Question:
    """A day that has passed, by more than so many days."""
    return Question(signal, "past", days)


def chosen(signal: str, value: str) -> Question:
    """That choice."""
    return Question(signal, "is", value)


def otherwise(signal: str, value: str) -> Question:
    """Answered, and not with that choice."""
    return Question(signal, "is_not", value)


def among(signal: str, *values: str) -> Question:
    """One of these choices."""
    return Question(signal, "among", values)
