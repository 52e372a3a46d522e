"""The quadrant page, and its table as a file."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.people.frame import frame_of, signed_in
from trimtab.targeting.drawing import Scatter, draw
from trimtab.targeting.keeping import kept
from trimtab.targeting.listing import ScoreListing
from trimtab.targeting.models import Scoring, Study
from trimtab.targeting.policy import can_define
from trimtab.targeting.quadrant import Overview, overview, read_rows
from trimtab.targeting.queries import crossings, latest_study
from trimtab.targeting.scoring import latest_scoring
from trimtab.web.table_pages import TooManyRows, context_of, file_of, refused_workbook

# What narrows or orders the table only.
NOT_DRAWN = ("quadrant", "standing", "band", "sort", "columns", "scope", "period")


@require_GET
def quadrant(request: HttpRequest) -> HttpResponse:
    """Which accounts deserve the time: four quadrants, drawn and as a table."""
    now = timezone.now()
    frame, scoring, study = frame_of(request, now=now), latest_scoring(), latest_study()
    if scoring is None or study is None:
        return render(request, "targeting/nothing.html", {"frame": frame})
    table = ScoreListing(request.GET, frame)
    context = context_of(table, export_name="quadrant-export") | {
        "form": table.form,
        "frame_label": frame.scope.label,
        "currency": frame.organisation.currency,
        "study": study,
        "may_define": can_define(frame.user),
    }
    if request.headers.get("HX-Target") == "rows":
        return render(request, "targeting/quadrant.html#changed", context)
    asked = table.query(without=[*NOT_DRAWN])
    said, scatter = kept("quadrant", frame, asked=asked, make=lambda: _seen(table, scoring, study))
    context |= {"overview": said, "scatter": scatter, "crossings": crossings(table.in_scope(), now=now)}
    return render(request, "targeting/quadrant.html", context)


def _seen(table: ScoreListing, scoring: Scoring, study: Study) -> tuple[Overview, Scatter]:
    rows = read_rows(table.in_scope())
    said = overview(rows, scoring=scoring, study=study)
    return said, draw(rows, scoring=scoring, counts={one.letter: one.accounts for one in said.quadrants})


@require_GET
def quadrant_export(request: HttpRequest) -> HttpResponseBase:
    """The table as a file: the same rows in the same order with the same columns, all pages."""
    user, now = signed_in(request), timezone.now()
    table = ScoreListing(request.GET, frame_of(request, now=now))
    try:
        file = file_of(table, kind=request.GET.get("format", ""), title=_("Scores"), today=table.frame.today)
    except TooManyRows:
        return refused_workbook(request, back=f"{reverse('quadrant')}?{table.query(without=['format'])}")
    asked = {"query": request.GET.urlencode()}
    record_event("scores.exported", record="account", record_id=None, by=user, now=now, after=asked)
    return file
