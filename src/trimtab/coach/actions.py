"""Answering findings. Each checks who acts, changes, and records it, in one step. The reason stays the person's own."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.coach.models import LEADS, Answer, Firing
from trimtab.coach.policy import Subject, require_answerable
from trimtab.coach.queries import Advice
from trimtab.core.audit import record_event
from trimtab.opportunities.actions import edit_activity, edit_opportunity, log_activity
from trimtab.opportunities.models import Activity, Lead, Opportunity, Stage
from trimtab.outcomes.actions import DebriefChanged, say_ours
from trimtab.people.models import User


@dataclass(frozen=True)
class Asked:
    """One finding that is answered: its kind, its record, and the data it rested on."""

    kind: str
    subject: Subject
    about: str


def put_off(
    asked: Sequence[Asked], *, until_on: date, reason: str, by: User, now: datetime, today: date
) -> list[Answer]:
    """Let findings rest until a day; all of one record together.

    Raises:
        PermissionDenied: `by` does not see one of the records.
        ValidationError: the day is not ahead.
    """
    if until_on <= today:
        raise ValidationError(_("Put it off until a day that is still to come."))
    with transaction.atomic():
        return [_answer(one, Answer.Choice.PUT_OFF, reason=reason, until_on=until_on, by=by, now=now) for one in asked]


def refuse(asked: Asked, *, reason: str, by: User, now: datetime) -> Answer:
    """Say that a finding is not useful, and why. It stays away as long as its data stay.

    Raises:
        PermissionDenied: `by` does not see the record.
    """
    with transaction.atomic():
        return _answer(asked, Answer.Choice.REFUSED, reason=reason, by=by, now=now)


def note_prepared(asked: Asked, *, by: User, now: datetime) -> Answer:
    """A meeting is prepared."""
    with transaction.atomic():
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def keep_task(asked: Asked, *, outcome: str, by: User, now: datetime) -> Answer:
    """A task is done."""
    assert isinstance(asked.subject, Activity)
    with transaction.atomic():
        edit_activity(asked.subject, changes={"done_at": now, "outcome": outcome}, by=by, now=now)
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def set_close_date(asked: Asked, *, close_on: date, seen_at: datetime | None, by: User, now: datetime) -> Answer:
    """Give the opportunity another close date.

    Raises:
        OpportunityChanged: somebody changed it after `seen_at`; nothing was written.
    """
    return _edit(asked, {"close_on": close_on}, seen_at=seen_at, by=by, now=now)


def move_on(asked: Asked, *, stage: Stage, seen_at: datetime | None, by: User, now: datetime) -> Answer:
    """Give the opportunity another stage.

    Raises:
        OpportunityChanged: somebody changed it after `seen_at`; nothing was written.
    """
    return _edit(asked, {"stage": stage}, seen_at=seen_at, by=by, now=now)


def log_step(asked: Asked, *, kind: str, subject: str, at: datetime, by: User, now: datetime) -> Answer:
    """Log what happened, or what is planned, with the opportunity."""
    assert isinstance(asked.subject, Opportunity)
    together = kind in {Activity.Kind.CALL, Activity.Kind.MEETING}
    direction = Activity.Direction.MUTUAL if together else Activity.Direction.OUT
    fields = {"kind": kind, "subject": subject, "at": at, "direction": direction}
    with transaction.atomic():
        log_activity(fields=fields, opportunity=asked.subject, by=by, now=now)
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def plan_try(asked: Asked, *, kind: str, subject: str, at: datetime, by: User, now: datetime) -> Answer:
    """Plan one more try to reach the buyer, or a colleague's introduction: it goes out, nobody has answered it yet."""
    assert isinstance(asked.subject, Opportunity)
    fields = {"kind": kind, "subject": subject, "at": at, "direction": Activity.Direction.OUT}
    with transaction.atomic():
        log_activity(fields=fields, opportunity=asked.subject, by=by, now=now)
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def touch_lead(asked: Asked, *, by: User, now: datetime) -> Answer:
    """Somebody reached out to the lead; the first time is kept."""
    assert isinstance(asked.subject, Lead)
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=asked.subject.pk)
        if lead.first_touch_at is None:
            lead.first_touch_at = lead.changed_at = now
            lead.save(update_fields=["first_touch_at", "changed_at"])
            record_event("lead.touched", record="lead", record_id=lead.pk, by=by, now=now)
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def say_why(asked: Asked, *, reason: str, by: User, now: datetime) -> Answer:
    """Say in one word why the deal ended. Where somebody said more in the meantime, that stands.

    Raises:
        ValidationError: the deal is open, or the reason is none of its end.
    """
    assert isinstance(asked.subject, Opportunity)
    said: dict[str, Any] = {"competitor": None, "text": "", "differently": "", "by": by, "now": now}
    with transaction.atomic():
        with suppress(DebriefChanged):
            say_ours(asked.subject, reasons=[reason], **said)
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def note_firings(advice: Iterable[Advice], *, now: datetime) -> int:
    """Note advice on the day it is first given, so that what came of it can be read later; how many are new."""
    firings = [
        Firing(
            kind=one.kind,
            opportunity_id=None if one.kind in LEADS else one.of_id,
            lead_id=one.of_id if one.kind in LEADS else None,
            owner_id=one.owner_id,
            about=one.about,
            worth=None if one.worth is None else Decimal(round(one.worth)),
            chance=one.chance,
            at=now,
        )
        for one in advice
    ]
    with transaction.atomic():
        Firing.objects.bulk_create(firings, batch_size=1000, ignore_conflicts=True)
        new = Firing.objects.filter(at=now).count()
        if new:
            record_event("advice.given", record="advice", record_id=None, by=None, now=now, after={"count": new})
    return new


def withdraw(answer: Answer, *, by: User, now: datetime) -> None:
    """Take an answer back, with those given in the same act: the findings return, if they still hold."""
    with transaction.atomic():
        for one in Answer.objects.standing().filter(person=answer.person_id, at=answer.at):
            one.withdrawn_at = now
            one.save(update_fields=["withdrawn_at"])
            _record("advice.taken_back", one, by=by, now=now)


def _edit(asked: Asked, changes: dict[str, object], *, seen_at: datetime | None, by: User, now: datetime) -> Answer:
    assert isinstance(asked.subject, Opportunity)
    with transaction.atomic():
        edit_opportunity(asked.subject, changes=changes, by=by, now=now, seen_at=seen_at)
        return _answer(asked, Answer.Choice.DONE, by=by, now=now)


def _answer(
    asked: Asked, choice: Answer.Choice, *, by: User, now: datetime, reason: str = "", until_on: date | None = None
) -> Answer:
    require_answerable(by, asked.subject)
    answer = Answer.objects.create(
        person=by,
        opportunity=asked.subject if isinstance(asked.subject, Opportunity) else None,
        activity=asked.subject if isinstance(asked.subject, Activity) else None,
        lead=asked.subject if isinstance(asked.subject, Lead) else None,
        kind=asked.kind,
        about=asked.about,
        answer=choice,
        until_on=until_on,
        reason=reason,
        at=now,
    )
    _record(VERBS[choice], answer, by=by, now=now)
    return answer


VERBS = {
    Answer.Choice.DONE: "advice.done",
    Answer.Choice.PUT_OFF: "advice.put_off",
    Answer.Choice.REFUSED: "advice.refused",
}


def _record(verb: str, answer: Answer, *, by: User, now: datetime) -> None:
    """The audit learns what was answered to; the reason is nobody else's business."""
    record = "opportunity" if answer.opportunity_id else "activity" if answer.activity_id else "lead"
    record_id = answer.opportunity_id or answer.activity_id or answer.lead_id
    record_event(verb, record=record, record_id=record_id, by=by, now=now, after={"finding": answer.kind})
