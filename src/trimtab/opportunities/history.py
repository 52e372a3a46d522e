"""The rule of the two clocks, and how values are written in history.

A change has two clocks: `valid_at`, when it became true, and `recorded_at`, when we learned it. The value as of t is
the `new` of the last change, by (valid_at, recorded_at, id), among those with both clocks ≤ t.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from django.db.models import Model

from trimtab.core.money import CENT
from trimtab.opportunities.models import FieldChange, Opportunity

CUSTOM_PREFIX = "custom:"
RECORD_FIELDS = {"stage", "owner", "account"}


class Change(Protocol):
    """What the rule needs of a change."""

    @property
    def valid_at(self) -> datetime: ...

    @property
    def recorded_at(self) -> datetime: ...

    @property
    def pk(self) -> int: ...


SomeChange = TypeVar("SomeChange", bound=Change)


def last_known(changes: Iterable[SomeChange], *, at: datetime) -> SomeChange | None:
    """The change of one field whose `new` is the value as of `at`; None where nothing was known by then."""
    known = (change for change in changes if change.valid_at <= at and change.recorded_at <= at)
    return max(known, key=lambda change: (change.valid_at, change.recorded_at, change.pk), default=None)


def last_change(opportunity: Opportunity, field: str, *, at: datetime) -> FieldChange | None:
    """The change that says which value the field had as of `at`, from the database."""
    known = FieldChange.objects.filter(
        opportunity_id=opportunity.pk, field=field, valid_at__lte=at, recorded_at__lte=at
    )
    return known.order_by("valid_at", "recorded_at", "pk").last()


def value_as_of(opportunity: Opportunity, field: str, at: datetime) -> str | None:
    """The value of a tracked field as of `at`, as history writes it; None: empty, or nothing was known by then."""
    change = last_change(opportunity, field, at=at)
    return change.new if change else None


def written(value: object) -> str | None:
    """A value as history writes it: records by id, amounts to the cent, days as ISO, yes and no as true and false,
    several choices with commas between."""
    if value is None or value == "":
        return None
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def written_field(field: str, value: object) -> str | None:
    """`written`, with the amount to the cent, so that 100 and 100.00 are the same."""
    if field == "amount" and isinstance(value, Decimal):
        return format(value.quantize(CENT), "f")
    return written(value)


def current_value(opportunity: Opportunity, field: str) -> str | None:
    """The value that the opportunity itself carries now, as history writes it."""
    if field.startswith(CUSTOM_PREFIX):
        return written(opportunity.custom.get(field.removeprefix(CUSTOM_PREFIX)))
    if field in RECORD_FIELDS:
        return written(getattr(opportunity, f"{field}_id"))
    return written_field(field, getattr(opportunity, field))
