"""What came of the advice?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.coach import words
from trimtab.coach.followed import followed_in
from trimtab.coach.views.today import advice_reader
from trimtab.people.frame import frame_of


@require_GET
def advice(request: HttpRequest) -> HttpResponse:
    """Of each rule how often it spoke, was followed, and what came then."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    rules = followed_in(frame, counsel=advice_reader()([], ()), now=now)
    context = {"frame": frame, "rules": rules, "headline": words.what_came(rules)}
    return render(request, "coach/advice.html", context)
