"""The reasons of the organisation: added, renamed, archived, restored. Debriefs hold keys, which never change."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.outcomes.models import ReasonChange
from trimtab.outcomes.reasons import Reason, all_reasons
from trimtab.people.models import User
from trimtab.people.policy import can_set_up


def add_reason(*, name: str, end: str, by: User, now: datetime) -> ReasonChange:
    """A reason of the organisation's own.

    Raises:
        PermissionDenied: `by` does not set up. ValueError: there is one of that name, or no name.
    """
    with transaction.atomic():
        _require_set_up(by)
        name = _free(name, end)
        taken = {one.key for one in all_reasons()}
        stem = slugify(name).replace("-", "_")[:30] or "reason"
        number = next(n for n in range(1, 1000) if f"own_{stem}_{n}" not in taken)
        made = ReasonChange.objects.create(key=f"own_{stem}_{number}", name=name, end=end, changed_at=now)
        after = {"key": made.key, "name": name, "end": end}
        record_event("outcome_reason.added", record="outcome_reason", record_id=made.pk, by=by, now=now, after=after)
    return made


def rename_reason(key: str, *, name: str, by: User, now: datetime) -> None:
    """Call it otherwise; what was said with it is called so too.

    Raises: see `add_reason`.
    """
    with transaction.atomic():
        _require_set_up(by)
        reason = _known(key)
        if reason.name == name.strip():
            return
        row = _row(reason, now=now)
        before, row.name, row.changed_at = reason.name, _free(name, reason.end), now
        row.save()
        names = {"before": {"name": before}, "after": {"key": key, "name": row.name}}
        record_event("outcome_reason.renamed", record="outcome_reason", record_id=row.pk, by=by, now=now, **names)


def archive_reason(key: str, *, by: User, now: datetime) -> None:
    """It is offered no more; what was said with it stays."""
    _set_archived(key, by=by, now=now, verb="outcome_reason.archived", archived_at=now)


def restore_reason(key: str, *, by: User, now: datetime) -> None:
    """It is offered again."""
    _set_archived(key, by=by, now=now, verb="outcome_reason.restored", archived_at=None)


def _set_archived(key: str, *, by: User, now: datetime, verb: str, archived_at: datetime | None) -> None:
    with transaction.atomic():
        _require_set_up(by)
        reason = _known(key)
        if reason.is_archived == (archived_at is not None):
            return
        row = _row(reason, now=now)
        row.archived_at, row.changed_at = archived_at, now
        row.save()
        record_event(verb, record="outcome_reason", record_id=row.pk, by=by, now=now, after={"key": key})


def _row(reason: Reason, *, now: datetime) -> ReasonChange:
    """What is changed of it; a new row where nothing was."""
    found = ReasonChange.objects.select_for_update().filter(key=reason.key).first()
    return found or ReasonChange(key=reason.key, end=reason.end, changed_at=now)


def _known(key: str) -> Reason:
    found = next((one for one in all_reasons() if one.key == key), None)
    if found is None:
        raise ValueError(_("There is no such reason."))
    return found


def _free(name: str, end: str) -> str:
    name = name.strip()[:100]
    if not name or any(one.name.casefold() == name.casefold() for one in all_reasons() if one.end == end):
        raise ValueError(_("Give it a name that no other reason has."))
    return name


def _require_set_up(by: User) -> None:
    if not can_set_up(by):
        raise PermissionDenied(_("Only operations and administrators change the reasons."))
