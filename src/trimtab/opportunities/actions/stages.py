"""Processes and their stages. History points at stages, so it outlives each rename, and a remapping can be undone."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import lock_all
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Process, Stage, StageRemapping
from trimtab.opportunities.policy import require_set_up
from trimtab.people.models import User


def default_process(*, by: User | None, now: datetime) -> Process:
    """The process that new opportunities follow: the first one made; where there is none, a common one is made."""
    found = Process.objects.filter(archived_at__isnull=True).order_by("pk").first()
    if found is not None:
        return found
    with transaction.atomic():
        process = Process.objects.create(name=_("Sales"))
        Stage.objects.bulk_create(
            Stage(process=process, position=position, name=name, kind=kind, is_qualified=position > 1)
            for position, (name, kind) in enumerate(common_stages(), 1)
        )
        _record("process.created", process.pk, by=by, now=now, after={"name": process.name})
    return process


def create_process(*, name: str, by: User, now: datetime) -> Process:
    """A new process, still without stages.

    Raises:
        ValidationError: there is one of that name.
    """
    with transaction.atomic():
        require_set_up(by)
        process = Process(name=name)
        process.full_clean()
        process.save()
        _record("process.created", process.pk, by=by, now=now, after={"name": name})
    return process


def create_stage(
    process: Process, *, name: str, kind: str, by: User, now: datetime, is_qualified: bool = True
) -> Stage:
    """A new stage, after the others of the process.

    Raises:
        ValidationError: the process has a stage of that name, or the kind is none of open, won, lost.
    """
    with transaction.atomic():
        require_set_up(by)
        last = process.stages.aggregate(last=Max("position"))["last"] or 0
        stage = Stage(process=process, name=name, kind=kind, position=last + 1, is_qualified=is_qualified)
        stage.full_clean()
        stage.save()
        after = {"process": process.pk, "name": name, "kind": kind}
        _record("stage.created", stage.pk, by=by, now=now, after=after)
    return stage


def rename_stage(stage: Stage, *, name: str, by: User, now: datetime) -> None:
    """Give a stage another name; its history comes along.

    Raises:
        ValidationError: the process has another stage of that name.
    """
    with transaction.atomic():
        require_set_up(by)
        before = stage.name
        stage.name = name
        stage.full_clean()
        stage.save(update_fields=["name"])
        _record("stage.renamed", stage.pk, by=by, now=now, before={"name": before}, after={"name": name})
        Organisation.restate()


def remap_stage(stage: Stage, into: Stage, *, by: User, now: datetime) -> StageRemapping:
    """Read the history of a stage as another's, and offer it no longer. No opportunity is touched.

    Raises:
        ValidationError: the two are the same, of different kinds, or one of them takes part in a remapping already.
    """
    with transaction.atomic():
        require_set_up(by)
        lock_all(Stage.objects.all(), [stage.pk, into.pk])
        _require_mappable(stage, into)
        remapping = StageRemapping.objects.create(stage=stage, into=into, at=now)
        Stage.objects.filter(pk=stage.pk).update(archived_at=now)
        _record("stage.remapped", stage.pk, by=by, now=now, after={"into": into.pk})
        Organisation.restate()
    stage.archived_at = now
    return remapping


def undo_remapping(remapping: StageRemapping, *, by: User, now: datetime) -> None:
    """Set a remapped stage apart again; its history is its own as before.

    Raises:
        ValidationError: its process has another stage of that name by now.
    """
    with transaction.atomic():
        require_set_up(by)
        stage = remapping.stage
        stage.archived_at = None
        stage.validate_constraints()
        stage.save(update_fields=["archived_at"])
        _record("stage.set_apart", stage.pk, by=by, now=now, before={"into": remapping.into_id})
        remapping.delete()
        Organisation.restate()


def common_stages() -> list[tuple[str, Stage.Kind]]:
    """Name and kind of the stages that an installation may begin with."""
    return [
        (_("Prospect"), Stage.Kind.OPEN),
        (_("Qualified"), Stage.Kind.OPEN),
        (_("Proposal"), Stage.Kind.OPEN),
        (_("Negotiation"), Stage.Kind.OPEN),
        (_("Won"), Stage.Kind.WON),
        (_("Lost"), Stage.Kind.LOST),
    ]


def _require_mappable(stage: Stage, into: Stage) -> None:
    if stage.pk == into.pk or stage.kind != into.kind:
        raise ValidationError(_("A stage is remapped into another one of the same kind (open, won or lost)."))
    if StageRemapping.objects.filter(stage__in=[stage, into]).exists():
        raise ValidationError(_("One of the two stages is remapped already. Undo that first."))
    if StageRemapping.objects.filter(into=stage).exists():
        raise ValidationError(_("Other stages are remapped into this one. Undo that first."))


def _record(
    verb: str,
    record_id: int,
    *,
    by: User | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record = verb.partition(".")[0]
    record_event(verb, record=record, record_id=record_id, by=by, now=now, before=before, after=after)
