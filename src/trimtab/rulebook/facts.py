"""The facts behind a finding: as JSON keeps them, what they rest on, and in words. Pure but for the locale."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.opportunities.signals import Signal, Value
from trimtab.rulebook.rules import FIELD, Rule
from trimtab.web import formats

ROUNDED = {"share": 1, "number": 1}  # digits that make a difference; days count by themselves and make none


def keys_of(rule: Rule) -> list[str]:
    """What is kept with a finding of the rule: what it asks, and what its sentences name."""
    named = [key for text in (rule.title, rule.why, rule.action) for key in FIELD.findall(str(text))]
    return list(dict.fromkeys([*rule.signals, *named]))


def as_facts(values: Mapping[str, Value]) -> dict[str, object]:
    """Values as JSON holds them."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return round(value, 4) if isinstance(value, float) else value


def about_of(rule: Rule, facts: Mapping[str, object], signals: Mapping[str, Signal]) -> str:
    """Says on which facts a finding rests. What only counts the days that pass changes nothing."""
    resting = {}
    for key in rule.signals:
        signal = signals.get(key)
        if signal is None or signal.kind == "days":
            continue
        value = facts.get(key)
        digits = ROUNDED.get(signal.kind)
        resting[key] = round(value, digits) if digits is not None and isinstance(value, float) else value
    text = json.dumps([rule.key, rule.version, resting], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def filled(text: object, facts: Mapping[str, object], signals: Mapping[str, Signal], *, currency: str) -> str:
    """The sentence with its fields filled from the facts; a field that nobody knows says that it is not known."""

    def fill(found: re.Match[str]) -> str:
        key = found.group(1)
        if key not in signals:
            return formats.unknown()
        value = facts.get(key)
        if value is not None and signals[key].kind == "days" and ":" in found.group():
            return _when(round(float(str(value))), is_past=found.group().endswith(":ago}"))
        return in_words(value, signals[key], currency=currency)

    return FIELD.sub(fill, str(text))


def in_words(value: object, signal: Signal, *, currency: str, signed: bool = False) -> str:
    """A value of a signal as a person reads it. A sentence says itself which way days go; else they are signed."""
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if signal.kind == "choice":
        return str((signal.choices or {}).get(str(value), value))
    if signal.kind == "date":
        return formats.day(date.fromisoformat(str(value)))
    found = _quantity(float(str(value)), signal.kind, currency)
    return f"−{found}" if signed and signal.kind == "days" and float(str(value)) < 0 else found


def _when(days: int, *, is_past: bool) -> str:
    if days == 0:
        return _("today")
    text = (
        ngettext("%(count)s day ago", "%(count)s days ago", abs(days))
        if is_past
        else ngettext("in %(count)s day", "in %(count)s days", abs(days))
    )
    return text % {"count": formats.whole(abs(days))}


def _quantity(value: float, kind: str, currency: str) -> str:
    if kind == "days":
        count = abs(round(value))
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": formats.whole(count)}
    if kind == "share":
        return formats.percent(value)
    if kind == "money":
        return formats.money(Decimal(round(value)), currency)
    return formats.number(round(value, 2))


def unknown_fields(texts: Iterable[object], signals: Mapping[str, Signal]) -> list[str]:
    """The fields in some texts that no room knows."""
    return [key for text in texts for key in FIELD.findall(str(text)) if key not in signals]
