"""The table of opportunities and its export."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.opportunities.listing import Listing
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.queries import default_view_of, views_of_list
from trimtab.web.table_pages import TooManyRows, context_of, file_of, how_many, refused_workbook
from trimtab.web.tables import COUNTED


@require_GET
def opportunities(request: HttpRequest) -> HttpResponse:
    """The table; with htmx, the part of it that the filters change."""
    user, now = signed_in(request), timezone.now()
    if view := default_view_of(user, "opportunities", request.GET):
        return redirect(f"{request.path}?{view.address}&{frame_of(request, now=now).query}")
    listing = Listing(request.GET, frame_of(request, now=now), now=now)
    count = listing.count()
    context = context_of(listing, export_name="opportunities-export") | {
        "listing": listing,
        "form": listing.form,
        "count": count,
        "earlier": listing.count_before_period(),
        "views": views_of_list(user, "opportunities", request.GET, frame_query=listing.frame.query),
        "matching": listing.matching,
        "how_many": how_many(COUNTED + 1 if count.is_more else count.rows),
    }
    part = "#changed" if request.headers.get("HX-Target") == "rows" else ""
    return render(request, f"opportunities/list.html{part}", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The table as a file: the same rows in the same order with the same columns, all pages."""
    user, now = signed_in(request), timezone.now()
    listing = Listing(request.GET, frame_of(request, now=now), now=now)
    try:
        file = file_of(listing, kind=request.GET.get("format", ""), title=_("Opportunities"), today=listing.frame.today)
    except TooManyRows:
        return refused_workbook(request, back=f"{reverse('opportunities')}?{listing.query(without=['format'])}")
    asked = {"query": request.GET.urlencode()}
    record_event("opportunities.exported", record="opportunity", record_id=None, by=user, now=now, after=asked)
    return file
