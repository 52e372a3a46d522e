"""The four dangerous trends: what is at stake, whose it is, and what to do."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.cuts import cut_from
from trimtab.analytics.reading import NoExtracts
from trimtab.analytics.trends import words
from trimtab.analytics.trends.drawing import drawn
from trimtab.analytics.trends.freshness import NoTrends, bring_trends_up_to_date
from trimtab.analytics.trends.model import Trends
from trimtab.analytics.trends.persons import leanings_for, note_seen
from trimtab.analytics.trends.reading import trends_for
from trimtab.analytics.views.review import read_now
from trimtab.people.frame import Frame, frame_of

KEYS = ("vanishing", "telephone", "tomorrow", "information")


@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    """All four, each answered in a sentence."""
    frame = frame_of(request, now=timezone.now())
    try:
        found = trends_now(request, frame)
    except (NoExtracts, NoTrends):
        return render(request, "analytics/trends/preparing.html", {"frame": frame}, status=503)
    rows = [(trend, drawn(trend)) for trend in found.each]
    context = {"frame": frame, "trends": found, "rows": rows, "lead_sentence": words.headline(found)}
    return render(request, "analytics/trends/trends.html", context)


@require_GET
def trend(request: HttpRequest, trend: str) -> HttpResponse:
    """One of them with all that it rests on."""
    if trend not in KEYS:
        raise Http404
    frame = frame_of(request, now=timezone.now())
    try:
        found = trends_now(request, frame)
    except (NoExtracts, NoTrends):
        return render(request, "analytics/trends/preparing.html", {"frame": frame}, status=503)
    one = found.named(trend)
    context = {"frame": frame, "trends": found, "trend": one, "drawn": drawn(one)}
    if trend == "tomorrow":
        context["leanings"] = leanings_for(frame, settings.EXTRACTS)
    return render(request, f"analytics/trends/{trend}.html", context)


@require_POST
def leaning_readings(request: HttpRequest) -> HttpResponse:
    """The person has seen how the own first dates lean."""
    frame = frame_of(request, now=timezone.now())
    note_seen(extracts=settings.EXTRACTS, by=frame.user, now=timezone.now())
    messages.info(request, _("Noted. From now on whoever leads you sees it too."))
    return redirect(f"{reverse('trend', args=['tomorrow'])}?{frame.query}")


def trends_now(request: HttpRequest, frame: Frame) -> Trends:
    """The trends of the frame and the cut that the address names.

    Raises:
        NoExtracts: there are no extracts yet.
        NoTrends: the trends are being worked out for the first time.
    """
    reading = read_now()
    kept = bring_trends_up_to_date(
        settings.EXTRACTS, engine=reading.engine, now=timezone.now(), organisation=frame.organisation
    )
    return trends_for(frame, reading, kept, cut_from(request.GET))
