"""What people answer to findings. The reason stays the person's own."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.objectives.actions import add_action
from trimtab.objectives.models import Action
from trimtab.people.models import User
from trimtab.rulebook.models import Finding, Reply
from trimtab.rulebook.policy import require_answerable

VERBS = {
    Reply.Choice.TAKEN: "finding.taken",
    Reply.Choice.PUT_OFF: "finding.put_off",
    Reply.Choice.REFUSED: "finding.refused",
}


def take_up(finding: Finding, *, fields: Mapping[str, object], by: User, now: datetime) -> Action:
    """Plan what the finding suggests.

    Args:
        fields: subject, intent, contact, due_on; assignee where it is somebody else.

    Raises:
        PermissionDenied: `by` only reads the opportunity.
        ValidationError: the contact belongs to another account.
    """
    with transaction.atomic():
        origin = {"origin_record": "finding", "origin_id": finding.pk, "opportunity": finding.opportunity}
        action = add_action(fields={**fields, **origin}, by=by, now=now)
        _reply(finding, Reply.Choice.TAKEN, action=action, by=by, now=now)
    return action


def put_off(finding: Finding, *, until_on: date, reason: str, by: User, now: datetime, today: date) -> Reply:
    """Let it rest until a day.

    Raises:
        ValidationError: the day is not ahead.
        Http404: `by` does not see the opportunity.
    """
    if until_on <= today:
        raise ValidationError(_("Put it off until a day that is still to come."))
    with transaction.atomic():
        return _reply(finding, Reply.Choice.PUT_OFF, until_on=until_on, reason=reason, by=by, now=now)


def refuse(finding: Finding, *, reason: str, by: User, now: datetime) -> Reply:
    """Say that it is not useful, and why. It stays away from that person as long as its facts stay.

    Raises:
        ValidationError: no reason was given.
        Http404: `by` does not see the opportunity.
    """
    if not reason.strip():
        raise ValidationError(_("Say why: a rule is mended by reasons."))
    with transaction.atomic():
        return _reply(finding, Reply.Choice.REFUSED, reason=reason, by=by, now=now)


def withdraw(reply: Reply, *, by: User, now: datetime) -> None:
    """Take an answer back: the finding is there again, if it still holds. A planned action stays."""
    with transaction.atomic():
        taken_back = Reply.objects.standing().filter(pk=reply.pk, person=by).update(withdrawn_at=now)
        if taken_back:
            _record("finding.answer_taken_back", reply.finding, by=by, now=now)


def _reply(
    finding: Finding,
    choice: Reply.Choice,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    until_on: date | None = None,
    action: Action | None = None,
) -> Reply:
    require_answerable(by, finding)
    reply = Reply.objects.create(
        finding=finding, person=by, about=finding.about, choice=choice, until_on=until_on, reason=reason.strip(),
        action=action, at=now,
    )  # fmt: skip
    _record(VERBS[choice], finding, by=by, now=now)
    return reply


def _record(verb: str, finding: Finding, *, by: User, now: datetime) -> None:
    """The audit learns what was answered to; the reason is nobody else's business."""
    record_event(verb, record="finding", record_id=finding.pk, by=by, now=now, after={"rule": finding.rule})
