"""A plan is begun, its facts are changed, its dates are planned back."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import require_version
from trimtab.mutual.models import MutualPlan, PlanPerson, Side, Step
from trimtab.mutual.policy import require_plan_edit
from trimtab.mutual.shipped import STEPS, TEMPLATES
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User

FACTS = ("outcome", "value_on", "measures")


def begin_plan(
    opportunity: Opportunity, *, fields: Mapping[str, object], template: str, by: User, now: datetime
) -> MutualPlan:
    """A plan of the opportunity with the steps of a template, in their usual order; the opportunity's owner is on it.

    Raises:
        ValidationError: there is a plan already, or no such template.
    """
    if template not in TEMPLATES:
        raise ValidationError(_("There is no such template. Choose one of those offered."))
    with transaction.atomic():
        require_opportunity_edit(by, opportunity)
        locked(Opportunity.objects.all(), opportunity.pk)
        if MutualPlan.objects.filter(opportunity=opportunity).exists():
            raise ValidationError(_("Somebody began a plan for this opportunity meanwhile. Go on with that one."))
        plan = MutualPlan.objects.create(
            opportunity=opportunity, made_by=by, made_at=now, changed_at=now, touched_at=now, **fields
        )
        owner = opportunity.owner or by
        first = PlanPerson.objects.create(plan=plan, side=Side.OURS, name=owner.name, title=owner.title, user=owner)
        _add_shipped(plan, template, ours=first, now=now)
        after = {"opportunity": opportunity.pk, "template": template} | _plain(plan)
        record_event("mutual_plan.begun", record="mutual_plan", record_id=plan.pk, by=by, now=now, after=after)
    return plan


def edit_mutual_plan(
    plan: MutualPlan, *, changes: Mapping[str, object], by: User, now: datetime, seen: str | None = None
) -> MutualPlan:
    """Change outcome, date or measures; returns the plan as it is now.

    Raises:
        ChangedMeanwhile: it is not as it was `seen`.
    """
    with transaction.atomic():
        current = locked_plan(plan.pk, by)
        require_version(current, FACTS, seen=seen)
        before = _plain(current)
        for name, value in changes.items():
            setattr(current, name, value)
        after = _plain(current)
        changed = [name for name in FACTS if before[name] != after[name]]
        if not changed:
            return current
        current.changed_at = now
        current.save(update_fields=["changed_at", *changed])
        touch(current, now=now)
        record_event(
            "mutual_plan.edited",
            record="mutual_plan",
            record_id=current.pk,
            by=by,
            now=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return current


def use_dates(plan: MutualPlan, *, dates: Mapping[int, date], by: User, now: datetime) -> int:
    """Give these steps these target dates, all at once; how many got another one."""
    with transaction.atomic():
        current = locked_plan(plan.pk, by)
        steps = list(Step.objects.remaining().filter(plan=current, pk__in=dates))
        moved = [one for one in steps if one.due_on != dates[one.pk]]
        if not moved:
            return 0
        before = {str(one.pk): one.due_on.isoformat() if one.due_on else None for one in moved}
        for one in moved:
            one.due_on, one.changed_at = dates[one.pk], now
        Step.objects.bulk_update(moved, ["due_on", "changed_at"])
        touch(current, now=now)
        after = {str(one.pk): dates[one.pk].isoformat() for one in moved}
        record_event(
            "mutual_plan.planned_back",
            record="mutual_plan",
            record_id=current.pk,
            by=by,
            now=now,
            before=before,
            after=after,
        )
    return len(moved)


def locked_plan(pk: int, by: User) -> MutualPlan:
    """The plan as it is now, locked, for somebody who may change it."""
    current = locked(MutualPlan.objects.select_related("opportunity__owner__team"), pk)
    require_plan_edit(by, current)
    return current


def touch(plan: MutualPlan, *, now: datetime) -> None:
    """Somebody did something in it."""
    plan.touched_at = now
    plan.save(update_fields=["touched_at"])


def _add_shipped(plan: MutualPlan, template: str, *, ours: PlanPerson, now: datetime) -> None:
    made: dict[str, Step] = {}
    for position, key in enumerate(TEMPLATES[template][1], 1):
        made[key] = Step.objects.create(
            plan=plan, position=position, kind=STEPS[key].kind, shipped=key, ours=ours, changed_at=now
        )
        made[key].after.set([made[one] for one in STEPS[key].after if one in made])


def _plain(plan: MutualPlan) -> dict[str, object]:
    day = plan.value_on.isoformat() if plan.value_on else None
    return {"outcome": plan.outcome, "value_on": day, "measures": plan.measures}
