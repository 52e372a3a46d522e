"""Whether a commitment came true, read from what the rooms know of the opportunity. Three answers: yes, no, unknown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from trimtab.opportunities import signals
from trimtab.opportunities.models import Opportunity
from trimtab.reviews.models import Commitment
from trimtab.web import formats

Test = Commitment.Test
YES, NO = "yes", "no"
# Kinds of signals whose values have an order.
ORDERED = {"number", "days", "share", "money", "date"}


def holds(value: signals.Value, *, test: str, wanted: str) -> bool | None:
    """Whether what is known passes the test; None: not known.

    >>> holds(3, test="at_least", wanted="2"), holds(None, test="at_least", wanted="2")
    (True, None)
    >>> holds(None, test="known", wanted="")
    False
    """
    if test == Test.KNOWN:
        return value is not None
    if value is None:
        return None
    if isinstance(value, bool):
        return value == (wanted == YES)
    if test == Test.IS and not isinstance(value, int | float | Decimal | date):
        return value == wanted
    return _compared(value, test=test, wanted=wanted)


def _compared(value: object, *, test: str, wanted: str) -> bool | None:
    try:
        limit: Any = date.fromisoformat(wanted) if isinstance(value, date) else Decimal(wanted.replace(",", "."))
    except (ValueError, InvalidOperation):
        return None
    known: Any = value if isinstance(value, date) else Decimal(str(value))  # of the type of the limit
    if test == Test.IS:
        return bool(known == limit)
    return bool(known >= limit if test == Test.AT_LEAST else known <= limit)


def signals_by_key() -> Mapping[str, signals.Signal]:
    """All that the rooms know, by key."""
    return {one.key: one for one in signals.all_signals()}


def tests_of(kind: str) -> Sequence[Test]:
    """The tests that suit a kind of signal."""
    return (Test.AT_LEAST, Test.AT_MOST, Test.IS, Test.KNOWN) if kind in ORDERED else (Test.IS, Test.KNOWN)


def values_for(
    commitments: Iterable[Commitment], opportunities: Mapping[int, Opportunity], *, today: date
) -> Mapping[int, signals.Value]:
    """Commitment → what its signal says now, where it has one. Only the rooms that are asked are read."""
    asked = [one for one in commitments if one.signal]
    keys = {one.signal for one in asked}
    found: dict[int, dict[str, signals.Value]] = {pk: {} for pk in opportunities}
    for source in signals.sources():
        if keys & {signal.key for signal in source.signals}:
            for pk, values in source.read(list(opportunities.values()), today).items():
                found[pk].update(values)
    return {one.pk: found.get(one.review.opportunity_id, {}).get(one.signal) for one in asked}


def in_words(commitment: Commitment) -> str:
    """How it will be seen, as a sentence."""
    signal = signals_by_key().get(commitment.signal)
    if signal is None:
        return _("Somebody says whether it came true.")
    if commitment.test == Test.KNOWN:
        return _("Seen by: %(signal)s is known.") % {"signal": signal.label}
    test = Test(commitment.test).label if commitment.test else ""
    wanted = worded(signal, commitment.value)
    return _("Seen by: %(signal)s %(test)s %(value)s.") % {"signal": signal.label, "test": test, "value": wanted}


def worded(signal: signals.Signal, value: str) -> str:
    """The wanted value as people say it."""
    if signal.choices and value in signal.choices:
        return str(signal.choices[value])
    if signal.kind == "yes_no":
        return _("yes") if value == YES else _("no")
    if signal.kind == "date":
        return formats.day(date.fromisoformat(value))
    return value
