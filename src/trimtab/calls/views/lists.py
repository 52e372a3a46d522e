"""Lists of calls: the week, those of one opportunity, and the panel on its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.calls.lists import calls_with, week_of
from trimtab.calls.models import Outcome
from trimtab.calls.quick_form import QuickForm
from trimtab.calls.starters import STARTERS
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.policy import access_to_owner


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """To plan, planned, to debrief."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    context = {"frame": frame, "week": week_of(frame, now=now), "outcomes": Outcome.choices}
    return render(request, "calls/calls.html", context | {"is_own": frame.scope.key == "me"})


@require_GET
def opportunity_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """The calls of one opportunity, and the next one."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk)
    may_plan = access_to_owner(user, opportunity.owner).can_edit and opportunity.archived_at is None
    context = {
        "opportunity": opportunity,
        "shown": calls_with(opportunity, user=user, now=now),
        "may_plan": may_plan,
        "steps": STARTERS,
        "quick": QuickForm(opportunity=opportunity, now=now) if may_plan else None,
        "outcomes": Outcome.choices,
    }
    return render(request, "calls/opportunity.html", context)


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of its calls, loaded once it comes into view."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk)
    shown = calls_with(opportunity, user=user, now=now)
    may_plan = access_to_owner(user, opportunity.owner).can_edit
    return render(request, "calls/panel.html", {"opportunity": opportunity, "shown": shown, "may_plan": may_plan})
