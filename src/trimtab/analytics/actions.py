"""Changes of what shapes the figures. Each checks who acts, changes, records it, and keeps figures before and after."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.analytics.definitions import Number, Rule
from trimtab.analytics.metrics import ALL_METRICS
from trimtab.analytics.models import DefinitionVersion, MetricOwner
from trimtab.analytics.previews import Preview
from trimtab.analytics.restating import keep_restatement
from trimtab.core.audit import record_event
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.actions import edit_stage, remap_stage
from trimtab.opportunities.models import Stage
from trimtab.people.actions import edit_organisation
from trimtab.people.models import User
from trimtab.people.policy import can_set_up


def restate_organisation(
    organisation: Organisation,
    *,
    changes: Mapping[str, object],
    preview: Preview | None,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Change the organisation, and keep the figures before and after.

    Args:
        preview: what the change does to the figures; None where it does nothing to them.
        seen: the version that `by` saw.

    Raises:
        ChangedMeanwhile, ValidationError, PermissionDenied: see `people.actions.edit_organisation`.
    """
    with transaction.atomic():
        event = edit_organisation(organisation, changes=changes, by=by, now=now, seen=seen)
        if preview is not None:
            keep_restatement([event], before=preview.before, after=preview.after, now=now)


def restate_stage(
    stage: Stage, *, changes: Mapping[str, object], preview: Preview | None, by: User, now: datetime
) -> None:
    """Change a stage, and keep the figures before and after.

    Args:
        preview: None where the figures cannot be computed at once; the restatement is then made when they follow.

    Raises:
        ValidationError, PermissionDenied: see `opportunities.actions.edit_stage`.
    """
    with transaction.atomic():
        event = edit_stage(stage, changes=changes, by=by, now=now)
        if preview is not None:
            keep_restatement([event], before=preview.before, after=preview.after, now=now)


def restate_remapping(stage: Stage, into: Stage, *, preview: Preview | None, by: User, now: datetime) -> None:
    """Read the history of a stage as another's, and keep the figures before and after; `preview` as above.

    Raises:
        ValidationError, PermissionDenied: see `opportunities.actions.remap_stage`.
    """
    with transaction.atomic():
        remap_stage(stage, into, by=by, now=now)
        event = Event.objects.filter(verb="stage.remapped", record_id=stage.pk).latest("pk")
        if preview is not None:
            keep_restatement([event], before=preview.before, after=preview.after, now=now)


def change_definition(
    rule: Rule,
    *,
    parameters: Mapping[str, Number],
    why: str,
    preview: Preview | None,
    by: User,
    now: datetime,
) -> DefinitionVersion:
    """A new version of a rule, in force from now on for the figures of every period; keeps them before and after."""
    _require_set_up(by)
    with transaction.atomic():
        last = DefinitionVersion.objects.filter(rule=rule.key).order_by("-version").first()
        before = last.parameters if last else {one.name: one.default for one in rule.settings}
        made = DefinitionVersion.objects.create(
            rule=rule.key,
            version=last.version + 1 if last else 2,
            parameters=dict(parameters),
            from_at=now,
            by_id=by.pk,
            by_name=by.get_full_name(),
            why=why,
        )
        event = record_event(
            "definition.changed",
            record="definition",
            record_id=made.pk,
            by=by,
            now=now,
            before={"rule": rule.key, **before},
            after={"rule": rule.key, "version": made.version, **parameters, "why": why},
        )
        if preview is not None:
            keep_restatement([event], before=preview.before, after=preview.after, now=now)
    return made


def set_metric_owner(metric: str, *, owner: User | None, by: User, now: datetime) -> None:
    """Say who answers for a metric; None: operations.

    Raises:
        ValueError: there is no such metric.
    """
    _require_set_up(by)
    if metric not in ALL_METRICS:
        raise ValueError(f"`metric` must be one of {', '.join(ALL_METRICS)}. Got {metric!r}.")
    with transaction.atomic():
        present = MetricOwner.objects.filter(metric=metric).select_related("owner").first()
        if (present.owner_id if present else None) == (owner.pk if owner else None):
            return
        if owner is None:
            MetricOwner.objects.filter(metric=metric).delete()
        else:
            MetricOwner.objects.update_or_create(metric=metric, defaults={"owner": owner, "since_at": now})
        record_event(
            "metric.owner_set",
            record="metric",
            record_id=None,
            by=by,
            now=now,
            before={"metric": metric, "owner": str(present.owner) if present else None},
            after={"metric": metric, "owner": str(owner) if owner else None},
        )


def _require_set_up(by: User) -> None:
    if not can_set_up(by):
        raise PermissionDenied(_("Only operations and administrators change this."))
