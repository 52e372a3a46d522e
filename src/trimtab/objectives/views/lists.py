"""The tables of objectives and of actions, and their exports."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.objectives.listing import ActionListing, ObjectiveListing
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.queries import default_view_of, views_of_list
from trimtab.web.table_pages import TooManyRows, context_of, file_of, how_many, refused_workbook


@require_GET
def objectives(request: HttpRequest) -> HttpResponse:
    """The table of objectives."""
    frame = frame_of(request, now=timezone.now())
    if view := default_view_of(frame.user, "objectives", request.GET):
        return redirect(f"{request.path}?{view.address}&{frame.query}")
    table = ObjectiveListing(request.GET, frame)
    return _page(request, table, template="objectives/objectives.html", more={"overdue": table.overdue()})


@require_GET
def action_list(request: HttpRequest) -> HttpResponse:
    """The table of actions."""
    frame = frame_of(request, now=timezone.now())
    if view := default_view_of(frame.user, "actions", request.GET):
        return redirect(f"{request.path}?{view.address}&{frame.query}")
    table = ActionListing(request.GET, frame)
    more: dict[str, object] = {
        "counts": table.counts(),
        "matching": table.matching,
        "how_many": how_many(table.counted()),
    }
    return _page(request, table, template="objectives/actions.html", more=more)


@require_GET
def objectives_export(request: HttpRequest) -> HttpResponseBase:
    """The table of objectives as a file: the same rows in the same order with the same columns, all pages."""
    table = ObjectiveListing(request.GET, frame_of(request, now=timezone.now()))
    return _file(request, table, title=_("Objectives"), record="objective")


@require_GET
def actions_export(request: HttpRequest) -> HttpResponseBase:
    """The table of actions as a file: the same rows in the same order with the same columns, all pages."""
    table = ActionListing(request.GET, frame_of(request, now=timezone.now()))
    return _file(request, table, title=_("Actions"), record="action")


def _page(
    request: HttpRequest, table: ActionListing | ObjectiveListing, *, template: str, more: dict[str, object]
) -> HttpResponse:
    name, frame = table.list_name, table.frame
    context = context_of(table, export_name=f"{name}-export") | {
        "form": table.form,
        "count": table.counted(),
        "views": views_of_list(frame.user, name, request.GET, frame_query=frame.query),
    }
    part = "#changed" if request.headers.get("HX-Target") == "rows" else ""
    return render(request, f"{template}{part}", context | more)


def _file(
    request: HttpRequest, table: ActionListing | ObjectiveListing, *, title: str, record: str
) -> HttpResponseBase:
    try:
        file = file_of(table, kind=request.GET.get("format", ""), title=title, today=table.frame.today)
    except TooManyRows:
        return refused_workbook(request, back=f"{reverse(table.list_name)}?{table.query(without=['format'])}")
    asked = {"query": request.GET.urlencode()}
    user, now = signed_in(request), timezone.now()
    record_event(f"{record}s.exported", record=record, record_id=None, by=user, now=now, after=asked)
    return file
