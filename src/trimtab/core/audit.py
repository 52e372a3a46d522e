"""The one way to write the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from trimtab.core.models import Event


class Actor(Protocol):
    """Somebody who acts: has an id and a name."""

    pk: int

    def get_full_name(self) -> str: ...


def record_event(
    verb: str,
    *,
    record: str,
    record_id: int | None,
    by: Actor | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> Event:
    """Write one event. Call it inside the transaction of the change it tells of.

    Args:
        verb: `<record>.<past participle>`, as listed in docs/reference/events.md.
        by: None where the system acts by itself.
        before, after: the changed fields only; values that JSON can hold.
    """
    return Event.objects.create(
        at=now,
        by_id=by.pk if by else None,
        by_name=by.get_full_name() if by else "",
        verb=verb,
        record=record,
        record_id=record_id,
        before=dict(before or {}),
        after=dict(after or {}),
    )
