"""The chances of an opportunity, and how good such chances are."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.analytics.odds.page import odds_page
from trimtab.analytics.odds.panel import panel_of
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in


@require_GET
def opportunity_odds(request: HttpRequest, pk: int) -> HttpResponse:
    """How likely one opportunity is to be won, and why: a page, and a part of the opportunity's page."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk)
    panel = panel_of(settings.EXTRACTS, shown, user=user)
    part = "#panel" if request.headers.get("HX-Request") else ""
    return render(request, f"analytics/odds/opportunity.html{part}", {"panel": panel, "opportunity": shown})


@require_GET
def pipeline_odds(request: HttpRequest) -> HttpResponse:
    """How good the chances are."""
    frame = frame_of(request, now=timezone.now())
    return render(request, "analytics/odds/page.html", {"frame": frame, "page": odds_page(settings.EXTRACTS)})
