"""The addresses of `planning`, and of the divisions of accounts; and calls of the actions of `planning`."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.addresses.roles import ANAS, EVERYBODY, SET_UP, Address, Seen
from tests.cast import NOW
from trimtab.accounts.divisions import add_division
from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Product
from trimtab.planning import actions
from trimtab.planning.actions import add_row, add_swot, create_plan, set_member
from trimtab.planning.actions.periods import Stretch
from trimtab.planning.models import Plan, PlanMember, PlanRow, SwotEntry

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


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    plan, account = Plan.objects.get(pk=world.ids["plan"]), Account.objects.get(pk=world.ids["account"])
    gus, template = PlanMember.objects.get(pk=world.ids["plan_member"]), plan.template
    gone, _other = (create_plan(fields={"name": name}, accounts=[], **ana) for name in ("Gone", "Other"))
    actions.archive_plan(gone, **ana)
    fields = {"name": "Next", "revenue_target": Decimal(9)}
    asked: dict[str, Any] = {"questions": template.questions[:1], "tiles": template.tiles, "seen": template.number}
    saved: dict[str, Any] = {**asked, "products": Product.objects.all(), "by": world.people["finn"], "now": NOW}
    actions.save_template(template.plan_type, **{**saved, "questions": template.questions[1:]})
    saved["seen"] = template.number + 1
    return _acts_on_what_is_planned(world, plan) | {
        "create_plan": lambda: actions.create_plan(fields=fields, accounts=[account], **ana),
        "edit_plan": lambda: actions.edit_plan(plan, changes={"goal": "More"}, **ana),
        "archive_plan": lambda: actions.archive_plan(plan, **ana),
        "restore_plan": lambda: actions.restore_plan(gone, **ana),
        "give_plan": lambda: actions.give_plan(plan, owner=gus.user, by=world.people["finn"], now=NOW),
        "set_member": lambda: actions.set_member(plan, user=world.people["ben"], access="edit", **ana),
        "remove_member": lambda: actions.remove_member(plan, PlanMember.objects.get(pk=gus.pk), **ana),
        "save_template": lambda: actions.save_template(template.plan_type, **saved),
        "take_newest_template": lambda: actions.take_newest_template(plan, **ana),
        "hold_review": lambda: actions.hold_review(plan, text="Good", **ana),
        "keep_snapshot": lambda: actions.keep_snapshot(plan, why="review", now=NOW),
        "keep_night": lambda: actions.keep_night(now=NOW),
    }


def _acts_on_what_is_planned(world: Any, plan: Plan) -> dict[str, Callable[[], object]]:
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    row, entry = PlanRow.objects.get(pk=world.ids["plan_row"]), SwotEntry.objects.get(pk=world.ids["plan_swot"])
    pump, turbine = Product.objects.order_by("name")[:2]
    division = Division.objects.create(account=row_account(plan), name="South", created_at=NOW, changed_at=NOW)
    below = add_row(plan, fields={"name": "Below", "parent": row}, **ana)
    half = Stretch(NOW.date() + timedelta(days=180), Decimal(9))
    year = Stretch(NOW.date() + timedelta(days=360))
    main: dict[str, Any] = {"is_main": True, "name": "All", "is_target": True}
    answer: dict[str, Any] = {
        "question": plan.template.questions[0]["key"],
        "fields": {"text": "Two plants", "known_on": NOW.date()},
    }
    actions.answer_question(plan, **answer, **ana)
    return {
        "set_periods": lambda: actions.set_periods(plan, starts_on=NOW.date(), stretches=[half, year], **ana),
        "add_row": lambda: actions.add_row(plan, fields={"is_main": True}, division=division, **ana),
        "edit_row": lambda: actions.edit_row(plan, below, changes=main, **ana),
        "remove_row": lambda: actions.remove_row(plan, row, **ana),
        "set_columns": lambda: actions.set_columns(plan, products=[turbine, pump], targets=[pump], **ana),
        "add_swot": lambda: actions.add_swot(plan, side="strength", text="Near", **ana),
        "strike_swot": lambda: actions.strike_swot(plan, entry, is_struck=True, **ana),
        "answer_question": lambda: actions.answer_question(plan, **answer, **ana),
    }


def row_account(plan: Plan) -> Account:
    """The account of the plan's own row."""
    return Account.objects.get(pk=plan.row_accounts.values_list("account", flat=True)[0])
