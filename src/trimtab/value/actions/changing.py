"""Setting what differs, and remembering both for the audit."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from trimtab.value.models import Worded

# What a form showed is told by when the record was last changed: facts in other tables count with it.
SEEN = ("changed_at",)
Facts = dict[str, object]


def change(record: Any, changes: Mapping[str, Any], names: Iterable[str]) -> tuple[Facts, Facts]:
    """Set those fields that differ; what they were and what they are, as JSON can hold it."""
    before: Facts = {}
    after: Facts = {}
    for name in names:
        if name in changes and getattr(record, name) != changes[name]:
            before[name], after[name] = plain(getattr(record, name)), plain(changes[name])
            setattr(record, name, changes[name])
    return before, after


def reword(record: Worded, after: Mapping[str, object], judged: Iterable[str]) -> list[str]:
    """Count a new wording where something changed that the customer confirms; the columns to save then."""
    if not set(judged) & after.keys():
        return []
    record.wording += 1
    return ["wording"]


def plain(value: object) -> object:
    """The value as JSON can hold it."""
    if isinstance(value, Model):
        return value.pk
    return str(value) if isinstance(value, Decimal | date | datetime) else value
