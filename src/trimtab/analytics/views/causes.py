"""What works: lever cards."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.causes.actions import (
    FEWEST_SELLERS,
    TooFewSellers,
    ask_for_cards,
    is_going_on,
    report_for,
    sellers_in,
)
from trimtab.analytics.causes.wording import first_in_words, first_of, lead_of, shown_cards
from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.pilots.policy import can_begin_pilots, shown_by_pilots
from trimtab.people.frame import Frame, frame_of, scope_for


@require_GET
def what_works(request: HttpRequest) -> HttpResponse:
    """Which levers hold up, and how far they can be believed."""
    frame = frame_of(request, now=timezone.now())
    return render(request, "analytics/causes/what_works.html", _context(frame))


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the cards have come; when they are done, the whole page comes anew."""
    context = _context(frame_of(request, now=timezone.now()))
    if not context["is_going_on"]:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "analytics/causes/progress.html", context)


@require_POST
def cards(request: HttpRequest) -> HttpResponse:
    """Have the cards worked out."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    try:
        ask_for_cards(frame, now=now)
    except TooFewSellers:
        return render(request, "analytics/causes/what_works.html", _context(frame), status=422)
    messages.info(request, _("The cards are being worked out. You can leave this page; it goes on."))
    return redirect(f"{reverse('pipeline-what-works')}?{frame.query}")


def _context(frame: Frame) -> dict[str, object]:
    """What the page shows; nothing about fewer than five sellers."""
    report = report_for(frame)
    has_enough = sellers_in(frame.scope) >= FEWEST_SELLERS
    answer = report.answer if report is not None and has_enough else None
    shown = shown_cards(answer, shown_by_pilots(frame.user)) if answer else []
    first = first_of(shown)
    return {
        "frame": frame,
        "report": report,
        "is_going_on": report is not None and is_going_on(report, now=timezone.now()),
        "has_enough": has_enough,
        "has_wider": not has_enough and sellers_in(scope_for(frame.user, "everyone")) >= FEWEST_SELLERS,
        "fewest": FEWEST_SELLERS,
        "has_extracts": read_manifest(settings.EXTRACTS) is not None,
        "answer": answer,
        "cards": shown,
        "lead": lead_of(shown) if shown else "",
        "first": first,
        "first_why": first_in_words(first) if first else "",
        "can_begin_pilots": can_begin_pilots(frame.user),
    }
