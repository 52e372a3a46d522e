"""A record's fields as a batch keeps them: ids of records, ISO days, decimal text; own fields as `custom:<key>`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

CUSTOM_PREFIX = "custom:"
Plain = str | int | float | bool | list[str] | None
# What a field without a value holds: texts are "", several choices [].
EMPTY: tuple[object, ...] = (None, "", [])


def plain_of(record: models.Model, field: str) -> Plain:
    """The present value of a field."""
    if field.startswith(CUSTOM_PREFIX):
        own: Mapping[str, Plain] = getattr(record, "custom", {})
        return own.get(field.removeprefix(CUSTOM_PREFIX))
    return plain(getattr(record, _declared(type(record), field).attname))


def plain(value: Any) -> Plain:  # a value of any field
    """A value as JSON can hold it."""
    if isinstance(value, models.Model):
        return int(value.pk)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value  # type: ignore[no-any-return]  # the values of our other fields are plain


def value_of(model: type[models.Model], field: str, kept: Plain) -> Any:  # the type is the field's
    """A kept value as its action takes it.

    Raises:
        LookupError: the record that it names is gone.
    """
    if field.startswith(CUSTOM_PREFIX):
        return kept
    declared = _declared(model, field)
    if kept in EMPTY:
        return None if declared.null else ""
    if isinstance(declared, models.ForeignKey):
        related: type[models.Model] = declared.related_model
        found = related._default_manager.filter(pk=kept).first()
        if found is None:
            raise LookupError(f"{field} {kept}")
        return found
    return declared.to_python(kept)


def snapshot(record: models.Model, fields: Iterable[str]) -> dict[str, Plain]:
    """Those fields and all own fields that the record has, as they are now."""
    own = [f"{CUSTOM_PREFIX}{key}" for key in getattr(record, "custom", {})]
    return {field: plain_of(record, field) for field in [*fields, *own]}


def differences(
    before: Mapping[str, Plain], after: Mapping[str, Plain]
) -> tuple[dict[str, Plain], dict[str, Plain], list[str]]:
    """What a change did: values before, values after, and the own fields that the record did not have before."""
    changed = [field for field in after if before.get(field) != after[field] or field not in before]
    absent = [field for field in changed if field not in before]
    return {field: before.get(field) for field in changed}, {field: after[field] for field in changed}, absent


def _declared(model: type[models.Model], field: str) -> Any:  # a concrete field of any type
    return model._meta.get_field(field)
