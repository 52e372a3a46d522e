"""Which stages of the pipeline mean which step. It changes what is shown as stated, of no answer anything."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.opportunities.models import Stage
from trimtab.people.models import User
from trimtab.processes.models import ProcessVersion, Step
from trimtab.processes.policy import require_process_edit


def link_stages(version: ProcessVersion, *, step_of: Mapping[Stage, Step | None], by: User, now: datetime) -> None:
    """Let each of these stages mean a step, or none. Possible in a published version too.

    Raises:
        PermissionDenied: see `policy.require_process_edit`.
    """
    through = Step.stages.through
    with transaction.atomic():
        require_process_edit(by)
        stages = [one.pk for one in step_of]
        through.objects.filter(step__version=version, stage__in=stages).delete()
        through.objects.bulk_create(
            through(step_id=step.pk, stage_id=stage.pk)
            for stage, step in step_of.items()
            if step is not None and step.version_id == version.pk
        )
        after = {str(stage.pk): step.key if step else "" for stage, step in step_of.items()}
        record_event(
            "process_version.linked", record="sales_process", record_id=version.process_id, by=by, now=now, after=after
        )
