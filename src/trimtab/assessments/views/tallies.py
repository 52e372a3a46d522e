"""The answers of a team: what is not known most, and how deals ended by what was answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.assessments.shipped import FOUR_QUESTIONS
from trimtab.assessments.tallies import ENOUGH, assessed, rows_of
from trimtab.assessments.templates import active_version, card_of
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import frame_of, signed_in


@require_GET
def assessments(request: HttpRequest) -> HttpResponse:
    """Every question over the opportunities of the chosen people."""
    user = signed_in(request)
    frame = frame_of(request, now=timezone.now())
    opportunities = visible_opportunities(user).current()
    if frame.scope.ids is not None:
        opportunities = opportunities.filter(owner__in=frame.scope.ids)
    rows = rows_of(card_of(FOUR_QUESTIONS, active_version()), opportunities)
    begun, of = assessed(opportunities)
    context = {"rows": rows, "begun": begun, "of": of, "enough": ENOUGH, "worst": rows[0] if rows and begun else None}
    return render(request, "assessments/tallies.html", context)
