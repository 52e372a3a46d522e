"""One value of an opportunity, edited in its cell of the table."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trimtab.opportunities import actions
from trimtab.opportunities.actions import OpportunityChanged
from trimtab.opportunities.forms import CellForm
from trimtab.opportunities.history import current_value
from trimtab.opportunities.listing import Listing
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.opportunities.views.lists import signed_in
from trimtab.people.frame import frame_of
from trimtab.web.cell_pages import Seen, cell_form, is_fetched, row, seen_in
from trimtab.web.cells import NOTHING, shown_value

EDITABLE = ("owner", "stage", "amount", "close_on", "forecast_category", "next_step")


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """The form of one value; once saved, the row as it is now. The second of two editors sees the other's value."""
    if field not in EDITABLE:
        raise Http404
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    form = CellForm(request.POST or None, user=user, opportunity=shown, field=field)
    if not is_fetched(request) and not form.is_bound:
        return redirect("opportunity-edit", pk=pk)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, shown, seen=seen_in(request) if form.is_bound else _seen(shown, field))
    try:
        _edit(form, shown, seen=seen_in(request), now=now)
    except OpportunityChanged as changed:
        theirs = _text(request, changed.opportunity, field, now=now)
        return _form(request, form, shown, seen=_seen(changed.opportunity, field), theirs=theirs)
    if not is_fetched(request):
        return redirect("opportunity", pk=pk)
    listing = Listing(request.GET, frame_of(request, now=now), now=now)
    return row(request, listing, listing.line_of(pk))


def _edit(form: CellForm, shown: Opportunity, *, seen: Seen, now: datetime) -> None:
    """Save the value, unless somebody else gave this very field another one; what else they changed is no conflict."""
    if not form.changes or seen.is_still(form.written):
        return
    try:
        actions.edit_opportunity(shown, changes=form.changes, by=form.user, now=now, seen_at=seen.at)
    except OpportunityChanged as changed:
        current = changed.opportunity
        if not seen.is_still(current_value(current, form.field)):
            raise
        actions.edit_opportunity(
            current, changes=form.changes, by=form.user, now=now, seen_at=current.changed_at
        )


def _seen(opportunity: Opportunity, field: str) -> Seen:
    return Seen(opportunity.changed_at, current_value(opportunity, field) or "")


def _form(
    request: HttpRequest, form: CellForm, shown: Opportunity, *, seen: Seen, theirs: str = ""
) -> HttpResponse:
    edit_url = reverse("opportunity-edit", args=[shown.pk])
    return cell_form(request, form, field=form.field, edit_url=edit_url, seen=seen, theirs=theirs)


def _text(request: HttpRequest, opportunity: Opportunity, field: str, *, now: datetime) -> str:
    """The value as the table shows it."""
    listing = Listing(request.GET, frame_of(request, now=now), now=now)
    column = next(column for column in listing.offered if column.key == field)
    return shown_value(column.value(listing.line_of(opportunity.pk))) or NOTHING
