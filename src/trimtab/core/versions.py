"""Which version of a record a person saw, for records that do not keep when they were changed."""

import hashlib
from collections.abc import Iterable

from django.db.models import Model


class ChangedMeanwhile(Exception):
    """Somebody changed the record since it was read; nothing was written. `record` is as it is now."""

    def __init__(self, record: Model) -> None:
        super().__init__(str(record))
        self.record = record


def version_of(record: Model, fields: Iterable[str]) -> str:
    """A short text that changes with each value of those fields."""
    wanted = set(fields)
    columns = [column for column in record._meta.concrete_fields if column.name in wanted]
    values = [(column.name, str(column.value_from_object(record))) for column in columns]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:24]


def require_version(record: Model, fields: Iterable[str], *, seen: str | None) -> None:
    """Refuse a change by somebody who saw another version. `record` is locked; None: whatever is there is overwritten.

    Raises:
        ChangedMeanwhile: the record is not as it was seen.
    """
    if seen and version_of(record, fields) != seen:
        raise ChangedMeanwhile(record)
