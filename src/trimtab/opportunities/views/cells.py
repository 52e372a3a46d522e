"""One value of an opportunity, edited in its cell of the table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trimtab.opportunities import actions
from trimtab.opportunities.actions import OpportunityChanged
from trimtab.opportunities.forms import CellForm
from trimtab.opportunities.listing import Listing
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.cell_pages import Cell, answer_cell

EDITABLE = ("owner", "stage", "amount", "close_on", "forecast_category", "next_step")


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """The form of one value; once saved, the row as it is now. The second of two editors sees the other's value."""
    if field not in EDITABLE:
        raise Http404
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    form = CellForm(request.POST or None, user=user, opportunity=shown, field=field)
    edited = Cell(form, field, reverse("opportunity-edit", args=[pk]), getattr(shown, field))

    def save(value: object) -> None:
        actions.edit_opportunity(shown, changes={field: value}, by=user, now=now, seen_at=shown.changed_at)

    def row() -> HttpResponse:
        listing = Listing(request.GET, frame_of(request, now=now), now=now)
        return HttpResponse(listing.drawn(listing.line_of(pk)))

    try:
        return answer_cell(request, edited, save=save, row=row)
    except OpportunityChanged:  # between reading and writing: look again
        return cell(request, pk, field)
