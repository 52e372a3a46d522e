"""Giving one record the values back that a batch replaced; values that somebody edited since stay."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from trimtab.batches.kinds import OPPORTUNITY, Kind
from trimtab.batches.values import CUSTOM_PREFIX, Plain, plain_of, value_of
from trimtab.core.models import BatchItem
from trimtab.opportunities.actions import take_back_edit
from trimtab.opportunities.models.history import TRACKED_FIELDS
from trimtab.people.models import User

ABSENT = "absent"  # in `before`: the own fields that the record did not have at all


def fields_of(values: Mapping[str, Any]) -> dict[str, Plain]:
    """The fields of an item's `before` or `after`, without the notes beside them."""
    return {field: value for field, value in values.items() if field not in NOTES}


NOTES = {ABSENT, "member"}


def take_back(kind: Kind, record: Any, item: BatchItem, *, by: User, now: datetime) -> list[str]:
    """Restore what the item says was before; returns the fields that stay because somebody edited them since.

    Raises:
        PermissionDenied: `by` may not change the record. LookupError: what a field named before is gone.
    """
    before, after = fields_of(item.before), fields_of(item.after)
    absent = item.before.get(ABSENT, [])
    if kind is OPPORTUNITY:
        return _opportunity(record, before, absent, edited_at=item.at, by=by, now=now)
    kept = [field for field, value in after.items() if plain_of(record, field) != value]
    back = {field: value for field, value in before.items() if field not in kept}
    changes = {
        field: value_of(kind.model, field, value)
        for field, value in back.items()
        if not field.startswith(CUSTOM_PREFIX)
    }
    if own := {field.removeprefix(CUSTOM_PREFIX): value for field, value in back.items() if field not in changes}:
        gone = {field.removeprefix(CUSTOM_PREFIX) for field in absent}
        custom = {**record.custom, **own}
        changes["custom"] = {key: value for key, value in custom.items() if key not in gone or key not in own}
    kind.edit(record, changes=changes, by=by, now=now)
    return kept


def _opportunity(
    record: Any,
    before: Mapping[str, Plain],
    absent: Collection[str],
    *,
    edited_at: datetime | None,
    by: User,
    now: datetime,
) -> list[str]:
    assert edited_at is not None, "an item that was changed says when"
    tracked = {field: value for field, value in before.items() if field in TRACKED_FIELDS or _is_own(field)}
    closed_at = before.get("closed_at", plain_of(record, "closed_at"))
    return take_back_edit(
        record,
        before={field: value_of(OPPORTUNITY.model, field, value) for field, value in tracked.items()},
        absent=absent,
        closed_at=value_of(OPPORTUNITY.model, "closed_at", closed_at),
        edited_at=edited_at,
        by=by,
        now=now,
    )


def _is_own(field: str) -> bool:
    return field.startswith(CUSTOM_PREFIX)
