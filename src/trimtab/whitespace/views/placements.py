"""Where an opportunity stands on the grid: by its lines, or as somebody says."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import signed_in
from trimtab.people.policy import access_to_owner
from trimtab.whitespace import actions
from trimtab.whitespace.forms import PlacementForm
from trimtab.whitespace.leaves import places_in_words
from trimtab.whitespace.models import Potential

PARTS = 4
NO_ACCOUNT = 0


@require_http_methods(["GET", "POST"])
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which solution at which unit it is about; divide it over several; or let its lines decide."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    forms = _forms(request, shown)
    said = ""
    if request.method == "POST" and "clear" in request.POST:
        actions.clear_placements(shown, by=user, now=now)
        return redirect("opportunity", pk=pk)
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        places = [form.place for form in forms if form.place is not None]
        try:
            actions.place_opportunity(shown, places=places, by=user, now=now)
        except ValidationError as error:
            said = " ".join(error.messages)
        else:
            messages.info(request, _("It stands on the grid now."))
            return redirect("opportunity", pk=pk)
    context = {"opportunity": shown, "forms": forms, "said": said, "places": places_in_words(shown)}
    return render(request, "whitespace/placement.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of it: where it stands, and the potential that it came from."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk)
    origin = Potential.objects.filter(opportunity=shown, state=Potential.State.QUALIFIED).order_by("pk").first()
    drift = None
    if origin is not None and origin.worth_then is not None and origin.amount is not None:
        drift = origin.worth_then - origin.amount
    context = {
        "opportunity": shown,
        "places": places_in_words(shown),
        "origin": origin,
        "drift": drift,
        "may_edit": access_to_owner(user, shown.owner).can_edit and shown.archived_at is None,
    }
    return render(request, "whitespace/opportunity_panel.html", context)


def _forms(request: HttpRequest, shown: Opportunity) -> list[PlacementForm]:
    """One form for each part that is set, and room for more."""
    if shown.account is None:
        return []
    rows = list(shown.placements.order_by("pk")[:PARTS])
    start: list[dict[str, object]] = [
        {"product": row.product_id, "division": row.division_id, "share": row.weight.normalize()} for row in rows
    ]
    start += [{"share": 100}] if not start else []
    start += [{}] * (PARTS - len(start))
    typed = request.POST or None
    return [
        PlacementForm(typed, prefix=f"part{number}", account=shown.account, initial=values)
        for number, values in enumerate(start, 1)
    ]
