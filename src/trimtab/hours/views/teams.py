"""What the hours of teams go to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.hours.policy import require_teams
from trimtab.hours.teams_page import LEAST_PEOPLE, team_of
from trimtab.people.frame import frame_of, signed_in


@require_GET
def hours_of_teams(request: HttpRequest) -> HttpResponse:
    """Sums of at least three people: the share, and where the burdens come from."""
    require_teams(signed_in(request))
    frame = frame_of(request, now=timezone.now())
    context = {"team": team_of(frame), "frame_label": frame.scope.label, "least": LEAST_PEOPLE, "may_see_teams": True}
    return render(request, "hours/teams.html", context)
