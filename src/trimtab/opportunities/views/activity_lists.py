"""The table of activities and its export."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.opportunities.activity_listing import ActivityListing
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.queries import default_view_of, views_of_list
from trimtab.web.table_pages import TooManyRows, context_of, file_of, refused_workbook


@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """The table; with htmx, the part of it that the filters change."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    if view := default_view_of(frame.user, "activities", request.GET):
        return redirect(f"{request.path}?{view.address}&{frame.query}")
    table = ActivityListing(request.GET, frame, now=now)
    context = context_of(table, export_name="activities-export") | {
        "form": table.form,
        "count": table.counted(),
        "views": views_of_list(frame.user, "activities", request.GET, frame_query=frame.query),
    }
    part = "#changed" if request.headers.get("HX-Target") == "rows" else ""
    return render(request, f"opportunities/activities.html{part}", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The table as a file: the same rows in the same order with the same columns, all pages."""
    user, now = signed_in(request), timezone.now()
    table = ActivityListing(request.GET, frame_of(request, now=now), now=now)
    try:
        file = file_of(table, kind=request.GET.get("format", ""), title=_("Activities"), today=table.frame.today)
    except TooManyRows:
        return refused_workbook(request, back=f"{reverse('activities')}?{table.query(without=['format'])}")
    asked = {"query": request.GET.urlencode()}
    record_event("activities.exported", record="activity", record_id=None, by=user, now=now, after=asked)
    return file
