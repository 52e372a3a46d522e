"""After a call: what came of it, who promised what, what is confirmed now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.calls.models import Call, Channel, Commitment, Outcome
from trimtab.calls.policy import RELATED, require_call_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.models import Organisation
from trimtab.discovery.actions import set_state
from trimtab.discovery.models import Insight, State
from trimtab.objectives.actions import add_action, move_action
from trimtab.objectives.models import Action
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Activity
from trimtab.people.models import User

KINDS = {
    Channel.PHONE: Activity.Kind.CALL,
    Channel.VIDEO: Activity.Kind.MEETING,
    Channel.ON_SITE: Activity.Kind.MEETING,
    Channel.WRITTEN: Activity.Kind.EMAIL,
}


@dataclass(frozen=True)
class Promised:
    """A step that one side promised. contact: who of theirs promised it, or whom ours is for."""

    side: str
    text: str
    due_on: date | None = None
    contact: Contact | None = None


def debrief_call(call: Call, *, outcome: str, by: User, now: datetime) -> Call:
    """Say what came of a call; returns it as it is now. The first time, it is logged as an activity.

    Said again with another outcome, the later word stands and both are in the audit.

    Raises:
        PermissionDenied: `by` may not change the call.
        ValidationError: it is still to come, or was called off.
    """
    said = Outcome(outcome)
    with transaction.atomic():
        current = locked(Call.objects.select_related(*RELATED), call.pk)
        require_call_edit(by, current)
        _require_held(current, now=now)
        if current.outcome == said:
            return current
        before = {"outcome": current.outcome}
        if current.activity_id is None:
            current.activity = _log(current, said, by=by, now=now)
        current.outcome, current.debriefed_at, current.debriefed_by = said, now, by
        current.changed_at = now
        current.save(update_fields=["activity", "outcome", "debriefed_at", "debriefed_by", "changed_at"])
        after = {"outcome": said.value, "activity": current.activity_id}
        record_event("call.debriefed", record="call", record_id=call.pk, by=by, now=now, before=before, after=after)
    return current


def reopen_debrief(call: Call, *, by: User, now: datetime) -> Call:
    """Take the outcome back; commitments, and the activity that was logged, stay."""
    with transaction.atomic():
        current = locked(Call.objects.select_related(*RELATED), call.pk)
        require_call_edit(by, current)
        if not current.is_debriefed:
            return current
        before = {"outcome": current.outcome}
        current.outcome, current.debriefed_at, current.debriefed_by, current.changed_at = "", None, None, now
        current.save(update_fields=["outcome", "debriefed_at", "debriefed_by", "changed_at"])
        record_event("call.debrief_taken_back", record="call", record_id=call.pk, by=by, now=now, before=before)
    return current


def note_learned(call: Call, *, learned: str, gained: bool | None, by: User, now: datetime) -> Call:
    """What we learned, and whether the customer gained something from the time."""
    with transaction.atomic():
        current = locked(Call.objects.select_related(*RELATED), call.pk)
        require_call_edit(by, current)
        if (current.learned, current.gained) == (learned, gained):
            return current
        before = {"learned": current.learned, "gained": current.gained}
        current.learned, current.gained, current.changed_at = learned, gained, now
        current.save(update_fields=["learned", "gained", "changed_at"])
        after = {"learned": learned, "gained": gained}
        record_event("call.learned", record="call", record_id=call.pk, by=by, now=now, before=before, after=after)
    return current


def note_commitment(call: Call, promised: Promised, *, by: User, now: datetime) -> Commitment:
    """What one side promised, kept track of as an action: ours to do, theirs to wait for. Said twice, it is once.

    Raises:
        PermissionDenied: `by` may not change the call.
        ValidationError: the person is of another account.
    """
    with transaction.atomic():
        current = locked(Call.objects.select_related(*RELATED), call.pk)
        require_call_edit(by, current)
        found = Commitment.objects.filter(
            call=current, side=promised.side, text=promised.text, due_on=promised.due_on
        ).first()
        if found is not None:
            return found
        made = Commitment.objects.create(
            call=current,
            side=promised.side,
            text=promised.text,
            contact=promised.contact,
            due_on=promised.due_on,
            action=_tracked(current, promised, by=by, now=now),
            created_at=now,
        )
        after = {"side": made.side, "text": made.text, "due_on": made.due_on.isoformat() if made.due_on else None}
        record_event("call.commitment_noted", record="call", record_id=call.pk, by=by, now=now, after=after)
    return made


def confirm_insight(call: Call, insight: Insight, *, told_by: Contact | None, by: User, now: datetime) -> Insight:
    """The customer confirmed it in this call: the evidence is what was said there on that day.

    Raises:
        PermissionDenied: `by` may not change the board of the insight.
        ValidationError: the insight is not one that this call was to confirm.
    """
    if not call.insights.filter(pk=insight.pk).exists():
        raise ValidationError(_("This call was not about that. Add it to the call first."))
    day = call.starts_at.astimezone(Organisation.get().zone).date()
    heard = {"kind": "said", "note": call.title, "told_by": told_by, "happened_on": day}
    return set_state(insight, state=State.CONFIRMED, evidence=heard, by=by, now=now)


def _require_held(call: Call, *, now: datetime) -> None:
    if call.is_canceled:
        raise ValidationError(_("This call was called off. Hold it after all before you say what came of it."))
    if not call.is_over(now):
        raise ValidationError(_("This call is still to come. What came of it is said afterwards."))


def _log(call: Call, outcome: Outcome, *, by: User, now: datetime) -> Activity:
    contacts = Contact.objects.filter(calls__call=call)
    fields: Mapping[str, object] = {
        "kind": KINDS[Channel(call.channel)],
        "direction": Activity.Direction.MUTUAL,
        "subject": call.title,
        "at": call.starts_at,
        "minutes": call.minutes,
        "outcome": str(outcome.label),
    }
    return log_activity(
        fields=fields, opportunity=call.opportunity, account=call.account, contacts=contacts, by=by, now=now
    )


def _tracked(call: Call, promised: Promised, *, by: User, now: datetime) -> Action:
    """The action: ours is to do, theirs is waited for by whoever noted it."""
    fields: Mapping[str, object] = {
        "subject": promised.text,
        "due_on": promised.due_on,
        "contact": promised.contact,
        "opportunity": call.opportunity,
        "account": call.customer,
        "assignee": by,
        "origin_record": "call",
        "origin_id": call.pk,
    }
    action = add_action(fields=fields, by=by, now=now)
    if promised.side == Commitment.Side.THEIRS:
        return move_action(action, status=Action.Status.WAITING, by=by, now=now)
    return action
