"""The agenda of a meeting about many deals: exceptions only, and what skipping the others gives back."""

from datetime import timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.core.shares import LEAST
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.reviews import actions
from trimtab.reviews.agenda import LOOKED_AT, agenda_in, usual_minutes
from trimtab.reviews.queries import given_back, kept_rates, visible_reviews

QUARTER = timedelta(days=91)
COMING = 50
FIRST = 25  # of each list, until all are asked for: an hour is enough for two of them
MOST_SKIPS = 200


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Which deals need a conversation, and which do not."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    agenda = agenda_in(frame, now=now)
    first = None if request.GET.get("agenda") == "all" else FIRST
    mine = visible_reviews(frame.user).filter(closed_at=None, canceled_at=None)
    if frame.scope.ids is not None:
        mine = mine.filter(opportunity__owner__in=frame.scope.people)
    since = frame.today - QUARTER
    back = given_back(frame.scope.ids, since=since)
    context = {
        "frame": frame,
        "agenda": agenda,
        "to_discuss": agenda.to_discuss[:first],
        "quiet": agenda.quiet[:first],
        "looked_at": LOOKED_AT,
        "coming": mine.select_related("opportunity__account").order_by("starts_at", "pk")[:COMING],
        "kept": kept_rates(frame.scope.ids, since=since),
        "least": LEAST,
        "given_back": (Decimal(back) / 60).quantize(Decimal("0.1")) if back else None,
    }
    return render(request, "reviews/list.html", context)


@require_POST
def skips(request: HttpRequest) -> HttpResponse:
    """Skip what was chosen: the time is counted as given back."""
    user, now = signed_in(request), timezone.now()
    frame = frame_of(request, now=now)
    ids = dict.fromkeys(pk for text in request.POST.getlist("ids")[:MOST_SKIPS] if (pk := id_in(text)))
    chosen = [get_opportunity_for(user, pk, edit=True) for pk in ids]
    if not chosen:
        messages.warning(request, _("Choose the deals to skip first."))
        return redirect(f"{reverse('reviews')}?{frame.query}")
    minutes = actions.skip_reviews(chosen, minutes=usual_minutes(), today=frame.today, by=user, now=now)
    said = ngettext("Skipped: that gives back %(n)s minute.", "Skipped: that gives back %(n)s minutes.", minutes)
    messages.info(request, said % {"n": minutes})
    return redirect(f"{reverse('reviews')}?{frame.query}")
