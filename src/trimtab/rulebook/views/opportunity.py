"""What the rules say about one opportunity: a page, and a part of the opportunity's page."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import Frame, frame_of
from trimtab.people.policy import access_to_owner
from trimtab.rulebook.forms import days_to_choose, reasons_to_choose
from trimtab.rulebook.looking import look_at
from trimtab.rulebook.queries import is_stale, looked_at
from trimtab.rulebook.shown import panel_for, with_sights
from trimtab.rulebook.sights import note_sights


@require_GET
def opportunity_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings, each with its evidence, why it matters, and what to do."""
    frame = frame_of(request, now=timezone.now())
    opportunity = get_opportunity_for(frame.user, pk)
    return _page(request, opportunity, frame, is_stale=opportunity.is_open and is_stale(opportunity, today=frame.today))


@require_POST
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Look again where something was written since, and note that the person had the findings before the eyes."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    opportunity = get_opportunity_for(frame.user, pk)
    if opportunity.archived_at is None and is_stale(opportunity, today=frame.today):
        look_at([pk], now=now)
    with transaction.atomic():
        note_sights(frame.user, opportunity, now=now)
    if not request.headers.get("HX-Request"):
        return redirect("opportunity-findings", pk=pk)
    return _page(request, opportunity, frame, is_stale=False, is_read=True)


def _page(
    request: HttpRequest, opportunity: Opportunity, frame: Frame, *, is_stale: bool, is_read: bool = False
) -> HttpResponse:
    panel = panel_for(frame.user, opportunity, today=frame.today)
    target = request.headers.get("HX-Target", "")
    is_panel = bool(request.headers.get("HX-Request")) and target != "findings"
    if not is_panel:
        with_sights(panel)
    context = {
        "frame": frame, "opportunity": opportunity, "panel": panel, "looked_at": looked_at(opportunity),
        "is_stale": is_stale,
        "may_edit": opportunity.is_open and access_to_owner(frame.user, opportunity.owner).can_edit,
        "days": days_to_choose(frame.today), "reasons": reasons_to_choose(), "is_panel": is_panel, "is_read": is_read,
    }  # fmt: skip
    part = "" if not request.headers.get("HX-Request") else "#panel" if is_panel else "#findings"
    return render(request, f"rulebook/opportunity.html{part}", context)
