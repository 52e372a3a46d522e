"""Quality of service: what an hour of a channel adds, whom one may coach, and one seller against the team."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.cuts import slice_of
from trimtab.analytics.reading import NoExtracts, Reading
from trimtab.analytics.service.actions import keep_agreement
from trimtab.analytics.service.comparison import agreed_with, channels, differences_of, own
from trimtab.analytics.service.forms import AgreementForm
from trimtab.analytics.service.policy import MOST_PEOPLE, can_agree, get_seller_for, people_to_coach
from trimtab.analytics.views.review import read_now
from trimtab.insight.results import NotEnoughData
from trimtab.insight.service import Difference
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User


@require_GET
def service(request: HttpRequest) -> HttpResponse:
    """What an hour of each channel adds in the chosen scope, and the sellers one may look at."""
    frame = frame_of(request, now=timezone.now())
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    rows = channels(slice_of(frame.scope.ids), reading.engine, as_of=reading.as_of)
    context = {
        "frame": frame,
        "channels": rows,
        "best": max(
            (row for row in rows if row["yield"] is not None), key=lambda row: float(str(row["yield"])), default=None
        ),
        "people": people_to_coach(frame.user).order_by("team__path", "name", "pk")[:MOST_PEOPLE],
        "as_of": reading.as_of,
    }
    return render(request, "analytics/service/service.html", context)


@require_GET
def seller(request: HttpRequest, seller_id: int) -> HttpResponse:
    """One seller against the team, for that seller and those who lead this person."""
    found = get_seller_for(signed_in(request), seller_id)
    return _page(request, found, AgreementForm())


@require_POST
def agreements(request: HttpRequest, seller_id: int) -> HttpResponse:
    """Write down what was agreed."""
    user = signed_in(request)
    found = get_seller_for(user, seller_id)
    if not can_agree(user, found):
        raise PermissionDenied(_("Whoever leads a seller writes down what was agreed."))
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    keep_agreement(seller=found, **form.cleaned_data, by=user, now=timezone.now())
    return redirect("service-seller", seller_id=found.pk)


def _page(request: HttpRequest, found: User, form: AgreementForm, *, status: int = 200) -> HttpResponse:
    user, frame = signed_in(request), frame_of(request, now=timezone.now())
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    differences = _differences(found, reading)
    too_few = differences if isinstance(differences, NotEnoughData) else None
    context = {
        "frame": frame,
        "seller": found,
        "differences": [] if isinstance(differences, NotEnoughData) else own(differences, found),
        "too_few": too_few,
        "agreements": agreed_with(found, reading.engine, as_of=reading.as_of),
        "form": form,
        "may_agree": can_agree(user, found),
        "is_own": user.pk == found.pk,
        "as_of": reading.as_of,
    }
    return render(request, "analytics/service/seller.html", context, status=status)


def _differences(found: User, reading: Reading) -> list[Difference] | NotEnoughData:
    if found.team is None:
        return NotEnoughData(n=0, needs=1, of="teams")
    return differences_of(found.team, reading.engine, as_of=reading.as_of)
