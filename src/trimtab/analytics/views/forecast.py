"""The forecast: page, JSON, rows, and its track record. Computed by a process of its own, only read here."""

import json
from datetime import datetime, time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.addresses import address_of
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.forecast.background import FORECAST, RECORD, start_aside
from trimtab.analytics.forecast.document import Document
from trimtab.analytics.forecast.forms import SubmissionForm
from trimtab.analytics.forecast.glance import last_period
from trimtab.analytics.forecast.keeping import latest_forecast, latest_record, state_of
from trimtab.analytics.forecast.page import shown
from trimtab.analytics.forecast.publishing import published_node
from trimtab.analytics.forecast.readers import Reading, node_key, read_forecast
from trimtab.analytics.forecast.recorded import recorded
from trimtab.analytics.forecast.refusing import refusal_words
from trimtab.analytics.forecast.rows import UnknownRows, rows_of
from trimtab.analytics.forecast.said import own_adjustments, own_record, saying
from trimtab.analytics.forecast.telling import method_words, notes
from trimtab.analytics.freshness import bring_up_to_date
from trimtab.core.calendars import unit_of
from trimtab.people.frame import Frame, frame_of
from trimtab.rhythm.policy import can_submit_forecast
from trimtab.rhythm.queries import people_who_share

LAST_PAGE = 10**6


def extracts_now(now: datetime) -> Manifest | None:
    """The extracts, brought up to date where that is quick; None while there are none."""
    return bring_up_to_date(settings.EXTRACTS, now=now, memory=settings.ANALYSIS_MEMORY).manifest


def reading_of(frame: Frame, manifest: Manifest, *, now: datetime) -> Reading:
    """The kept forecast of the frame's period; where a newer one is needed, a process begins to make it."""
    began = datetime.combine(frame.today, time(), frame.organisation.zone)
    reading = read_forecast(settings.EXTRACTS, manifest, frame.period.key, now=now, today_began=began)
    if reading.needs_making and settings.FORECASTS_WHEN_ASKED:
        start_aside(FORECAST, frame.period.key)
    return reading


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """Where the period will end, and how sure that is."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    manifest = extracts_now(now)
    if manifest is None:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    reading = reading_of(frame, manifest, now=now)
    context = forecast_context(request, frame, reading, now=now)
    context["past"] = last_period(manifest, frame)
    return render(request, "analytics/forecast/page.html", context)


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """Whether the forecast that a page waits for is there; when it is, the whole page comes anew."""
    frame = frame_of(request, now=timezone.now())
    state = state_of(settings.EXTRACTS, frame.period.key)
    if latest_forecast(settings.EXTRACTS, frame.period.key) is None:
        return render(request, "analytics/forecast/progress.html", {"frame": frame, "reading": {"state": state}})
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


def forecast_context(
    request: HttpRequest, frame: Frame, reading: Reading, *, now: datetime, form: SubmissionForm | None = None
) -> dict[str, object]:
    """What the page shows: the group of the frame, or why there is none yet."""
    document: Document = reading.kept.document if reading.kept else {}
    key = node_key(frame.user, frame.scope)
    context: dict[str, object] = {
        "frame": frame,
        "reading": reading,
        "changed": reading.changed_in(frame.scope),
        "document": document,
        "refused": refusal_words(document["refusal"]) if "refusal" in document else "",
        "form": form or SubmissionForm(),
        "may_submit": can_submit_forecast(frame.user),
        "saying": saying(frame, document, now=now),
        "own_record": own_record(document, frame.user),
        "is_shared": frame.user.pk in people_who_share(),
        "own_adjustments": own_adjustments(document, frame.user),
    }
    if key in document.get("nodes", {}):
        context["shown"] = shown(document, key, address=lambda rows: _address(rows, frame, request))
        context["method"] = method_words(document)
        context["notes"] = notes(document)
        context["as_of"] = datetime.fromisoformat(document["as_of"])
    return context


def _address(rows: str, frame: Frame, request: HttpRequest) -> str:
    """Rows of the review where the name asks for them (with a question mark), else those of the forecast."""
    if "?" in rows:
        return address_of(rows, frame, request.GET)
    return f"{reverse('forecast-rows', args=[rows])}?{frame.query}"


@require_GET
def forecast_json(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    manifest = extracts_now(now)
    reading = reading_of(frame, manifest, now=now) if manifest else None
    if reading is None or reading.kept is None:
        return HttpResponse('{"error": "The forecast is being prepared."}', content_type="application/json", status=503)
    found = published_node(reading.kept.document, node_key(frame.user, frame.scope))
    return HttpResponse(json.dumps(found, indent=1), content_type="application/json")


@require_GET
def rows(request: HttpRequest, part: str) -> HttpResponse:
    """The open opportunities behind a part of the forecast, with their chances."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    manifest = extracts_now(now)
    reading = reading_of(frame, manifest, now=now) if manifest else None
    if reading is None or reading.kept is None:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    try:
        page = min(max(int(request.GET.get("page") or 1), 1), LAST_PAGE)
        found = rows_of(
            reading.kept, part, owner_ids=frame.scope.ids, user=frame.user, page=page, extracts=settings.EXTRACTS
        )
    except (UnknownRows, ValueError) as error:
        raise Http404(str(error)) from error
    context = {"frame": frame, "found": found, "kept": reading.kept}
    return render(request, "analytics/forecast/rows.html", context)


@require_GET
def track_record(request: HttpRequest) -> HttpResponse:
    """How earlier periods were forecast, refitted to what was known then, beside plain methods."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    unit = unit_of(frame.period)
    state = state_of(settings.EXTRACTS, f"{RECORD}-{unit}")
    context = {
        "frame": frame,
        "unit": unit,
        "state": state,
        "is_running": state is not None and state.is_running(now),
        "record": recorded(latest_record(settings.EXTRACTS, unit)),
    }
    return render(request, "analytics/forecast/track_record.html", context)


@require_POST
def track_record_renewal(request: HttpRequest) -> HttpResponse:
    """Begin to make the track record anew."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    state = state_of(settings.EXTRACTS, f"{RECORD}-{unit_of(frame.period)}")
    if settings.FORECASTS_WHEN_ASKED and not (state is not None and state.is_running(now)):
        start_aside(RECORD, frame.period.key)
    return redirect(f"{reverse('forecast-track-record')}?{frame.query}")
