"""The frame of each change: one transaction, the plan locked, who acts checked, one event."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from trimtab.accounts.actions import plain
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.planning.models import Plan
from trimtab.planning.policy import require_current, require_plan_edit


@contextmanager
def changing(plan: Plan, *, by: User, now: datetime) -> Iterator[Plan]:
    """The plan as it is now, locked, to be changed by somebody who may; any change is a sign of life.

    Raises:
        PermissionDenied: `by` may not change it, or it is archived.
    """
    with transaction.atomic():
        current = locked(Plan.objects.select_related("owner__team", "template"), plan.pk)
        require_plan_edit(by, current)
        require_current(current)
        yield current
        current.changed_at = now
        current.save(update_fields=["changed_at"])


def note(
    verb: str,
    plan: Plan,
    *,
    by: User | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write the event of a change of the plan."""
    record_event(
        verb, record="plan", record_id=plan.pk, by=by, now=now, before=plain_values(before), after=plain_values(after)
    )


def plain_values(values: Mapping[str, object] | None) -> dict[str, object]:
    """Values as JSON holds them."""
    return {name: plain(value) for name, value in (values or {}).items()}
