"""What all pages of one plan show around their own part."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.planning.figures import organisation_day
from trimtab.planning.models import Plan
from trimtab.planning.policy import access_to_plan, can_lead, get_plan_for
from trimtab.planning.reach import Reach


@dataclass(frozen=True)
class Visit:
    """Who looks at which plan, when, and what that person may do."""

    request: HttpRequest
    user: User
    plan: Plan
    now: datetime
    today: date
    zone: ZoneInfo

    @cached_property
    def reach(self) -> Reach:
        """What the plan covers, read once for this page."""
        return Reach(self.plan, self.today, self.zone)

    def page(self, template: str, view: str, *, status: int = 200, **context: object) -> HttpResponse:
        """A page of the plan; `view` is the tab that is open."""
        access = access_to_plan(self.user, self.plan)
        around = {
            "plan": self.plan,
            "view": view,
            "account": self.reach.first,
            "access": access,
            "may_edit": access.can_edit and self.plan.archived_at is None,
            "may_restore": access.can_edit and self.plan.archived_at is not None,
            "may_lead": can_lead(self.user, self.plan) and self.plan.archived_at is None,
        }
        return render(self.request, f"planning/{template}.html", around | context, status=status)


def visit_of(request: HttpRequest, pk: int, *, edit: bool = False) -> Visit:
    """The visit of whoever is signed in to that plan.

    Raises:
        Http404, PermissionDenied: see `get_plan_for`.
    """
    user, now = signed_in(request), timezone.now()
    plan = get_plan_for(user, pk, edit=edit)
    today, zone = organisation_day(now)
    return Visit(request, user, plan, now, today, zone)
