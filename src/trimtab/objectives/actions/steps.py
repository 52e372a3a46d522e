"""Changes of actions. Each checks who acts, changes, and records it, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.actions import plain
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.objectives.models import Action
from trimtab.objectives.policy import RELATED, require_action_edit, require_doer, require_planning
from trimtab.people.models import User

LINKS = ("objective", "account", "opportunity", "contact")
FACTS = ("subject", "note", "assignee", "due_on", "priority", "intent", "is_shareable")
STANDING = ("status", "dropped_because")
ORIGIN = ("origin_record", "origin_id")
Status = Action.Status


class ActionChanged(Exception):
    """Somebody changed the action since it was read; nothing was written. `action` is as it is now."""

    def __init__(self, action: Action) -> None:
        super().__init__(_("The action was changed in the meantime."))
        self.action = action


def add_action(*, fields: Mapping[str, object], by: User, now: datetime) -> Action:
    """A new step. Its account is that of its objective, opportunity or contact where none is named.

    Args:
        fields: subject, assignee, due_on, note, priority, intent; objective, account, opportunity, contact;
            origin_record and origin_id: what it is created from.

    Raises:
        PermissionDenied: `by` only reads the record that it is about.
        ValidationError: what it hangs on does not fit together, or the assignee may not see it.
    """
    _require_known(fields, (*LINKS, *FACTS, *ORIGIN))
    with transaction.atomic():
        action = Action(created_at=now, changed_at=now, added_by=by, **{"assignee": by} | dict(fields))
        _settle(action)
        require_planning(by, account=action.account, opportunity=action.opportunity)
        require_doer(by, action.assignee, account=action.account, opportunity=action.opportunity)
        action.save()
        _record("action.added", action, by=by, now=now, after=_plain_values(action, [*fields, "account", "assignee"]))
    return action


def edit_action(
    action: Action, *, changes: Mapping[str, object], by: User, now: datetime, seen_at: datetime | None = None
) -> Action:
    """Change an action; returns it as it is now.

    Args:
        changes: field → value; what equals the present value is left out. A `dropped_because` drops it.
        seen_at: `changed_at` of the action that the person saw; None: whatever is there is overwritten.

    Raises:
        ActionChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
        ValidationError: what it hangs on does not fit together, or the assignee may not see it.
    """
    _require_known(changes, (*LINKS, *FACTS, *STANDING))
    with transaction.atomic():
        current = locked(Action.objects.select_related(*RELATED), action.pk)
        require_action_edit(by, current)
        if seen_at is not None and current.changed_at != seen_at:
            raise ActionChanged(current)
        changed = {name: value for name, value in changes.items() if getattr(current, name) != value}
        if not changed:
            return current
        before = {name: plain(getattr(current, name)) for name in changed}
        for name, value in changed.items():
            setattr(current, name, value)
        _check_again(current, changed, by=by)
        if {"status", "dropped_because"} & set(changed):
            _stand(current, changed, now=now)
        current.changed_at = now
        current.save()
        after = _plain_values(current, changed)
        _record(_verb(changed, current), current, by=by, now=now, before=before, after=after)
    return current


def complete_action(action: Action, *, by: User, now: datetime, seen_at: datetime | None = None) -> Action:
    """It is done."""
    return edit_action(action, changes={"status": Status.DONE}, by=by, now=now, seen_at=seen_at)


def reopen_action(action: Action, *, by: User, now: datetime) -> Action:
    """It is to be done after all."""
    return edit_action(action, changes={"status": Status.TO_DO}, by=by, now=now)


def drop_action(action: Action, *, reason: str, by: User, now: datetime, seen_at: datetime | None = None) -> Action:
    """It will not be done, for a reason.

    Raises:
        ValidationError: without a reason.
    """
    changes = {"status": Status.DROPPED, "dropped_because": reason.strip()}
    return edit_action(action, changes=changes, by=by, now=now, seen_at=seen_at)


def move_action(
    action: Action, *, status: str, reason: str = "", by: User, now: datetime, seen_at: datetime | None = None
) -> Action:
    """Another column of the board; a reason belongs to what is dropped."""
    changes = {"status": Status(status), "dropped_because": reason.strip()}
    return edit_action(action, changes=changes, by=by, now=now, seen_at=seen_at)


def _settle(action: Action) -> None:
    """The account that follows from the rest; refuses what belongs to another one."""
    objective, opportunity, contact = action.objective, action.opportunity, action.contact
    if action.account is None:
        action.account = next((one.account for one in (objective, opportunity, contact) if one and one.account), None)
    for one in (objective, opportunity, contact):
        if one is not None and one.account_id is not None and one.account_id != action.account_id:
            raise ValidationError(_("%(record)s belongs to another account.") % {"record": one})


def _check_again(current: Action, changed: Mapping[str, object], *, by: User) -> None:
    if set(LINKS) & set(changed):
        _settle(current)
        require_planning(by, account=current.account, opportunity=current.opportunity)
    if {*LINKS, "assignee"} & set(changed):
        require_doer(by, current.assignee, account=current.account, opportunity=current.opportunity)


def _stand(action: Action, changed: Mapping[str, object], *, now: datetime) -> None:
    """Bring status, moments and reason together."""
    if action.dropped_because and "status" not in changed:
        action.status = Status.DROPPED
    if action.status != Status.DROPPED:
        action.dropped_because = ""
    elif not action.dropped_because:
        raise ValidationError(_("Say why it will not be done: the next one to look at it will ask."))
    is_closed = action.status in Action.CLOSED
    action.done_at = now if action.status == Status.DONE else None
    action.closed_at = now if is_closed else None


def _verb(changed: Mapping[str, object], action: Action) -> str:
    if not {"status", "dropped_because"} & set(changed):
        return "action.edited"
    words = {Status.DONE: "action.done", Status.DROPPED: "action.dropped"}
    return words.get(Status(action.status), "action.moved")


def _plain_values(action: Action, names: Any) -> dict[str, object]:
    return {name: plain(getattr(action, name)) for name in dict.fromkeys(names)}


def _require_known(fields: Mapping[str, object], allowed: tuple[str, ...]) -> None:
    for field in fields:
        if field not in allowed:
            raise ValueError(f"A field must be among {', '.join(allowed)}. Got {field!r}.")


def _record(
    verb: str,
    action: Action,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="action", record_id=action.pk, by=by, now=now, before=before, after=after)
