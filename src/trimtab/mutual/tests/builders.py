"""A plan to test with."""

from datetime import date, timedelta
from typing import Any

from tests.cast import NOW
from trimtab.mutual.actions import add_plan_person, add_step, begin_plan
from trimtab.mutual.models import MutualPlan, Step
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.sharing.actions import make_link
from trimtab.sharing.models import SecretLink

TODAY = NOW.date()
VALUE_ON = date(2027, 3, 1)


def plan_for(deal: Opportunity, *, by: User, template: str = "purchase", **fields: object) -> MutualPlan:
    """A plan of the deal, begun now."""
    facts = {"outcome": "Half the downtime", "value_on": VALUE_ON} | fields
    return begin_plan(deal, fields=facts, template=template, by=by, now=NOW)


def step_of(plan: MutualPlan, kind: str, *, by: User, after: list[Step] | None = None, **fields: object) -> Step:
    """A step at the end of the plan."""
    given: dict[str, Any] = {"kind": kind} | fields
    return add_step(plan, fields=given, after=after or [], by=by, now=NOW, today=TODAY)


def buyer(plan: MutualPlan, *, by: User, name: str = "Kim Keller", title: str = "Head of operations") -> Any:
    """Somebody of the customer."""
    return add_plan_person(plan, side="theirs", name=name, title=title, by=by, now=NOW)


def link_to(plan: MutualPlan, *, by: User, now: Any = NOW) -> tuple[SecretLink, str]:
    """A link to the plan, and its token."""
    token = make_link(
        record="mutual_plan", record_id=plan.pk, purpose="mutual-plan", expires_at=now + timedelta(30), by=by, now=now
    )
    return SecretLink.objects.latest("pk"), token


def learned(deal: Opportunity, kind: str, days: list[int], *, by: User) -> None:
    """Completed steps of that kind in a plan of another deal, each having taken so long."""
    plan = MutualPlan.objects.filter(opportunity=deal).first() or plan_for(deal, by=by, template="empty")
    for number, took in enumerate(days, plan.steps.count() + 1):
        done = {"status": "done", "begun_on": TODAY - timedelta(took), "done_on": TODAY}
        Step.objects.create(plan=plan, position=number, kind=kind, changed_at=NOW, **done)
