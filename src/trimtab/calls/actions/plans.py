"""Plans of calls: made, changed, called off."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.actions import plain
from trimtab.accounts.models import Account, Contact
from trimtab.calls.commitments import verdict_on
from trimtab.calls.models import Attendee, Call
from trimtab.calls.policy import RELATED, require_call_edit, require_planning
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.discovery.models import Insight
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User

# What the invitation and the agenda show: a change of one of these is a new version of the invitation.
INVITED = ("title", "starts_at", "zone", "minutes", "channel", "place", "purpose", "points", "preparation")
QUESTIONS = ("situation", "problem", "implication", "payoff")
OURS = ("step", "reason", "ask", "best", "minimum", "opening", *QUESTIONS, "risks", "answers", "expectation",
        "material")  # fmt: skip
FACTS = (*INVITED, *OURS)
PEOPLE = ("contacts", "colleagues", "insights")


class CallChanged(Exception):
    """Somebody changed the call since it was read; nothing was written. `call` is as it is now."""

    def __init__(self, call: Call) -> None:
        super().__init__(_("The call was changed in the meantime."))
        self.call = call


def plan_call(
    *,
    fields: Mapping[str, object],
    by: User,
    now: datetime,
    opportunity: Opportunity | None = None,
    account: Account | None = None,
    activity: Activity | None = None,
    follows: Call | None = None,
) -> Call:
    """A call with an opportunity or, without one, with an account. Whoever plans it leads it.

    Args:
        fields: any of FACTS, and contacts, colleagues, insights.
        activity: the meeting of a calendar that it prepares; at most one call prepares one.
        follows: the call in whose debrief it was agreed.

    Raises:
        PermissionDenied: `by` only reads what it is with.
        ValidationError: somebody is of another account, or the meeting has a call already.
    """
    _require_known(fields)
    with transaction.atomic():
        require_planning(by, opportunity=opportunity, account=account)
        _require_free(activity)
        facts = {name: value for name, value in fields.items() if name in FACTS}
        call = Call(
            opportunity=opportunity,
            account=None if opportunity else account,
            owner=by,
            activity=activity,
            follows=follows,
            added_by=by,
            created_at=now,
            changed_at=now,
            **facts,
        )
        call.planned_at = now if has_plan(call) and now <= call.starts_at else None
        call.save()
        people = _set_people(call, fields)
        after = {name: plain(getattr(call, name)) for name in facts} | people
        after |= {"opportunity": call.opportunity_id, "account": call.account_id}
        record_event("call.planned", record="call", record_id=call.pk, by=by, now=now, after=after)
    return call


def edit_call(
    call: Call, *, changes: Mapping[str, object], by: User, now: datetime, seen_at: datetime | None = None
) -> Call:
    """Change a call; returns it as it is now.

    Args:
        changes: any of FACTS, and contacts, colleagues, insights; what equals the present value is left out.
        seen_at: `changed_at` of the call that the person saw; None: whatever is there is overwritten.

    Raises:
        CallChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
        ValidationError: somebody is of another account.
    """
    _require_known(changes)
    with transaction.atomic():
        current = locked(Call.objects.select_related(*RELATED), call.pk)
        require_call_edit(by, current)
        if seen_at is not None and current.changed_at != seen_at:
            raise CallChanged(current)
        changed = [name for name in FACTS if name in changes and getattr(current, name) != changes[name]]
        before = {name: plain(getattr(current, name)) for name in changed}
        for name in changed:
            setattr(current, name, changes[name])
        people = _set_people(current, changes)
        if not changed and not people:
            return current
        if set(changed) & set(INVITED) or {"contacts", "colleagues"} & set(people):
            current.sequence += 1
        current.planned_at = _planned_at(current, now=now)
        current.changed_at = now
        current.save()
        after = {name: plain(getattr(current, name)) for name in changed} | people
        record_event("call.edited", record="call", record_id=call.pk, by=by, now=now, before=before, after=after)
    return current


def call_off(call: Call, *, by: User, now: datetime) -> Call:
    """It does not take place; the invitation then says so."""
    return _set_canceled(call, "call.called_off", at=now, by=by, now=now)


def hold_call_after_all(call: Call, *, by: User, now: datetime) -> Call:
    """It takes place after all."""
    return _set_canceled(call, "call.restored", at=None, by=by, now=now)


def has_plan(call: Call) -> bool:
    """What a plan needs at least: why the customer comes, one step that the customer is asked for, one question."""
    asked = any(getattr(call, name).strip() for name in QUESTIONS)
    is_step = any(verdict_on(text).is_step_of_theirs for text in (call.best, call.minimum))
    return bool(call.purpose.strip()) and asked and is_step


def _planned_at(call: Call, *, now: datetime) -> datetime | None:
    """Since when it has a plan. What is written after the call is no plan of it."""
    if not has_plan(call):
        return None if not call.is_over(now) else call.planned_at
    if call.planned_at is None and now <= call.starts_at:
        return now
    return call.planned_at


def _set_canceled(call: Call, verb: str, *, at: datetime | None, by: User, now: datetime) -> Call:
    with transaction.atomic():
        current = locked(Call.objects.select_related(*RELATED), call.pk)
        require_call_edit(by, current)
        if current.is_canceled == (at is not None):
            return current
        current.canceled_at, current.changed_at = at, now
        current.sequence += 1
        current.save(update_fields=["canceled_at", "changed_at", "sequence"])
        record_event(verb, record="call", record_id=call.pk, by=by, now=now)
    return current


def _set_people(call: Call, fields: Mapping[str, object]) -> dict[str, object]:
    """Bring who takes part and what is to be confirmed to what is named; returns what changed, by ids."""
    changed: dict[str, object] = {}
    for name, column in (("contacts", "contact"), ("colleagues", "user")):
        if name not in fields:
            continue
        wanted = _wanted(call, name, fields[name])
        rows = Attendee.objects.filter(call=call, **{f"{column}__isnull": False})
        here = set(rows.values_list(column, flat=True))
        if here == set(wanted):
            continue
        rows.exclude(**{f"{column}__in": list(wanted)}).delete()
        Attendee.objects.bulk_create(Attendee(call=call, **{column: wanted[pk]}) for pk in wanted if pk not in here)
        changed[name] = sorted(wanted)
    if "insights" in fields:
        chosen = {one.pk for one in fields["insights"] if isinstance(one, Insight)}  # type: ignore[attr-defined]  # rows
        if chosen != set(call.insights.values_list("pk", flat=True)):
            call.insights.set(chosen)
            changed["insights"] = sorted(chosen)
    return changed


def _wanted(call: Call, name: str, given: object) -> dict[int, Contact | User]:
    assert isinstance(given, Iterable)
    wanted: dict[int, Contact | User] = {one.pk: one for one in given}
    if name == "contacts":
        for one in wanted.values():
            if isinstance(one, Contact) and one.account_id != (call.customer.pk if call.customer else None):
                raise ValidationError(_("%(person)s belongs to another account.") % {"person": one})
    wanted.pop(call.owner_id or 0, None) if name == "colleagues" else None
    return wanted


def _require_free(activity: Activity | None) -> None:
    if activity is not None and Call.objects.filter(activity=activity).exists():
        raise ValidationError(_("There is a plan for this meeting already. Open it in place of beginning another."))


def _require_known(fields: Mapping[str, object]) -> None:
    for field in fields:
        if field not in (*FACTS, *PEOPLE):
            raise ValueError(f"A field must be among {', '.join((*FACTS, *PEOPLE))}. Got {field!r}.")
