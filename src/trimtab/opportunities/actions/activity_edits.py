"""Changing an activity after it was logged: its facts, a task that is done, archive and restore.

The opportunity counts as changed with it: what is computed from its activities is computed again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from trimtab.accounts.models import Contact
from trimtab.core.audit import record_event
from trimtab.opportunities.actions.activities import ACTIVITY_FIELDS
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity
from trimtab.opportunities.policy import require_activity_edit
from trimtab.people.models import User

EDITED_FIELDS = (*ACTIVITY_FIELDS, "done_at")


def edit_activity(
    activity: Activity,
    *,
    changes: Mapping[str, object],
    by: User,
    now: datetime,
    contacts: Iterable[Contact] | None = None,
) -> Activity:
    """Change facts of an activity; returns it as it is now.

    Args:
        changes: kind, direction, subject, at, minutes, outcome, done_at; what equals the present value is left out.
        contacts: who of the customer attended; None: as before. Senders and receivers of a mail stay as they are.

    Raises:
        PermissionDenied: `by` neither logged it nor may change what it belongs to.
        ValueError: a field is unknown, or something else than a task is done.
    """
    for field in changes:
        if field not in EDITED_FIELDS:
            raise ValueError(f"A field must be among {', '.join(EDITED_FIELDS)}. Got {field!r}.")
    with transaction.atomic():
        current = _locked(activity, by)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        before = {field: getattr(current, field) for field in changed}
        for field, value in changed.items():
            setattr(current, field, value)
        _require_task(current)
        met = _set_attending(current, contacts)
        if changed or met:
            current.save(update_fields=list(changed))
            _record("activity.edited", current, by=by, now=now, before=before, after=changed | met)
    return current


def complete_activity(activity: Activity, *, done_at: datetime, by: User, now: datetime) -> Activity:
    """Mark a task as done.

    Raises:
        PermissionDenied: `by` neither logged it nor may change what it belongs to.
        ValueError: it is no task.
    """
    return edit_activity(activity, changes={"done_at": done_at}, by=by, now=now)


def archive_activity(activity: Activity, *, by: User, now: datetime) -> None:
    """Take an activity out of lists and figures. Nothing is deleted."""
    _set_archived(activity, "activity.archived", at=now, by=by, now=now)


def restore_activity(activity: Activity, *, by: User, now: datetime) -> None:
    """Bring an archived activity back."""
    _set_archived(activity, "activity.restored", at=None, by=by, now=now)


def _locked(activity: Activity, by: User) -> Activity:
    found = Activity.objects.select_for_update(of=("self",))
    current = found.select_related("opportunity__owner__team", "account__owner__team").get(pk=activity.pk)
    require_activity_edit(by, current)
    return current


def _require_task(activity: Activity) -> None:
    if activity.done_at is not None and activity.kind != Activity.Kind.TASK:
        raise ValueError(f"Only a task can be done. Got a {activity.kind}.")


def _set_attending(activity: Activity, contacts: Iterable[Contact] | None) -> dict[str, object]:
    """Who attended, where that is another group than before."""
    if contacts is None:
        return {}
    attended = activity.parties.filter(part=ActivityParty.Part.ATTENDED, contact__isnull=False)
    before = set(attended.values_list("contact", flat=True))
    wanted = {contact.pk for contact in contacts}
    if wanted == before:
        return {}
    attended.exclude(contact__in=wanted).delete()
    ActivityParty.objects.bulk_create(
        ActivityParty(activity=activity, contact_id=pk, part=ActivityParty.Part.ATTENDED) for pk in wanted - before
    )
    return {"contacts": sorted(wanted)}


def _set_archived(activity: Activity, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        current = _locked(activity, by)
        if (current.archived_at is None) == (at is None):
            return
        current.archived_at = at
        current.save(update_fields=["archived_at"])
        _record(verb, current, by=by, now=now)


def _record(
    verb: str,
    activity: Activity,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    if activity.opportunity_id is not None:
        Opportunity.objects.filter(pk=activity.opportunity_id).update(changed_at=now)
    told = {"opportunity": activity.opportunity_id, "account": activity.account_id}
    record_event(
        verb,
        record="activity",
        record_id=activity.pk,
        by=by,
        now=now,
        before=_plain(before or {}),
        after=_plain(after or {}) | told,
    )


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    return {field: value.isoformat() if isinstance(value, datetime) else value for field, value in fields.items()}
