"""Versions: a draft is made from what is in use, edited, and published. What was published is never edited."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.processes.models import Milestone, ProcessVersion, SalesProcess, Step
from trimtab.processes.policy import require_process_edit

State = ProcessVersion.State


class NoDraft(ValidationError):
    """What was to be edited is no draft any more: it was published or thrown away meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This version was published or thrown away meanwhile. Make a new draft and change that."))


def draft_version(process: SalesProcess, *, by: User, now: datetime) -> ProcessVersion:
    """The draft of the process: the one there is, else a copy of the version in use.

    Raises:
        PermissionDenied: see `policy.require_process_edit`.
    """
    with transaction.atomic():
        require_process_edit(by)
        current = locked(SalesProcess.objects.all(), process.pk)
        found = current.versions.filter(state=State.DRAFT).first()
        if found is not None:
            return found
        number = (current.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        draft = ProcessVersion.objects.create(process=current, number=number, made_by=by, created_at=now)
        active = current.versions.filter(state=State.ACTIVE).first()
        if active is not None:
            copy_steps(active, draft, now=now)
        record_event(
            "process_version.drafted", record="sales_process", record_id=current.pk, by=by, now=now,
            after={"number": number},
        )  # fmt: skip
    return draft


def publish_version(version: ProcessVersion, *, note: str = "", by: User, now: datetime) -> ProcessVersion:
    """Let new opportunities follow the draft. Open ones stay on theirs until they are moved.

    Raises:
        NoDraft: it is none any more.
        PermissionDenied: see `policy.require_process_edit`.
        ValidationError: it has no step, or a step without a milestone.
    """
    with transaction.atomic():
        require_process_edit(by)
        current = locked_draft(version)
        _require_whole(current)
        current.process.versions.filter(state=State.ACTIVE).update(state=State.ARCHIVED)
        current.state, current.note = State.ACTIVE, note.strip()
        current.published_at, current.published_by = now, by
        current.save(update_fields=["state", "note", "published_at", "published_by"])
        _be_default_if_first(current.process)
        record_event(
            "process_version.published", record="sales_process", record_id=current.process_id, by=by, now=now,
            after={"number": current.number, "note": current.note},
        )  # fmt: skip
    return current


def discard_draft(version: ProcessVersion, *, by: User, now: datetime) -> None:
    """Throw a draft away. A process that was never published goes with it.

    Raises:
        NoDraft: it is none any more.
        PermissionDenied: see `policy.require_process_edit`.
    """
    with transaction.atomic():
        require_process_edit(by)
        current = locked_draft(version)
        process, number = current.process, current.number
        record_event(
            "process_version.discarded", record="sales_process", record_id=process.pk, by=by, now=now,
            before={"number": number},
        )  # fmt: skip
        current.delete()
        if not process.versions.exists():
            process.delete()


def locked_draft(version: ProcessVersion) -> ProcessVersion:
    """The version, locked, if it is a draft.

    Raises:
        NoDraft: it is none any more.
    """
    try:
        current = locked(ProcessVersion.objects.select_related("process"), version.pk)
    except ProcessVersion.DoesNotExist:
        raise NoDraft from None
    if not current.is_draft:
        raise NoDraft
    return current


def copy_steps(source: ProcessVersion, target: ProcessVersion, *, now: datetime) -> None:
    """Write the steps of one version into another, with the same keys, so that answers are found again."""
    for step in Step.objects.filter(version=source).order_by("position", "pk"):
        milestones, stages = list(step.milestones.order_by("position", "pk")), list(step.stages.all())
        step.pk, step._state.adding, step.version, step.changed_at = None, True, target, now
        step.save()
        step.stages.set(stages)
        for one in milestones:
            copy_milestone(one, step, key=one.key, now=now)


def copy_milestone(milestone: Milestone, step: Step, *, key: str, now: datetime) -> Milestone:
    """Write a copy of a milestone into a step."""
    contents = list(milestone.contents.all())
    copied = Milestone.objects.get(pk=milestone.pk)
    copied.pk, copied._state.adding, copied.step, copied.key, copied.changed_at = None, True, step, key, now
    copied.save()
    copied.contents.set(contents)
    return copied


def _require_whole(version: ProcessVersion) -> None:
    steps = list(version.steps.order_by("position"))
    if not steps:
        raise ValidationError(_("A process needs at least one step."))
    for step in steps:
        if not step.milestones.exists():
            raise ValidationError(_("The step “%(step)s” asks nothing yet.") % {"step": step.label})


def _be_default_if_first(process: SalesProcess) -> None:
    if not SalesProcess.objects.filter(is_default=True).exists():
        SalesProcess.objects.filter(pk=process.pk).update(is_default=True)
