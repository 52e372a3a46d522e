"""Setbacks: the open alarms, one alarm with its chart, closing it, and those that were closed."""

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.definitions import load_definitions
from trimtab.analytics.watch.actions import close_setback
from trimtab.analytics.watch.drawing import drawn
from trimtab.analytics.watch.forms import ClosingForm
from trimtab.analytics.watch.listing import (
    CLOSED_A_PAGE,
    closed_setbacks,
    last_week,
    open_setbacks,
    realised_rate,
)
from trimtab.analytics.watch.models import Setback
from trimtab.analytics.watch.policy import can_close, get_setback_for
from trimtab.analytics.watch.watching import is_due
from trimtab.core.background import start_program
from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in

BEGUN_SECONDS = 600


@require_GET
def setbacks(request: HttpRequest) -> HttpResponse:
    """The open alarms, how well the watch keeps its promise, and what was closed."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    # One process in ten minutes, however many people open the page while it works.
    if is_due(now) and cache.add("watch-begun", True, BEGUN_SECONDS):
        _watch_aside()
    closed = closed_setbacks(frame.user, before=id_in(request.GET.get("before", "")))
    context = {
        "frame": frame,
        "setbacks": open_setbacks(frame.user),
        "closed": closed[:CLOSED_A_PAGE],
        "has_more": len(closed) > CLOSED_A_PAGE,
        "last_id": closed[CLOSED_A_PAGE - 1].pk if len(closed) > CLOSED_A_PAGE else None,
        "week": last_week(),
        "realised": realised_rate(frame.today, budget=load_definitions().false_alarms),
    }
    return render(request, "analytics/watch/setbacks.html", context)


@require_GET
def setback(request: HttpRequest, setback_id: int) -> HttpResponse:
    """One alarm."""
    found = get_setback_for(signed_in(request), setback_id)
    return _page(request, found, ClosingForm())


@require_POST
def setback_closing(request: HttpRequest, setback_id: int) -> HttpResponse:
    """Close an alarm with an answer."""
    user = signed_in(request)
    found = get_setback_for(user, setback_id)
    if not can_close(user, found):
        raise PermissionDenied(_("Whoever leads these people closes the alarm."))
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            close_setback(found, **form.cleaned_data, by=user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The alarm is closed. Its answer stands below, under closed alarms."))
            return redirect("setbacks")
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: Setback, form: ClosingForm, *, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    context = {
        "frame": frame_of(request, now=timezone.now()),
        "setback": found,
        "chart": drawn(found),
        "form": form,
        "closing": getattr(found, "closing", None),
        "may_close": can_close(user, found),
    }
    return render(request, "analytics/watch/setback.html", context, status=status)


def _watch_aside() -> None:
    """Look at the last week in a process of its own; one that comes second finds nothing to do."""
    start_program("trimtab.cli", "watch")
