"""Following a contact up: enrolling, each attempt, the answer, the end."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.cadences.actions.refusals import refuse_contact
from trimtab.cadences.models import Cadence, CadenceStep, Enrolment, Refusal, Touch
from trimtab.cadences.policy import RELATED, require_enrolment_edit, require_following_up
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_action, complete_action, drop_action
from trimtab.objectives.policy import editable_actions
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity
from trimtab.people.models import User
from trimtab.playbook.models import Channel

End, Result = Enrolment.End, Touch.Result
Kind, Direction = Activity.Kind, Activity.Direction
# A letter through a social network is kept as a note to the customer: activities know no such kind.
KINDS = {
    Channel.EMAIL: Kind.EMAIL,
    Channel.PHONE: Kind.CALL,
    Channel.SOCIAL: Kind.NOTE,
    Channel.IN_PERSON: Kind.MEETING,
    Channel.VIRTUAL: Kind.MEETING,
}
SOME = 500


def enrol(
    contact: Contact,
    cadence: Cadence,
    *,
    person: User,
    begin_on: date,
    opportunity: Opportunity | None = None,
    by: User,
    now: datetime,
) -> Enrolment:
    """Follow a contact up by a cadence; the first attempt becomes an action of that person.

    Raises:
        PermissionDenied: `by` does not work with the contact, or only reads the opportunity.
        ValidationError: the contact wants to be left alone, is followed up already, or has no account; the cadence is
            archived or without attempts; the opportunity is another account's.
    """
    with transaction.atomic():
        require_following_up(by, contact, opportunity=opportunity)
        current = locked(Contact.objects.select_related("account"), contact.pk)
        cadence = locked(Cadence.objects.all(), cadence.pk)
        _require_free(current, cadence, opportunity)
        made = Enrolment(cadence=cadence, contact=current, opportunity=opportunity, account=current.account)
        made.person, made.started_at, made.next_on = person, now, begin_on
        step = cadence.steps.order_by("position").first()
        if step is None:
            raise ValidationError(_("This cadence has no attempt. Choose another one."))
        made.next_on = begin_on + timedelta(days=step.days)
        made.save()
        _plan(made, step, by=by, now=now)
        after = {"cadence": cadence.pk, "contact": current.pk, "opportunity": made.opportunity_id}
        record_event("contact.enrolled", record="enrolment", record_id=made.pk, by=by, now=now, after=after)
    return made


def log_touch(
    enrolment: Enrolment,
    *,
    channel: str,
    result: str,
    note: str = "",
    number: int | None = None,
    by: User,
    now: datetime,
) -> Touch | None:
    """An attempt was made: it is logged as an activity, and the next one is planned unless something stops it.

    Args:
        channel: by which it was made, whatever the cadence says.
        result: what came at once; an answer is logged as an activity from the customer.
        number: of the attempt that the person saw as the next one; where another one was logged meanwhile, nothing
            is written and None comes back: a button that is pressed twice makes one attempt.

    Raises:
        PermissionDenied: `by` does not work with the contact.
        ValidationError: it has ended.
    """
    channel, result = Channel(channel), Result(result)
    with transaction.atomic():
        current = locked(Enrolment.objects.select_related(*RELATED), enrolment.pk)
        require_enrolment_edit(by, current)
        if number is not None and number != current.made + 1:
            return None
        if not current.is_open:
            raise ValidationError(_("This follow-up has ended. Begin a new one if there is a reason."))
        activity = _log(current, channel, result, note=note, by=by, now=now)
        current.made += 1
        touch = Touch.objects.create(
            enrolment=current, activity=activity, number=current.made, channel=channel, result=result
        )
        _close_action(current, by=by, now=now)
        _go_on(current, result, note=note, by=by, now=now)
        after = {"number": touch.number, "channel": str(channel), "result": str(result)}
        record_event("contact.touched", record="enrolment", record_id=current.pk, by=by, now=now, after=after)
    return touch


def stop_enrolment(enrolment: Enrolment, *, because: str, note: str = "", by: User, now: datetime) -> None:
    """It ends: they answered meanwhile, a meeting was agreed, or it is given up for a reason.

    Raises:
        ValidationError: given up without a reason.
    """
    end = End(because)
    with transaction.atomic():
        current = locked(Enrolment.objects.select_related(*RELATED), enrolment.pk)
        require_enrolment_edit(by, current)
        if not current.is_open:
            return
        if end == End.GIVEN_UP and not note:
            raise ValidationError(_("Say why: the next one to look at it will ask."))
        if end in (End.REPLY, End.MEETING):
            _log_answer(current, by=by, now=now)
        if end in (End.COMPLAINT, End.OPT_OUT):
            refuse_contact(current.contact, kind=str(end), note=note, by=by, now=now)
            return
        _end(current, end, note=note, by=by, now=now)


def note_answers(*, now: datetime) -> int:
    """End what was answered outside of the cadence: something came from the contact since it was begun; how many."""
    came = ActivityParty.objects.filter(
        contact=OuterRef("contact"),
        activity__archived_at=None,
        activity__at__gt=OuterRef("started_at"),
        activity__at__lte=now,
    )
    met = Q(activity__direction=Direction.MUTUAL, activity__kind__in=(Kind.MEETING, Kind.CALL))
    came = came.filter(Q(activity__direction=Direction.IN) | met).exclude(activity__touch__result=Result.NOTHING)
    found = Enrolment.objects.filter(Exists(came), ended_at=None).values_list("pk", flat=True)
    for pk in (ids := list(found[:100_000])):
        with transaction.atomic():
            current = locked(Enrolment.objects.select_related(*RELATED), pk)
            if current.is_open:
                _end(current, End.REPLY, note="", by=None, now=now)
    return len(ids)


def end_of_contact(contact: Contact, *, because: str, by: User, now: datetime) -> None:
    """End all that runs with a contact who wants to be left alone. Call it in a transaction."""
    for pk in Enrolment.objects.filter(contact=contact, ended_at=None).values_list("pk", flat=True):
        _end(locked(Enrolment.objects.select_related(*RELATED), pk), End(because), note="", by=by, now=now)


def _require_free(contact: Contact, cadence: Cadence, opportunity: Opportunity | None) -> None:
    if contact.account is None:
        raise ValidationError(_("This contact belongs to no account. Give it one first: attempts are logged there."))
    if opportunity is not None and opportunity.account_id != contact.account_id:
        raise ValidationError(_("%(record)s belongs to another account.") % {"record": opportunity})
    if contact.archived_at is not None or contact.left_on is not None:
        raise ValidationError(_("%(name)s is not there any more.") % {"name": contact})
    if cadence.archived_at is not None:
        raise ValidationError(_("This cadence is not in use any more. Choose another one."))
    refusal = Refusal.objects.filter(contact=contact, lifted_at=None).first()
    if refusal is not None:
        raise ValidationError(
            _("%(name)s is to be left alone: %(kind)s.") % {"name": contact, "kind": refusal.get_kind_display().lower()}
        )
    if Enrolment.objects.filter(contact=contact, ended_at=None).exists():
        raise ValidationError(_("%(name)s is followed up already. One at a time is enough.") % {"name": contact})


def _plan(enrolment: Enrolment, step: CadenceStep, *, by: User, now: datetime) -> None:
    """The next attempt as an action of whoever follows up."""
    said = {"number": enrolment.made + 1, "channel": step.get_channel_display(), "name": enrolment.contact.name}
    enrolment.action = add_action(
        fields={
            "subject": _("Follow-up %(number)s, %(channel)s: %(name)s") % said,
            "note": step.say,
            "assignee": enrolment.person or by,
            "due_on": enrolment.next_on,
            "opportunity": enrolment.opportunity,
            "account": enrolment.contact.account,
            "contact": enrolment.contact,
            "origin_record": "enrolment",
            "origin_id": enrolment.pk,
        },
        by=by,
        now=now,
    )
    enrolment.save()


def _log(
    enrolment: Enrolment, channel: Channel, result: Touch.Result, *, note: str, by: User, now: datetime
) -> Activity:
    answered = result in (Result.REPLY, Result.MEETING)
    together = answered and channel in (Channel.PHONE, Channel.IN_PERSON, Channel.VIRTUAL)
    fields = {
        "kind": KINDS[channel],
        "direction": Direction.MUTUAL if together else Direction.OUT,
        "subject": (note or enrolment.cadence.name)[:300],
        "at": now,
        "outcome": str(result.label),
    }
    activity = _logged(enrolment, fields, by=by, now=now)
    if answered and not together:
        _log_answer(enrolment, by=by, now=now, kind=KINDS[channel])
    return activity


def _log_answer(enrolment: Enrolment, *, by: User, now: datetime, kind: Activity.Kind = Kind.NOTE) -> None:
    fields = {"kind": kind, "direction": Direction.IN, "subject": _("Answer"), "at": now}
    _logged(enrolment, fields, by=by, now=now)


def _logged(enrolment: Enrolment, fields: dict[str, object], *, by: User, now: datetime) -> Activity:
    about = {"opportunity": enrolment.opportunity} if enrolment.opportunity else {"account": enrolment.contact.account}
    return log_activity(fields=fields, contacts=[enrolment.contact], by=by, now=now, **about)


def _go_on(enrolment: Enrolment, result: Touch.Result, *, note: str, by: User, now: datetime) -> None:
    """The next attempt, or the end with its reason."""
    if result in (Result.OPT_OUT, Result.COMPLAINT):
        enrolment.save()
        refuse_contact(enrolment.contact, kind=str(result), note=note, by=by, now=now)
        return
    if result == Result.REPLY or (result == Result.MEETING and enrolment.cadence.stop_on_meeting):
        _end(enrolment, End(result), note=note, by=by, now=now)
        return
    step = enrolment.cadence.steps.filter(position__gt=enrolment.made).order_by("position").first()
    if step is None:
        _end(enrolment, End.FINISHED if result == Result.NOTHING else End(result), note=note, by=by, now=now)
        return
    today = now.astimezone(Organisation.get().zone).date()
    enrolment.next_on = today + timedelta(days=step.days)
    _plan(enrolment, step, by=by, now=now)


def _end(enrolment: Enrolment, end: Enrolment.End, *, note: str, by: User | None, now: datetime) -> None:
    enrolment.ended_at, enrolment.ended_because, enrolment.next_on, enrolment.note = now, end, None, note
    _close_action(enrolment, by=by, now=now, reason=str(end.label))
    enrolment.save()
    after = {"because": str(end)}
    record_event("contact.followed_up", record="enrolment", record_id=enrolment.pk, by=by, now=now, after=after)


def _close_action(enrolment: Enrolment, *, by: User | None, now: datetime, reason: str = "") -> None:
    """The action of the attempt: done when it was made, dropped when it is not wanted any more.

    The system acts for whoever follows up, who may always close an own action.
    """
    action, doer = enrolment.action, by or enrolment.person
    enrolment.action = None
    if action is None or not action.is_open or doer is None or not editable_actions(doer, [action]):
        return
    if reason:
        drop_action(action, reason=reason, by=doer, now=now)
    else:
        complete_action(action, by=doer, now=now)
