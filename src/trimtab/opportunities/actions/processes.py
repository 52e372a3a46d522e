"""Processes and stages as the organisation shapes them: their order, what counts as qualified, archiving."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.core.audit import record_event
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Opportunity, Process, Stage
from trimtab.opportunities.policy import require_set_up
from trimtab.people.models import User

STAGE_FIELDS = ("name", "is_qualified", "forecast_category")


def edit_stage(stage: Stage, *, changes: Mapping[str, object], by: User, now: datetime) -> Event:
    """Give a stage another name, forecast category, or let opportunities count as qualified from it on.

    Its history comes along. Figures are restated.

    Raises:
        ValidationError: the process has another stage of that name.
        ValueError: a field is unknown.
    """
    for field in changes:
        if field not in STAGE_FIELDS:
            raise ValueError(f"A field must be among {', '.join(STAGE_FIELDS)}. Got {field!r}.")
    with transaction.atomic():
        require_set_up(by)
        before = {field: getattr(stage, field) for field in changes}
        for field, value in changes.items():
            setattr(stage, field, value)
        stage.full_clean()
        stage.save(update_fields=list(changes))
        event = record_event(
            "stage.edited", record="stage", record_id=stage.pk, by=by, now=now, before=before, after=dict(changes)
        )
        Organisation.restate()
    return event


def order_stages(process: Process, *, stages: Sequence[Stage], by: User, now: datetime) -> Event:
    """Put the stages of a process into this order.

    Raises:
        ValidationError: these are not all stages in use of the process, or a closing one stands before an open one.
    """
    with transaction.atomic():
        require_set_up(by)
        present = list(process.stages.filter(archived_at__isnull=True).order_by("position", "pk"))
        if {stage.pk for stage in stages} != {stage.pk for stage in present}:
            raise ValidationError(_("The stages of the process have changed in the meantime. Look again."))
        kinds = [stage.kind == Stage.Kind.OPEN for stage in stages]
        if kinds != sorted(kinds, reverse=True):
            raise ValidationError(_("Open stages stand before those that close an opportunity."))
        for position, stage in zip(_places(process, present), stages, strict=True):
            stage.position = position
        Stage.objects.bulk_update(stages, ["position"])
        event = record_event(
            "stages.ordered",
            record="process",
            record_id=process.pk,
            by=by,
            now=now,
            before={"order": ", ".join(stage.name for stage in present)},
            after={"order": ", ".join(stage.name for stage in stages)},
        )
        Organisation.restate()
    return event


def _places(process: Process, present: Sequence[Stage]) -> list[int]:
    """The places that the stages in use share out. Archived ones stay where they are: their history counts by place."""
    places = [stage.position for stage in present]
    if len(set(places)) == len(places):
        return sorted(places)
    every = list(process.stages.order_by("position", "pk"))
    for position, stage in enumerate(every, 1):
        stage.position = position
    Stage.objects.bulk_update(every, ["position"])
    in_use = {stage.pk for stage in present}
    return [stage.position for stage in every if stage.pk in in_use]


def archive_stage(stage: Stage, *, by: User, now: datetime) -> None:
    """Offer a stage no longer. Its history stays its own.

    Raises:
        ValidationError: opportunities are in it, or it is the last open, won or lost one of its process.
    """
    with transaction.atomic():
        require_set_up(by)
        number = _open_in(stage)
        if number:
            raise ValidationError(
                ngettext(
                    "%(count)s open opportunity is in this stage. Move it first, or merge the stage into another.",
                    "%(count)s open opportunities are in this stage. Move them first, or merge the stage into another.",
                    number,
                )
                % {"count": number}
            )
        others = Stage.objects.filter(process=stage.process, kind=stage.kind, archived_at__isnull=True)
        if not others.exclude(pk=stage.pk).exists():
            raise ValidationError(_("A process keeps at least one open, one won and one lost stage."))
        _set_archived(stage, "stage.archived", at=now, by=by, now=now)


def restore_stage(stage: Stage, *, by: User, now: datetime) -> None:
    """Offer an archived stage again.

    Raises:
        ValidationError: the stage is read as another, or its process has one of that name by now.
    """
    with transaction.atomic():
        require_set_up(by)
        if hasattr(stage, "remapping"):
            raise ValidationError(_("The stage is merged into another. Set it apart instead."))
        stage.archived_at = None
        stage.validate_constraints()
        _set_archived(stage, "stage.restored", at=None, by=by, now=now)


def rename_process(process: Process, *, name: str, by: User, now: datetime) -> None:
    """Give a process another name.

    Raises:
        ValidationError: there is one of that name.
    """
    with transaction.atomic():
        require_set_up(by)
        before = process.name
        process.name = name
        process.full_clean()
        process.save(update_fields=["name"])
        record_event(
            "process.renamed",
            record="process",
            record_id=process.pk,
            by=by,
            now=now,
            before={"name": before},
            after={"name": name},
        )
        Organisation.restate()


def archive_process(process: Process, *, by: User, now: datetime) -> None:
    """Offer a process no longer. Opportunities that follow it stay as they are.

    Raises:
        ValidationError: open opportunities follow it, or it is the only one.
    """
    with transaction.atomic():
        require_set_up(by)
        if Opportunity.objects.current().open().filter(process=process).exists():
            raise ValidationError(_("Open opportunities follow this process. Close or move them first."))
        if not Process.objects.filter(archived_at__isnull=True).exclude(pk=process.pk).exists():
            raise ValidationError(_("At least one process stays in use."))
        _set_archived(process, "process.archived", at=now, by=by, now=now)


def restore_process(process: Process, *, by: User, now: datetime) -> None:
    """Offer an archived process again."""
    with transaction.atomic():
        require_set_up(by)
        _set_archived(process, "process.restored", at=None, by=by, now=now)


def _open_in(stage: Stage) -> int:
    return Opportunity.objects.current().open().filter(stage=stage).count()


def _set_archived(record: Stage | Process, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    record.archived_at = at
    record.save(update_fields=["archived_at"])
    record_event(verb, record=verb.partition(".")[0], record_id=record.pk, by=by, now=now)
