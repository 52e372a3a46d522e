"""People of both sides join a plan and leave it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.mutual.actions.plans import locked_plan, touch
from trimtab.mutual.models import MutualPlan, PlanPerson, Side
from trimtab.people.models import User

MOST_PEOPLE = 60


def add_plan_person(
    plan: MutualPlan, *, side: str, name: str, title: str = "", user: User | None = None, by: User, now: datetime
) -> PlanPerson:
    """Somebody works on the plan, or does so again.

    Raises:
        ValidationError: somebody of that name is there already, or too many are.
    """
    with transaction.atomic():
        current = locked_plan(plan.pk, by)
        there = PlanPerson.objects.filter(plan=current, removed_at=None)
        if there.filter(side=side, name=name).exists():
            raise ValidationError(_("%(name)s is on the plan already.") % {"name": name})
        if there.count() >= MOST_PEOPLE:
            raise ValidationError(_("A plan has %(most)d people at most.") % {"most": MOST_PEOPLE})
        person = PlanPerson.objects.create(
            plan=current, side=Side(side), name=name, title=title, user=user if side == Side.OURS else None
        )
        touch(current, now=now)
        after = {"person": person.pk, "side": side, "name": name, "title": title}
        record_event("mutual_plan.joined", record="mutual_plan", record_id=current.pk, by=by, now=now, after=after)
    return person


def remove_plan_person(person: PlanPerson, *, by: User, now: datetime) -> None:
    """Off the plan; steps keep who did them, and open ones lose their owner."""
    with transaction.atomic():
        current = locked_plan(person.plan_id, by)
        gone = PlanPerson.objects.filter(pk=person.pk, removed_at=None).update(removed_at=now)
        if not gone:
            return
        left = current.steps.exclude(status="done")
        orphaned = left.filter(ours=person).update(ours=None) + left.filter(theirs=person).update(theirs=None)
        touch(current, now=now)
        before = {"person": person.pk, "side": person.side, "name": person.name, "steps": orphaned}
        record_event("mutual_plan.left", record="mutual_plan", record_id=current.pk, by=by, now=now, before=before)
