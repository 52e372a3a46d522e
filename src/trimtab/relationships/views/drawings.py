"""The map as a drawing: for the browser, as a file, and where people stand on it."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.relationships import actions
from trimtab.relationships.drawing import CARD, LEGEND, drawing_of, graph_of
from trimtab.relationships.headlines import address_of
from trimtab.relationships.models import PeopleMap
from trimtab.relationships.policy import get_map_for
from trimtab.relationships.portrait import Portrait, portrait_of

FURTHEST = 100_000
Places = dict[int, tuple[int, int] | None]


@require_GET
def graph(request: HttpRequest, pk: int) -> HttpResponse:
    """People, places and lines, as the map in the browser reads them."""
    return JsonResponse(dict(graph_of(_portrait(request, get_map_for(signed_in(request), pk)))))


@require_GET
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """The map as SVG; with `for=customer` names, posts and reporting lines only."""
    shown = get_map_for(signed_in(request), pk)
    is_shareable = request.GET.get("for") == "customer"
    found = drawing_of(_portrait(request, shown), is_shareable=is_shareable)
    context = {"map": shown, "drawing": found, "is_shareable": is_shareable, "card": CARD}
    context["legend_top"] = found.view[1] + found.view[3] - LEGEND
    context["today"] = frame_of(request, now=timezone.now()).today
    answer = render(request, "relationships/drawing.svg", context, content_type="image/svg+xml")
    if "download" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="people-{pk}.svg"'
    return answer


@require_POST
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep where people stand; without places, everybody goes back to where the layout puts them."""
    user = signed_in(request)
    shown = get_map_for(user, pk, edit=True)
    try:
        moved = _places_in(request.POST.get("places", "")) if "places" in request.POST else _nowhere(shown)
    except ValueError:
        return HttpResponse(_("Places are written as {id: [across, down]}, in whole numbers."), status=422)
    before = actions.arrange(shown, places=moved, by=user, now=timezone.now())
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"before": before})
    return redirect(f"{address_of(shown)}?view=map")


def _portrait(request: HttpRequest, shown: PeopleMap) -> Portrait:
    now = timezone.now()
    return portrait_of(shown, user=signed_in(request), now=now, today=frame_of(request, now=now).today)


def _nowhere(shown: PeopleMap) -> Places:
    return dict.fromkeys(shown.members.filter(x__isnull=False).values_list("pk", flat=True))


def _places_in(text: str) -> Places:
    """The places that were sent.

    Raises:
        ValueError: they are not written as places are.
    """
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(f"`places` must be an object. Got {type(found).__name__}.")
    return {_key(key): None if place is None else _place(place) for key, place in found.items()}


def _key(text: str) -> int:
    pk = id_in(text)
    if pk is None:
        raise ValueError(f"`places` must be named by ids. Got {text!r}.")
    return pk


def _place(place: object) -> tuple[int, int]:
    if not isinstance(place, list) or [type(one) for one in place] != [int, int]:
        raise ValueError(f"A place must be two whole numbers. Got {place!r}.")
    across, down = (max(-FURTHEST, min(FURTHEST, one)) for one in place)
    return across, down
