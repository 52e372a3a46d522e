"""Which plays apply to an opportunity, how well, and why. No database here."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# What a condition that is met weighs in the order: the more it says of this very buyer, the more.
WEIGHTS = {"fear": 8, "step": 3, "stage": 3, "change": 2, "kind": 2, "segment": 2, "amount": 1}


@dataclass(frozen=True)
class Conditions:
    """When a play applies; what is empty does not matter.

    steps: of the seven; stages: names; segments, kinds: texts; changes: low, medium, high; fears: keys. Amounts are
    in the reporting currency: from is included, to is not.
    """

    steps: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    fears: tuple[str, ...] = ()
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None

    @property
    def is_anything(self) -> bool:
        """It asks for something."""
        return self != Conditions()


@dataclass(frozen=True)
class Context:
    """What is known of an opportunity; empty and None: not known."""

    step: str = ""
    stage: str = ""
    segment: str = ""
    kind: str = ""
    change: str = ""
    fears: frozenset[str] = frozenset()
    amount: Decimal | None = None


@dataclass(frozen=True)
class Match:
    """A play applies: met: (what, value) that speak for it; unknown: what its author asks for and nobody has said."""

    met: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How well it applies."""
        return sum(WEIGHTS[what] for what, _value in self.met)


def match(when: Conditions, context: Context) -> Match | None:
    """How the play applies; None: it does not.

    What is not known excludes no play, yet one of whose conditions none is known to hold is not offered: that would
    be a guess.
    """
    verdicts = list(_verdicts(when, context))
    if any(verdict is False for _what, _value, verdict in verdicts):
        return None
    met = tuple((what, value) for what, value, verdict in verdicts if verdict)
    if verdicts and not met:
        return None
    return Match(met, tuple(what for what, _value, verdict in verdicts if verdict is None))


def _verdicts(when: Conditions, context: Context) -> Iterator[tuple[str, str, bool | None]]:
    """Each condition: what, the value of the opportunity, and whether it holds; None: not known."""
    if when.fears:
        answered = sorted(context.fears & set(when.fears))
        yield "fear", ", ".join(answered), bool(answered)
    if when.steps:
        yield "step", context.step, _among(context.step, when.steps)
    if when.stages:
        yield "stage", context.stage, _among(context.stage, when.stages)
    if when.changes:
        yield "change", context.change, _among(context.change, when.changes)
    if when.kinds:
        yield "kind", context.kind, _names(context.kind, when.kinds)
    if when.segments:
        yield "segment", context.segment, _among(context.segment, when.segments)
    if when.amount_from is not None or when.amount_to is not None:
        yield "amount", "", _within(context.amount, when.amount_from, when.amount_to)


def _among(value: str, allowed: tuple[str, ...]) -> bool | None:
    return value.casefold() in {one.casefold() for one in allowed} if value else None


def _names(value: str, allowed: tuple[str, ...]) -> bool | None:
    """Whether one of the words stands in it: systems write “Existing customer – renewal”."""
    return any(one.casefold() in value.casefold() for one in allowed) if value else None


def _within(amount: Decimal | None, low: Decimal | None, high: Decimal | None) -> bool | None:
    if amount is None:
        return None
    return (low is None or amount >= low) and (high is None or amount < high)
