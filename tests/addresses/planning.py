"""The addresses of `planning`, and of the divisions of accounts."""

from django.utils import timezone

from tests.addresses.roles import ANAS, EVERYBODY, SET_UP, Address, Seen
from trimtab.accounts.divisions import add_division
from trimtab.planning.actions import add_row, add_swot, create_plan, set_member

PLAN: dict[str, Address] = {
    "plan": Address(ANAS, of="plan"),
    "plan-calendar": Address(ANAS, of="plan"),
    "plan-edit": Address(ANAS, needs_write=True, of="plan"),
    "plan-archiving": Address(ANAS, method="post", needs_write=True, of="plan"),
    "plan-restoration": Address(ANAS, method="post", needs_write=True, of="plan"),
    "plan-research": Address(ANAS, of="plan"),
    "plan-newest-questions": Address(ANAS, method="post", needs_write=True, of="plan"),
    "plan-answer": Address(ANAS, of="plan", field="priorities"),
    "plan-swot": Address(ANAS, method="post", needs_write=True, of="plan"),
    "plan-swot-entry": Address(ANAS, method="post", needs_write=True, of="plan plan_swot"),
    "plan-units": Address(ANAS, of="plan"),
    "plan-unit": Address(ANAS, needs_write=True, of="plan plan_row"),
    "plan-unit-removal": Address(ANAS, method="post", needs_write=True, of="plan plan_row"),
    "plan-solutions": Address(ANAS, of="plan"),
    "plan-white-space": Address(ANAS, of="plan"),
    "plan-periods": Address(ANAS, of="plan"),
    "plan-team": Address(ANAS, of="plan"),
    "plan-team-removal": Address(ANAS, method="post", needs_write=True, of="plan plan_member"),
    "plan-owner": Address(ANAS, method="post", needs_write=True, of="plan"),
    "plan-reviews": Address(ANAS, method="post", needs_write=True, of="plan"),
    "plan-changes": Address(ANAS, of="plan"),
    "plan-json": Address(ANAS, needs_write=True, of="plan", leaves=frozenset({"core.Event"})),
    "plan-files": Address(ANAS, of="plan"),
    "plan-file": Address(ANAS, of="plan", field="pdf", leaves=frozenset({"core.Event"})),
    "plan-customer-file": Address(ANAS, of="plan", field="xlsx", leaves=frozenset({"core.Event"})),
}
ADDRESSES: dict[str, Address] = {
    "plans": Address(EVERYBODY),
    "plan-new": Address(EVERYBODY),
    "account-plans": Address(ANAS, of="account"),
    "account-plan-panel": Address(ANAS, of="account"),
    "plan-import": Address(SET_UP),
    "plan-templates": Address(SET_UP),
    "plan-template": Address(SET_UP, of="plan_type"),
    "account-divisions": Address(ANAS, of="account"),
    "division-order": Address(ANAS, method="post", needs_write=True, of="account"),
    "division": Address(ANAS, needs_write=True, of="plan_division"),
    "division-archiving": Address(ANAS, method="post", needs_write=True, of="plan_division"),
    "division-restoration": Address(ANAS, method="post", needs_write=True, of="plan_division"),
} | PLAN


def ids(seen: Seen) -> dict[str, int]:
    """A plan of Ana's for her customer, with a group row, a danger and a member of the team."""
    ana, now = seen.people["ana"], timezone.now()
    division = add_division(seen.account, name="Plan unit", by=ana, now=now)
    plan = create_plan(fields={}, accounts=[seen.account], by=ana, now=now)
    row = add_row(plan, fields={"name": "All of it"}, by=ana, now=now)
    entry = add_swot(plan, side="threat", text="A cheaper supplier", by=ana, now=now)
    set_member(plan, user=seen.people["gus"], access="read", by=ana, now=now)
    return {
        "plan": plan.pk,
        "plan_division": division.pk,
        "plan_row": row.pk,
        "plan_swot": entry.pk,
        "plan_member": plan.members.get().pk,
    }
