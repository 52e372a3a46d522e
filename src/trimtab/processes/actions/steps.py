"""The steps of a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.processes.actions.versions import NoDraft, locked_draft
from trimtab.processes.models import Milestone, ProcessVersion, Step
from trimtab.processes.policy import require_process_edit

WORDS = ("name", "purpose")
FACTS = (*WORDS, "duration", "weight", "threshold", "yellow_from", "green_from")
Record = TypeVar("Record", Step, Milestone)


class StepChanged(Exception):
    """Somebody changed the step or milestone since it was read; nothing was written. `record` is as it is now."""

    def __init__(self, record: Step | Milestone) -> None:
        super().__init__(_("It was changed in the meantime."))
        self.record = record


def add_process_step(version: ProcessVersion, *, fields: Mapping[str, Any], by: User, now: datetime) -> Step:
    """A new step at the end.

    Args:
        fields: FACTS, and stages: those of the pipeline that mean it.

    Raises:
        NoDraft: the version is none any more.
        PermissionDenied: see `policy.require_process_edit`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(version)
        last = draft.steps.aggregate(last=Max("position"))["last"] or 0
        values = {name: fields[name] for name in FACTS if name in fields}
        key = free_key(slugify(values["name"]) or "step", set(draft.steps.values_list("key", flat=True)))
        step = Step.objects.create(version=draft, key=key, position=last + 1, changed_at=now, **values)
        step.stages.set(fields.get("stages", ()))
        _record("process_step.added", draft, by=by, now=now, after={"step": key})
    return step


def edit_process_step(
    step: Step, *, changes: Mapping[str, Any], seen_at: datetime | None = None, by: User, now: datetime
) -> Step:
    """Change a step of a draft; returns it as it is now. Its words are the organisation's from then on.

    Raises:
        NoDraft: its version is none any more.
        PermissionDenied: see `policy.require_process_edit`.
        StepChanged: somebody changed it after `seen_at`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(step.version)
        current = found_in_draft(Step, step.pk)
        if seen_at is not None and current.changed_at != seen_at:
            raise StepChanged(current)
        write_words(current, changes, WORDS)
        for name in set(FACTS) - set(WORDS):
            setattr(current, name, changes.get(name, getattr(current, name)))
        current.changed_at = now
        current.save()
        if "stages" in changes:
            current.stages.set(changes["stages"])
        _record("process_step.edited", draft, by=by, now=now, after={"step": current.key})
    return current


def move_process_step(step: Step, *, earlier: bool, by: User, now: datetime) -> None:
    """One place earlier or later.

    Raises:
        NoDraft, PermissionDenied: see `edit_process_step`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(step.version)
        order = list(draft.steps.order_by("position", "pk"))
        place = next((number for number, one in enumerate(order) if one.pk == step.pk), None)
        other = None if place is None else place + (-1 if earlier else 1)
        if place is None or other is None or not 0 <= other < len(order):
            return
        order[place], order[other] = order[other], order[place]
        for position, one in enumerate(order, 1):
            one.position = position
        Step.objects.bulk_update(order, ["position"])
        _record("process_step.moved", draft, by=by, now=now, after={"step": step.key, "place": other + 1})


def remove_process_step(step: Step, *, by: User, now: datetime) -> None:
    """Take a step out of a draft, with its milestones. Answers to them are kept.

    Raises:
        NoDraft, PermissionDenied: see `edit_process_step`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(step.version)
        Step.objects.filter(pk=step.pk).delete()
        _record("process_step.removed", draft, by=by, now=now, before={"step": step.key})


def free_key(wanted: str, taken: set[str]) -> str:
    """A key that none of them has yet."""
    wanted, number = wanted[:50], 1
    key = wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def found_in_draft(model: type[Record], pk: int) -> Record:
    """The record as it is now, locked.

    Raises:
        NoDraft: it was taken out.
    """
    try:
        return locked(model._default_manager.all(), pk)
    except model.DoesNotExist:
        raise NoDraft from None


def write_words(record: Step | Milestone, changes: Mapping[str, Any], words: tuple[str, ...]) -> None:
    """Write texts where they differ from what is shown; then all of them are the organisation's own."""
    shown = {name: record.words[name] for name in words}
    if all(changes.get(name, text) == text for name, text in shown.items()):
        return
    for name, text in shown.items():
        setattr(record, name, changes.get(name, text))
    record.is_shipped = False


def _record(
    verb: str,
    version: ProcessVersion,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="sales_process", record_id=version.process_id, by=by, now=now, before=before, after=after)
