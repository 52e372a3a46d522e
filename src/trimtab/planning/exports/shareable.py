"""The version for the customer: assembled from the fields named here and from nothing else.

A record is read by `values` of its named fields only, so that what is not named never leaves the database. Objectives
and actions go along one by one, where somebody said that the customer may see them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Division
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.queries import visible_actions, visible_objectives
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.planning.exports.document import PlanDocument, Section
from trimtab.planning.models import Plan, PlanPeriod
from trimtab.web import formats

SHAREABLE: Mapping[type[Model], Sequence[str]] = {
    Plan: ("value_proposition", "starts_on"),
    PlanPeriod: ("ends_on",),
    Account: ("name",),
    Division: ("name",),
    Product: ("family", "name"),
    Objective: ("name", "metric", "due_on"),
    Action: ("subject", "due_on", "done_at"),
}
# Who of us does it is known to the customer, who works with that person.
NAMED = {Objective: "owner__name", Action: "assignee__name"}
MOST = 2_000


def customer_document(plan: Plan, *, user: User, today: date) -> PlanDocument:
    """What the customer may see of the plan. `user`: who shares it, who shares nothing that is out of own sight."""
    [words] = _shareable(Plan.objects.filter(pk=plan.pk))
    accounts = _shareable(Account.objects.filter(plan_rows__plan=plan).order_by("name", "pk"))
    divisions = _shareable(Division.objects.filter(plan_rows__plan=plan).order_by("name", "pk"))
    ends = _shareable(PlanPeriod.objects.filter(plan=plan).order_by("-ends_on"))
    products = _shareable(Product.objects.filter(plan_columns__plan=plan).order_by("plan_columns__position", "pk"))
    names = [one["name"] for one in accounts]
    sections = [
        Section(_("What you gain"), [_("In short")], [[words["value_proposition"]]])
        if words["value_proposition"]
        else None,
        Section(_("What we want to reach together"), *_objectives(plan, user)),
        Section(_("Who does what until when"), *_actions(plan, user)),
        Section(_("Solutions"), [_("Solution"), _("Family")], [[one["name"], one["family"]] for one in products]),
        Section(_("Where"), [_("Unit")], [[name] for name in [*names, *(one["name"] for one in divisions)]]),
    ]
    said = {"from": formats.day(words["starts_on"]), "until": formats.day(ends[0]["ends_on"]) if ends else ""}
    lead = _("Our plan with %(customer)s.") % {"customer": names[0] if len(names) == 1 else _("you")}
    by = _("From %(from)s until %(until)s.") % said if ends else _("From %(from)s.") % said
    by += " " + _("As of %(day)s.") % {"day": formats.day(today)}
    return PlanDocument(_("Joint plan"), lead, by, [one for one in sections if one is not None and one.rows])


def _objectives(plan: Plan, user: User) -> tuple[list[str], list[list[Any]]]:
    found = visible_objectives(user).open().filter(_of(plan), is_shareable=True).order_by("due_on", "pk")
    head = [_("Objective"), _("How we will know"), _("Until"), _("Who")]
    rows = [[one["name"], one["metric"], one["due_on"], one["owner__name"]] for one in _shareable(found)]
    return head, rows


def _actions(plan: Plan, user: User) -> tuple[list[str], list[list[Any]]]:
    found = visible_actions(user).exclude(status=Action.Status.DROPPED).filter(_of(plan), is_shareable=True)
    head = [_("Step"), _("Who"), _("Until"), _("Done")]
    rows = [
        [one["subject"], one["assignee__name"], one["due_on"], one["done_at"] and one["done_at"].date()]
        for one in _shareable(found.order_by("due_on", "pk"))
    ]
    return head, rows


def _of(plan: Plan) -> Q:
    return Q(account__plan_rows__plan=plan)


def _shareable(found: "QuerySet[Any]") -> list[dict[str, Any]]:
    """Of these records the shareable fields alone."""
    named = [NAMED[found.model]] if found.model in NAMED else []
    return list(found.values(*SHAREABLE[found.model], *named)[:MOST])
