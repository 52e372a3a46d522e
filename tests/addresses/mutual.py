"""The addresses of `mutual`."""

from datetime import timedelta
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO
from trimtab.mutual.actions import add_plan_person, begin_plan
from trimtab.mutual.models import Reply
from trimtab.sharing.actions import make_link
from trimtab.sharing.models import SecretLink

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
