"""The addresses of `mutual`."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.mutual import actions as mutual
from trimtab.mutual.actions import add_plan_person, begin_plan
from trimtab.mutual.models import MutualPlan, PlanPerson, Reply
from trimtab.opportunities.models import Opportunity
from trimtab.sharing.actions import make_link
from trimtab.sharing.models import SecretLink

DAY = date(2027, 1, 15)
Acts = dict[str, Callable[[], object]]
WRITES: dict[str, Any] = {"method": "post", "needs_write": True}
NOBODY = dict.fromkeys(ROLES, "-")
ADDRESSES: dict[str, Address] = {
    "opportunity-mutual-plan": Address(ANAS, of="opportunity"),
    "opportunity-mutual-plan-panel": Address(ANAS, of="opportunity"),
    "mutual-plans": Address(EVERYBODY),
    "mutual-plan-edit": Address(ANAS, **WRITES, of="mutual_plan"),
    "mutual-plan-dates": Address(ANAS, needs_write=True, of="mutual_plan"),
    "mutual-plan-people": Address(ANAS, **WRITES, of="mutual_plan"),
    "mutual-person-removal": Address(ANAS, **WRITES, of="mutual_plan mutual_person"),
    "mutual-step-new": Address(ANAS, **WRITES, of="mutual_plan"),
    "mutual-plan-file": Address(ANAS, of="mutual_plan", field="ics"),
    "mutual-step": Address(ANAS, **WRITES, of="mutual_step"),
    "mutual-step-status": Address(ANAS, **WRITES, of="mutual_step"),
    "mutual-step-moves": Address(ANAS, **WRITES, of="mutual_step"),
    "mutual-step-removal": Address(ANAS, **WRITES, of="mutual_step"),
    "mutual-step-restoration": Address(ANAS, **WRITES, of="mutual_step"),
    "mutual-date-answer": Address(ANAS, **WRITES, of="mutual_reply", field="acceptance"),
    "shared-mutual-plan": Address(NOBODY, field="never-made", is_public=True),
    "shared-mutual-plan-file": Address(NOBODY, of="token", field="pdf", is_public=True),
}


def ids(seen: Seen) -> dict[str, int]:
    """A plan of Ana's deal, shared by a link, with a person who may leave it and a date that was proposed."""
    by: dict[str, Any] = {"by": seen.people["ana"], "now": LONG_AGO}
    plan = begin_plan(seen.opportunity, fields={"outcome": "Half the downtime"}, template="purchase", **by)
    person = add_plan_person(plan, side="theirs", name="Kim Keller", **by)
    step = plan.steps.earliest("position")
    shared: dict[str, Any] = {"record": "mutual_plan", "record_id": plan.pk, "purpose": "mutual-plan"}
    make_link(**shared, expires_at=LONG_AGO + timedelta(30), **by)
    link = SecretLink.objects.get(**shared)
    proposed = {"kind": "date", "proposed_on": LONG_AGO.date(), "said_by": "Kim", "at": LONG_AGO}
    reply = Reply.objects.create(plan=plan, step=step, link=link, **proposed)
    return {
        "mutual_plan": plan.pk,
        "mutual_person": person.pk,
        "mutual_step": step.pk,
        "mutual_reply": reply.pk,
        "mutual_link": link.pk,
    }


def acts(world: Any) -> Acts:
    """Action → one call of it that writes."""
    plan = MutualPlan.objects.get(pk=world.ids["mutual_plan"])
    by = {"by": world.people["finn"], "now": NOW}
    return acts_on_plan(plan, by) | acts_on_steps(plan, by) | acts_on_replies(plan, by)


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
    return {
        "take_reply": lambda: mutual.take_reply(plan, said=said, name="Kim", link=link, key="k", now=NOW, today=DAY),
        "accept_date": lambda: mutual.accept_date(waiting, **by),
        "refuse_date": lambda: mutual.refuse_date(waiting, **by),
    }
