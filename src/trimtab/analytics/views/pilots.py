"""Pilots: the list, a new one, one of them, its start and its end, its write-up."""

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.analytics.pilots.actions import WrongState, draft_pilot, draw_again, end_pilot, start_pilot, withdraw_pilot
from trimtab.analytics.pilots.forms import EndingForm, PilotForm, proposed
from trimtab.analytics.pilots.gathering import gather
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.pilots.pages import draft_context, list_context, running_context
from trimtab.analytics.pilots.policy import can_begin_pilots, get_pilot_for, may_see_results
from trimtab.analytics.pilots.reading import Look, look_at
from trimtab.analytics.pilots.write_up import as_pdf
from trimtab.analytics.reading import NoExtracts
from trimtab.analytics.views.review import read_now
from trimtab.insight.pilots.draws import TooFewUnits
from trimtab.insight.pilots.sequential import Standing
from trimtab.insight.pilots.stopping import Advice
from trimtab.people.frame import scope_for, signed_in
from trimtab.people.models import User


@require_GET
def pilots(request: HttpRequest) -> HttpResponse:
    """Those that the person sees, newest first."""
    return render(request, "analytics/pilots/list.html", list_context(signed_in(request), request.GET.get("after", "")))


@require_http_methods(["GET", "POST"])
def pilot_new(request: HttpRequest) -> HttpResponse:
    """The protocol; sent, it becomes a draft with its first draw and its power."""
    user, now = _beginner(request), timezone.now()
    if request.method == "GET":
        base = gather(scope_for(user, "everyone"), Pilot.Unit.SELLER, now=now).base
        form = PilotForm(user, initial=proposed(request.GET.get("lever", ""), base=base))
        return render(request, "analytics/pilots/new.html", {"form": form})
    form = PilotForm(user, request.POST)
    if form.is_valid():
        try:
            units = gather(scope_for(user, form.cleaned_data["scope"]), form.cleaned_data["unit"], now=now).units
            pilot = draft_pilot(plan=form.plan(), units=units, seed=secrets.randbits(48), by=user, now=now)
        except TooFewUnits:
            form.add_error("scope", _("Too few here have open deals to deal anything out: choose a wider one."))
        else:
            return redirect("pilot", pk=pilot.pk)
    return render(request, "analytics/pilots/new.html", {"form": form}, status=422)


@require_GET
def pilot(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with its draw and its power; a running one with its interval; an ended one written up."""
    user = signed_in(request)
    found = get_pilot_for(user, pk)
    return _shown(request, user, found, EndingForm())


@require_POST
def pilot_drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a draft again; that it was done is recorded."""
    user = signed_in(request)
    found = get_pilot_for(user, pk, edit=True)
    try:
        draw_again(found, seed=secrets.randbits(48), by=user, now=timezone.now())
        messages.info(request, _("It was drawn again. The draw before stays in the audit, and the write-up counts it."))
    except WrongState:
        messages.error(request, _("It has begun; who gets what is settled."))
    return redirect("pilot", pk=pk)


@require_POST
def pilot_starting(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the protocol and begin."""
    user = signed_in(request)
    found = get_pilot_for(user, pk, edit=True)
    try:
        start_pilot(found, by=user, now=timezone.now())
        messages.info(request, _("The pilot has begun. Its protocol and its draw are locked."))
    except WrongState:
        messages.error(request, _("It has begun already, or was withdrawn."))
    return redirect("pilot", pk=pk)


@require_POST
def pilot_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    user = signed_in(request)
    found = get_pilot_for(user, pk, edit=True)
    try:
        withdraw_pilot(found, by=user, now=timezone.now())
        messages.info(request, _("The draft is withdrawn. It stays in the list."))
    except WrongState:
        messages.error(request, _("Only a draft can be withdrawn. End the pilot instead."))
    return redirect("pilot", pk=pk)


@require_POST
def pilot_ending(request: HttpRequest, pk: int) -> HttpResponse:
    """End it, with why; the last look is its result."""
    user, now = signed_in(request), timezone.now()
    found, form = get_pilot_for(user, pk, edit=True), EndingForm(request.POST)
    if not form.is_valid():
        return _shown(request, user, found, form, status=422)
    look = _look(found)
    last = look.last if look is not None and isinstance(look.last, Standing) else None
    conclusion = look.advice if look is not None else Advice.GO_ON
    try:
        end_pilot(found, why=form.cleaned_data["why"], conclusion=conclusion, result=_kept(last), by=user, now=now)
        messages.info(request, _("The pilot is ended and written up."))
    except WrongState:
        messages.error(request, _("It does not run."))
    return redirect("pilot", pk=pk)


@require_GET
def pilot_write_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The write-up on paper."""
    user = signed_in(request)
    found = get_pilot_for(user, pk)
    look = _look(found) if may_see_results(user, found) else None
    if look is None:
        messages.error(request, _("There is nothing to write up yet."))
        return redirect("pilot", pk=pk)
    answer = HttpResponse(as_pdf(found, look), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="pilot-{found.pk}.pdf"'
    return answer


def _look(found: Pilot) -> Look | None:
    """Where it stands; None before it began, and while there are no extracts."""
    if found.started_at is None:
        return None
    try:
        return look_at(found, read_now())
    except NoExtracts:
        return None


def _beginner(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_begin_pilots(user):
        raise PermissionDenied(_("Pilots are begun by leaders and operations."))
    return user


def _shown(request: HttpRequest, user: User, found: Pilot, form: EndingForm, *, status: int = 200) -> HttpResponse:
    if found.started_at is None:
        return render(request, "analytics/pilots/draft.html", draft_context(user, found, now=timezone.now()))
    context = running_context(user, found, _look(found))
    return render(request, "analytics/pilots/running.html", {**context, "form": form}, status=status)


def _kept(last: Standing | None) -> dict[str, object] | None:
    if last is None:
        return None
    names = ("difference", "low", "high", "deals_with", "deals_without", "clusters")
    return {name: getattr(last, name) for name in names}
