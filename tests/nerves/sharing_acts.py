"""One call of each action on secret links and mutual plans, for the fail points."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tests.cast import NOW
from trimtab.collaboration.actions import tell_from_outside
from trimtab.mutual import actions as mutual
from trimtab.mutual.models import MutualPlan, PlanPerson, Reply
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.sharing import actions as sharing
from trimtab.sharing.models import SecretLink

DAY = date(2027, 1, 15)
Acts = dict[str, Callable[[], object]]


def acts_of_sharing(opportunity: Opportunity, by: Mapping[str, Any]) -> Acts:
    """Of secret links and mutual plans; a person's calendar link is made and revoked in the same way."""
    plan = MutualPlan.objects.get(opportunity=opportunity)
    shared: dict[str, Any] = {"record": "opportunity", "record_id": opportunity.pk, "purpose": "x"}
    shared["expires_at"] = NOW + timedelta(1)
    sharing.make_link(**shared, **by)
    link = SecretLink.objects.get(purpose="x")
    links: Acts = {
        "make_link": lambda: sharing.make_link(**shared, **by),
        "revoke_link": lambda: sharing.revoke_link(link, **by),
    }
    return links | acts_on_plan(plan, by) | acts_on_steps(plan, by) | acts_on_replies(plan, by)


def acts_on_plan(plan: MutualPlan, by: Mapping[str, Any]) -> Acts:
    bare, kim = Opportunity.objects.get(name="Bolt fleet"), PlanPerson.objects.get(plan=plan, name="Kim Keller")
    first = plan.steps.earliest("position")
    return {
        "begin_plan": lambda: mutual.begin_plan(bare, fields={"outcome": "Less"}, template="renewal", **by),
        "edit_mutual_plan": lambda: mutual.edit_mutual_plan(plan, changes={"outcome": "More"}, **by),
        "use_dates": lambda: mutual.use_dates(plan, dates={first.pk: DAY}, **by),
        "add_plan_person": lambda: mutual.add_plan_person(plan, side="theirs", name="Lee", **by),
        "remove_plan_person": lambda: mutual.remove_plan_person(kim, **by),
    }


def acts_on_steps(plan: MutualPlan, by: Mapping[str, Any]) -> Acts:
    first, second, gone = plan.steps.order_by("position")[:3]
    mutual.remove_step(gone, **by)
    at: dict[str, Any] = {**by, "today": DAY}
    return {
        "add_step": lambda: mutual.add_step(plan, fields={"kind": "legal"}, after=[first], **at),
        "edit_step": lambda: mutual.edit_step(first, changes={"note": "Soon"}, **at),
        "set_step_status": lambda: mutual.set_step_status(first, status="done", **at),
        "move_step": lambda: mutual.move_step(second, is_up=True, **by),
        "remove_step": lambda: mutual.remove_step(second, **by),
        "restore_step": lambda: mutual.restore_step(gone, **by),
    }


def acts_on_replies(plan: MutualPlan, by: Mapping[str, Any]) -> Acts:
    waiting, link = Reply.objects.get(plan=plan), SecretLink.objects.get(record="mutual_plan")
    said = [mutual.Said("date", plan.steps.latest("position"), "Later", DAY), mutual.Said("comment", text="Thanks")]
    owner = User.objects.get(name="Ana")
    told: dict[str, Any] = {"text": "Kim: ✓", "people": [owner], "now": NOW}
    return {
        "tell_from_outside": lambda: tell_from_outside("opportunity", plan.opportunity_id, **told),
        "take_reply": lambda: mutual.take_reply(plan, said=said, name="Kim", link=link, key="k", now=NOW, today=DAY),
        "accept_date": lambda: mutual.accept_date(waiting, **by),
        "refuse_date": lambda: mutual.refuse_date(waiting, **by),
    }
