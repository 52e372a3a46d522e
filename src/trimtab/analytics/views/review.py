"""The pipeline review: page, JSON, and the rows behind its figures."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.analytics.addresses import address_of
from trimtab.analytics.drill import UnknownFigure, lines_of
from trimtab.analytics.forecast.glance import forecast_said, last_period
from trimtab.analytics.forms import ChangeForm, CutForm
from trimtab.analytics.reading import NoExtracts, Reading, as_json, cut_values_for, open_reading, review_for
from trimtab.analytics.reports import as_csv
from trimtab.analytics.review import may_open
from trimtab.analytics.review.drawing import drawn
from trimtab.core.audit import record_event
from trimtab.people.frame import frame_of
from trimtab.people.policy import can_set_up

LAST_PAGE = 10**9


def read_now() -> Reading:
    """The extracts of this installation, now."""
    return open_reading(settings.EXTRACTS, now=timezone.now(), memory=settings.ANALYSIS_MEMORY)


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The first page is Today: what to do now."""
    return redirect("today")


@require_GET
def pipeline(request: HttpRequest) -> HttpResponse:
    """Where the period stands, what changed, where to act."""
    frame = frame_of(request, now=timezone.now())
    form = ChangeForm(request.GET)
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    review = review_for(frame, reading, form.choice())
    cuts = CutForm(cut_values_for(frame, reading), form.cut, by=review.people.by)
    context = {"frame": frame, "review": review, "form": form, "cuts": cuts, "may_bring_in": can_set_up(frame.user)}
    if review.is_empty:
        return render(request, "analytics/nothing.html", context)
    past = last_period(reading.manifest, frame)
    context |= {"past": past, "forecast": "" if past or review.cut else forecast_said(settings.EXTRACTS, frame)}
    charts = drawn(review, address=lambda rows: address_of(rows, frame, request.GET))
    return render(request, "analytics/pipeline.html", {**context, "drawn": charts})


@require_GET
def pipeline_json(request: HttpRequest) -> HttpResponse:
    """The same review for programs."""
    frame = frame_of(request, now=timezone.now())
    try:
        reading = read_now()
    except NoExtracts as error:
        return HttpResponse(f'{{"error": "{error}"}}', content_type="application/json", status=503)
    review = review_for(frame, reading, ChangeForm(request.GET).choice())
    return HttpResponse(as_json(review), content_type="application/json")


@require_GET
def pipeline_csv(request: HttpRequest) -> HttpResponse:
    """Every figure of the review on a line of its own; that it was taken is recorded."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    review = review_for(frame, reading, ChangeForm(request.GET).choice())
    asked = {"scope": frame.scope.key, "period": frame.period.key, **review.cut}
    record_event("review.exported", record="review", record_id=None, by=frame.user, now=now, after=asked)
    answer = HttpResponse(as_csv(review), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="review-{frame.period.key}.csv"'
    return answer


@require_GET
def rows(request: HttpRequest, figure: str) -> HttpResponse:
    """The opportunities behind a figure, under the conditions that it was computed with."""
    frame = frame_of(request, now=timezone.now())
    try:
        reading = read_now()
        form = ChangeForm(request.GET)
        moments = reading.moments(frame, form.choice())
        page = min(max(int(request.GET.get("page") or 1), 1), LAST_PAGE)
        asker = reading.asker(frame, form.cut)
        lines = lines_of(
            figure, request.GET.dict(), asker=asker, moments=moments, visible=may_open(frame.user), page=page
        )
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    except (UnknownFigure, ValueError) as error:
        raise Http404(str(error)) from error
    context = {"frame": frame, "cut": form.cut, "lines": lines, "as_of": moments.as_of, "answers": asker.answers}
    return render(request, "analytics/rows.html", context)
