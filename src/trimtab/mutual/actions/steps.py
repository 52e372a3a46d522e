"""Steps are added, changed, done, moved, taken off and put back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import require_version
from trimtab.mutual.actions.plans import locked_plan, touch
from trimtab.mutual.models import MutualPlan, PlanPerson, Side, Step, require_no_circle
from trimtab.people.models import User

MOST_STEPS = 100
SEEN = ("changed_at",)  # what a version of a step is made of: a change of any field, or of what it waits for, sets it


def add_step(
    plan: MutualPlan, *, fields: Mapping[str, object], by: User, now: datetime, today: date, after: Iterable[Step] = ()
) -> Step:
    """A step at the end of the plan.

    Raises:
        ValidationError: it belongs to people or steps of another plan, or there are too many.
    """
    with transaction.atomic():
        current = locked_plan(plan.pk, by)
        standing = current.steps.filter(removed_at=None)
        if standing.count() >= MOST_STEPS:
            raise ValidationError(_("A plan has %(most)d steps at most.") % {"most": MOST_STEPS})
        last = current.steps.aggregate(last=Max("position"))["last"] or 0
        step = Step(plan=current, position=last + 1, changed_at=now, **fields)
        waits = list(after)
        _require_own(step, waits)
        _date_status(step, was=Step.Status.NOT_STARTED, today=today)
        step.save()
        step.after.set(waits)
        touch(current, now=now)
        _record("mutual_step.added", step, by=by, now=now, after=_plain(step, waits))
    return step


def edit_step(
    step: Step,
    *,
    changes: Mapping[str, object],
    by: User,
    now: datetime,
    today: date,
    after: Iterable[Step] | None = None,
    seen: str | None = None,
) -> Step:
    """Change a step; returns it as it is now.

    Args:
        after: the steps that it waits for from now on; None: as before.
        seen: version of SEEN that the person saw; None: whatever is there is overwritten.

    Raises:
        ChangedMeanwhile: it is not as it was `seen`.
        ValidationError: it would wait for itself, or belongs to people of another plan.
    """
    with transaction.atomic():
        plan = locked_plan(step.plan_id, by)
        current = locked(Step.objects.select_related("ours", "theirs"), step.pk)
        require_version(current, SEEN, seen=seen)
        waited = list(current.after.all())
        waits = waited if after is None else list(after)
        before, was = _plain(current, waited), current.status
        for name, value in changes.items():
            setattr(current, name, value)
        _require_own(current, waits)
        _require_order(plan, current, waits)
        _date_status(current, was=was, today=today)
        changed = {name: value for name, value in _plain(current, waits).items() if before[name] != value}
        if not changed:
            return current
        current.changed_at = now
        current.save()
        current.after.set(waits)
        touch(plan, now=now)
        kept = {name: before[name] for name in changed}
        _record("mutual_step.edited", current, by=by, now=now, before=kept, after=changed)
    return current


def set_step_status(step: Step, *, status: str, by: User, now: datetime, today: date) -> Step:
    """Where the step stands."""
    return edit_step(step, changes={"status": Step.Status(status)}, by=by, now=now, today=today)


def move_step(step: Step, *, by: User, now: datetime, is_up: bool) -> None:
    """Change places with the step above or below; at the end of the list nothing happens."""
    with transaction.atomic():
        plan = locked_plan(step.plan_id, by)
        steps = list(plan.steps.filter(removed_at=None).order_by("position", "pk"))
        place = next((number for number, one in enumerate(steps) if one.pk == step.pk), None)
        other = None if place is None else place + (-1 if is_up else 1)
        if place is None or other is None or not 0 <= other < len(steps):
            return
        steps[place], steps[other] = steps[other], steps[place]
        for position, one in enumerate(steps, 1):
            one.position = position
        Step.objects.bulk_update(steps, ["position"])
        touch(plan, now=now)
        before, after = {"position": place + 1}, {"position": other + 1}
        _record("mutual_step.moved", step, by=by, now=now, before=before, after=after)


def remove_step(step: Step, *, by: User, now: datetime) -> None:
    """Off the plan, with what was said of it; nothing waits for it any more. It can be put back."""
    with transaction.atomic():
        plan = locked_plan(step.plan_id, by)
        if not Step.objects.filter(pk=step.pk, removed_at=None).update(removed_at=now):
            return
        touch(plan, now=now)
        _record("mutual_step.removed", step, by=by, now=now, before={"step": step.pk, "title": step.title})


def restore_step(step: Step, *, by: User, now: datetime) -> None:
    """On the plan again, where it was."""
    with transaction.atomic():
        plan = locked_plan(step.plan_id, by)
        if not Step.objects.filter(pk=step.pk).exclude(removed_at=None).update(removed_at=None):
            return
        touch(plan, now=now)
        _record("mutual_step.restored", step, by=by, now=now, after={"step": step.pk, "title": step.title})


def mark(step: Step, *, status: str, now: datetime, today: date) -> None:
    """Set the status of a locked step, with the days that follow from it."""
    was, step.status = step.status, Step.Status(status)
    _date_status(step, was=was, today=today)
    step.changed_at = now
    step.save(update_fields=["status", "begun_on", "done_on", "changed_at"])


def _date_status(step: Step, *, was: str, today: date) -> None:
    """Keep when it began and when it was done: what nobody said began when the last step before it was done."""
    if step.status == was:
        return
    if step.status in {Step.Status.IN_PROGRESS, Step.Status.BLOCKED} and step.begun_on is None:
        step.begun_on = today
    if step.status == Step.Status.NOT_STARTED:
        step.begun_on = None
    step.done_on = today if step.status == Step.Status.DONE else None
    if step.is_done and step.begun_on is None and step.pk is not None:
        done = step.after.filter(removed_at=None).aggregate(last=Max("done_on"))["last"]
        step.begun_on = min(done or step.plan.made_at.date(), today)


def _require_own(step: Step, waits: Iterable[Step]) -> None:
    for person, side in ((step.ours, Side.OURS), (step.theirs, Side.THEIRS)):
        if person is not None and (person.plan_id != step.plan_id or person.side != side):
            raise ValidationError(_("The owner is not on this side of the plan. Choose somebody who is."))
    if any(one.plan_id != step.plan_id for one in waits):
        raise ValidationError(_("A step waits for steps of its own plan only."))


def _require_order(plan: MutualPlan, step: Step, waits: Iterable[Step]) -> None:
    titles = {one.pk: one.title for one in plan.steps.all()}
    waits_for: dict[int, set[int]] = {pk: set() for pk in titles}
    through = Step.after.through.objects.filter(from_step__plan=plan).exclude(from_step=step.pk)
    for waiting, other in through.values_list("from_step_id", "to_step_id"):
        waits_for[waiting].add(other)
    waits_for[step.pk] = {one.pk for one in waits}
    require_no_circle(waits_for, titles)


def _plain(step: Step, waits: Iterable[Step]) -> dict[str, object]:
    owners = {side: getattr(step, side) for side in ("ours", "theirs")}
    texts = {name: str(getattr(step, name)) for name in ("kind", "shipped", "task", "status", "note", "internal_note")}
    return (
        texts
        | {side: person.pk if isinstance(person, PlanPerson) else None for side, person in owners.items()}
        | {"due_on": step.due_on.isoformat() if step.due_on else None, "after": sorted(one.pk for one in waits)}
    )


def _record(
    verb: str,
    step: Step,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(
        verb, record="mutual_plan", record_id=step.plan_id, by=by, now=now, before=before,
        after={"step": step.pk} | dict(after or {}),
    )  # fmt: skip
