"""Where an opportunity stands on the grid: by its lines, or as somebody says."""

from collections.abc import Sequence

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


@require_http_methods(["GET", "POST"])
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which solution at which unit it is about; divide it over several; or let its lines decide."""
    shown = get_opportunity_for(signed_in(request), pk, edit=True)
    forms, said = _forms(request, shown), ""
    if request.method == "POST":
        said = _wrong(request, shown, forms)
        if not said:
            messages.info(request, _("Where it stands on the grid was changed."))
            return redirect("opportunity", pk=pk)
    context = {"opportunity": shown, "forms": forms, "said": said, "places": places_in_words(shown)}
    return render(request, "whitespace/placement.html", context, status=422 if said else 200)


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of it: where it stands, and the potential that it came from."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk)
    origin = Potential.objects.filter(opportunity=shown, state=Potential.State.QUALIFIED).order_by("pk").first()
    context = {
        "opportunity": shown,
        "places": places_in_words(shown),
        "origin": origin,
        "may_edit": access_to_owner(user, shown.owner).can_edit and shown.archived_at is None,
    }
    return render(request, "whitespace/opportunity_panel.html", context)


def _wrong(request: HttpRequest, shown: Opportunity, forms: Sequence[PlacementForm]) -> str:
    """Change where it stands; what stood against that, in words."""
    user, now = signed_in(request), timezone.now()
    if "clear" in request.POST:
        actions.clear_placements(shown, by=user, now=now)
        return ""
    if sum(not form.is_valid() for form in forms):
        return _("Something needs another look; nothing was saved. What you typed is kept.")
    places = [form.place for form in forms if form.place is not None]
    if not places:
        return _("Choose at least one solution, or let its lines decide.")
    try:
        actions.place_opportunity(shown, places=places, by=user, now=now)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _forms(request: HttpRequest, shown: Opportunity) -> list[PlacementForm]:
    """One form for each part that is set, and room for more."""
    if shown.account is None:
        return []
    rows = list(shown.placements.order_by("pk")[:PARTS])
    start: list[dict[str, object]] = [
        {"product": row.product_id, "division": row.division_id, "share": f"{row.weight.normalize():f}"} for row in rows
    ]
    start += [{"share": 100}] if not start else []
    start += [{}] * (PARTS - len(start))
    typed = request.POST or None
    return [
        PlacementForm(typed, prefix=f"part{number}", account=shown.account, initial=values)
        for number, values in enumerate(start, 1)
    ]
