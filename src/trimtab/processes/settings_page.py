"""What the settings say of processes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from trimtab.core.models import CustomField, Organisation
from trimtab.opportunities.models import Stage
from trimtab.opportunities.queries import active_stages
from trimtab.processes.models import Milestone, ProcessVersion, SalesProcess, Step
from trimtab.processes.standing import Outline
from trimtab.web import formats


@dataclass(frozen=True)
class ListedProcess:
    """One process in the list. active: None where it was never published."""

    process: SalesProcess
    active: ProcessVersion | None
    draft: ProcessVersion | None
    steps: int
    milestones: int
    days: int
    conditions: tuple[str, ...]


def listed_processes() -> list[ListedProcess]:
    """All of them, those in use first, in their order. Five queries."""
    versions: dict[int, dict[str, ProcessVersion]] = {}
    for one in ProcessVersion.objects.exclude(state=ProcessVersion.State.ARCHIVED):
        versions.setdefault(one.process_id, {})[one.state] = one
    shown = {found.get("active", found.get("draft")) for found in versions.values()}
    steps = {
        pk: (count, days or 0)
        for pk, count, days in Step.objects.filter(version__in=shown)
        .values("version")
        .annotate(steps=Count("pk"), days=Sum("duration"))
        .values_list("version", "steps", "days")
    }
    asked = dict(
        Milestone.objects.filter(step__version__in=shown)
        .values("step__version")
        .annotate(number=Count("pk"))
        .values_list("step__version", "number")
    )
    listed = []
    for process in SalesProcess.objects.order_by("archived_at", "is_default", "position", "pk"):
        found = versions.get(process.pk, {})
        version = found.get("active", found.get("draft"))
        count, days = steps.get(version.pk, (0, 0)) if version else (0, 0)
        number = asked.get(version.pk, 0) if version else 0
        conditions = tuple(conditions_of(process))
        listed.append(ListedProcess(process, found.get("active"), found.get("draft"), count, number, days, conditions))
    return sorted(listed, key=lambda one: one.process.archived_at is not None)


def conditions_of(process: SalesProcess) -> Iterator[str]:
    """For which opportunities it is, in words."""
    if process.is_default:
        yield _("all others")
        return
    if process.kind:
        yield _("kind: %(kind)s") % {"kind": process.kind}
    if process.at_least is not None or process.below is not None:
        yield _size(process)
    if process.segment:
        yield _("segment: %(segment)s") % {"segment": process.segment}
    if process.own_field:
        field = CustomField.objects.filter(record="account", key=process.own_field).first()
        yield f"{field.label if field else process.own_field}: {process.own_value}"


def _size(process: SalesProcess) -> str:
    currency = Organisation.get().currency
    said = {"from": formats.money(process.at_least, currency), "to": formats.money(process.below, currency)}
    if process.below is None:
        return _("from %(from)s") % said
    return _("below %(to)s") % said if process.at_least is None else _("from %(from)s to below %(to)s") % said


@dataclass(frozen=True)
class LinkedStage:
    """A stage of the pipeline, and the step that it means, if any."""

    stage: Stage
    step: Step | None


def linked_stages(outline: Outline) -> list[LinkedStage]:
    """All open stages with the step each means. One query."""
    step_of: Mapping[int, int] = outline.step_of_stage
    return [
        LinkedStage(one, outline.steps[step_of[one.pk]][0] if one.pk in step_of else None)
        for one in active_stages().filter(kind=Stage.Kind.OPEN)
    ]
