"""Conditions and scopes in words, for those who read rules."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.opportunities.signals import Signal
from trimtab.rulebook.builder import GROUP_WORDS
from trimtab.rulebook.conditions import Group, Node, Question
from trimtab.rulebook.facts import in_words
from trimtab.rulebook.operators import OPERATORS
from trimtab.rulebook.scopes import Phase, Scope
from trimtab.web import formats


@dataclass(frozen=True)
class Sentence:
    """A node in words; of a group with its parts. is_asked: whether any room knows what it asks."""

    text: str
    parts: "tuple[Sentence, ...]" = ()
    is_asked: bool = True


def sentence_of(node: Node, known: Mapping[str, Signal], *, currency: str) -> Sentence:
    """A condition in words."""
    if isinstance(node, Group):
        parts = tuple(sentence_of(one, known, currency=currency) for one in node.of)
        return Sentence(str(GROUP_WORDS[node.kind]), parts)
    return Sentence(_question(node, known, currency), is_asked=node.signal in known)


def _question(node: Question, known: Mapping[str, Signal], currency: str) -> str:
    signal, operator = known.get(node.signal), OPERATORS[node.operator]
    words = [str(signal.label) if signal else node.signal, str(operator.label)]
    if node.other:
        words.append(f"“{known[node.other].label}”" if node.other in known else node.other)
    elif operator.needs_value:
        words.append(_value(node, signal, currency))
    return " ".join(words)


def _value(node: Question, signal: Signal | None, currency: str) -> str:
    if isinstance(node.value, tuple):
        return ", ".join(str((signal.choices or {}).get(one, one)) if signal else one for one in node.value)
    if signal is None or node.operator in {"within", "past"}:
        return str(node.value)
    return in_words(node.value, signal, currency=currency, signed=True)


def scope_in_words(scope: Scope, *, currency: str) -> str:
    """Which opportunities a rule speaks of; empty: all open ones."""
    parts = []
    if scope.phases:
        parts.append(_("phase: %(phases)s") % {"phases": ", ".join(str(Phase(one).label) for one in scope.phases)})
    if scope.kinds:
        parts.append(_("kind: %(kinds)s") % {"kinds": ", ".join(scope.kinds)})
    if scope.least is not None:
        parts.append(_("at least %(amount)s") % {"amount": formats.money(round(scope.least), currency)})
    if scope.most is not None:
        parts.append(_("at most %(amount)s") % {"amount": formats.money(round(scope.most), currency)})
    return "; ".join(parts)
