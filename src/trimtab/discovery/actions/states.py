"""How sure an insight is: confirmed with evidence, done, or open again. The past of it is never rewritten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.discovery.actions.insights import require_board_open
from trimtab.discovery.models import Insight, State, StateChange, ThirdState
from trimtab.discovery.policy import board_of
from trimtab.evidence.actions import add_evidence, withdraw_evidence
from trimtab.evidence.models import Evidence, Kind
from trimtab.people.models import User
from trimtab.people.policy import can_set_up

RELATED = ("account", "division", "opportunity__owner")


def set_state(
    insight: Insight, *, state: str, evidence: Mapping[str, Any] | None = None, by: User, now: datetime
) -> Insight:
    """Confirm an insight, say that it is done, or open it again.

    Confirming needs evidence that is more than our own assumption; confirming again adds some, and it counts as fresh.
    Opened again, what supported it is withdrawn and stays readable.

    Args:
        evidence: kind, note, place, link, told_by, happened_on.

    Raises:
        ValidationError: there is no evidence, or only an assumption; the layer has no third state.
        PermissionDenied: `by` may not change the board it is from.
    """
    _require_evidence(insight, state, evidence)
    with transaction.atomic():
        current = locked(Insight.objects.select_related(*RELATED), insight.pk)
        require_board_open(board_of(current), by)
        before = current.state
        if before == state and not evidence:
            return current
        told_by = (evidence or {}).get("told_by")
        if state == State.UNCONFIRMED:
            _withdraw_all(current, by=by, now=now)
        elif evidence:
            _add(current, state, evidence, by=by, now=now)
        current.state, current.changed_at = state, now
        current.save(update_fields=["state", "changed_at"])
        StateChange.objects.create(
            insight=current, state=state, at=now, by=by, told_by=told_by, note=str((evidence or {}).get("note", ""))
        )
        record_event(
            "insight.state_set",
            record="insight",
            record_id=current.pk,
            by=by,
            now=now,
            before={"state": before},
            after={"state": state, "with": told_by.pk if isinstance(told_by, Contact) else None},
        )
    return current


def set_third_state(*, layer: str, is_offered: bool, label: str, by: User, now: datetime) -> None:
    """Whether a row has a state after confirmed, and what the organisation calls it.

    Raises:
        PermissionDenied: `by` does not set the organisation up.
    """
    with transaction.atomic():
        if not can_set_up(by):
            raise PermissionDenied(_("Only operations and administrators change this."))
        kept, _is_new = ThirdState.objects.get_or_create(layer=layer)
        before, after = (kept.is_offered, kept.label), (is_offered, label)
        if before == after:
            return
        ThirdState.objects.filter(pk=layer).update(is_offered=is_offered, label=label)
        names = ("offered", "label")
        record_event(
            "third_state.set",
            record="third_state",
            record_id=None,
            by=by,
            now=now,
            before=dict(zip(names, before, strict=True)) | {"layer": layer},
            after=dict(zip(names, after, strict=True)) | {"layer": layer},
        )


def _require_evidence(insight: Insight, state: str, evidence: Mapping[str, Any] | None) -> None:
    if state == State.DONE and ThirdState.objects.filter(layer=insight.layer, is_offered=False).exists():
        raise ValidationError(_("This row has no state after confirmed."))
    if state == State.CONFIRMED and (evidence is None or evidence.get("kind") == Kind.ASSUMPTION):
        raise ValidationError(_("Say how you know: an assumption of our own confirms nothing."))


def _add(insight: Insight, state: str, evidence: Mapping[str, Any], *, by: User, now: datetime) -> None:
    fields = {name: value for name, value in evidence.items() if value not in (None, "")}
    # What stands behind a thing that is done stands behind that it was true.
    value = State.CONFIRMED if state == State.DONE else state
    add_evidence(record="insight", record_id=insight.pk, subject="state", value=value, fields=fields, by=by, now=now)


def _withdraw_all(insight: Insight, *, by: User, now: datetime) -> None:
    for one in Evidence.objects.filter(record="insight", record_id=insight.pk, subject="state", withdrawn_at=None):
        withdraw_evidence(one, by=by, now=now)
