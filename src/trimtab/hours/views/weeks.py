"""One's own week, and what the weeks say together."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.hours import actions
from trimtab.hours.actions import WeekChanged, version_of_week
from trimtab.hours.forms import PerDealForm, WeekForm
from trimtab.hours.models import Asker
from trimtab.hours.policy import may_see_teams
from trimtab.hours.queries import WEEK, entries_asked_by
from trimtab.hours.views.asking import address_of, today_of, week_in
from trimtab.hours.week_page import page_of
from trimtab.hours.weeks_page import LOOKED_BACK, Weeks, weeks_of
from trimtab.hours.words import advice_of, capacity_in_words, trend_in_words, usual_in_words
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User

SHOWN = 100


@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """Where one's own week went."""
    user = signed_in(request)
    week = week_in(request.GET.get("week", ""), today=today_of(user))
    context = page_of(user, week)
    return render(request, "hours/week.html", {**context, "may_see_teams": may_see_teams(user)})


@require_POST
def hours_allotment(request: HttpRequest, begin: str) -> HttpResponse:
    """Say where the week went, category by category."""
    user = signed_in(request)
    week = week_in(begin, today=today_of(user))
    form, status = WeekForm(request.POST), 422
    if form.is_valid():
        try:
            actions.allot_week(week, form.hours, by=user, now=timezone.now(), seen=form.cleaned_data["seen"])
        except WeekChanged:
            form, status = _once_more(request, user, form, version_of_week(user, week)), 409
        else:
            messages.info(request, _("The hours of the week are written down."))
            return redirect(address_of(week))
    context = page_of(user, week, week_form=form)
    return render(request, "hours/week.html", {**context, "may_see_teams": may_see_teams(user)}, status=status)


@require_GET
def hours_over_weeks(request: HttpRequest) -> HttpResponse:
    """The share over the weeks, the burdens, and the deals that one can carry."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    with_prospecting = request.GET.get("prospecting") == "1"
    found = weeks_of(frame.user, today=today_of(frame.user), now=now, with_prospecting=with_prospecting)
    form = PerDealForm(request.GET if "per_deal" in request.GET else None)
    is_asked = form.is_bound and form.is_valid() and form.cleaned_data["per_deal"]
    capacity = found.capacity(form.cleaned_data["per_deal"] / 60 if is_asked else None)
    context = {
        "found": found,
        "headline": usual_in_words(found.usual),
        "trend": trend_in_words(found.slope, weeks=found.usual.weeks),
        "with_prospecting": with_prospecting,
        "form": form,
        "is_asked": bool(is_asked),
        "capacity": capacity,
        "capacity_text": capacity_in_words(capacity) if capacity else "",
        "advice": advice_of(capacity) if capacity else "",
        "currency": frame.organisation.currency,
        "may_see_teams": may_see_teams(frame.user),
        **_rows(frame.user, request.GET.get("source", ""), found),
    }
    return render(
        request, "hours/over_weeks.html", context, status=422 if form.is_bound and not form.is_valid() else 200
    )


def _once_more(request: HttpRequest, user: User, typed: WeekForm, seen: str) -> WeekForm:
    """The form with what was typed, that now knows what another window saved."""
    form = WeekForm({**request.POST.dict(), "seen": seen})
    form.full_clean()
    form.add_error(
        None,
        _("These hours were changed in another window meanwhile. Your figures stand here; save again to keep them."),
    )
    return form


def _rows(user: User, source: str, found: Weeks) -> dict[str, object]:
    """The entries behind the burden that is asked for.

    Raises:
        Http404: there is no such source.
    """
    if not source:
        return {"source": ""}
    if source != "not-said" and source not in Asker.values:
        raise Http404
    first, last = found.weeks[0][0], found.weeks[-1][0]
    rows = entries_asked_by(user, "" if source == "not-said" else source, first, last + WEEK, most=SHOWN)
    return {"source": source, "rows": rows, "shown": SHOWN, "looked_back": LOOKED_BACK}
