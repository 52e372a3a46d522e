"""How long to try: hazards of an answer by attempt, what pays, and who stops early or goes on too long."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.cadences import actions
from trimtab.cadences.forms import PersistenceForm
from trimtab.cadences.models import Persistence
from trimtab.cadences.pages import PersistencePage
from trimtab.cadences.policy import can_write_cadences, require_writing
from trimtab.core.models import Organisation
from trimtab.people.frame import frame_of, signed_in


@require_GET
def persistence(request: HttpRequest) -> HttpResponse:
    """The hazards of a channel and a segment, the number of attempts that pays, and people in sight."""
    user = signed_in(request)
    frame = frame_of(request, now=timezone.now())
    page = PersistencePage(frame, channel=request.GET.get("channel", ""), segment=request.GET.get("segment"))
    context = {"page": page, "may_write": can_write_cadences(user), "currency": frame.organisation.currency}
    return render(request, "cadences/persistence.html", context)


@require_http_methods(["GET", "POST"])
def persistence_costs(request: HttpRequest) -> HttpResponse:
    """What an answer is worth, what an attempt and a complaint cost."""
    user = signed_in(request)
    require_writing(user)
    kept = Persistence.get()
    given = {name: getattr(kept, name) for name in ("worth", "cost", "harm", "wait_days")}
    form = PersistenceForm(request.POST or None, initial=given)
    if form.is_bound and form.is_valid():
        actions.set_persistence(facts=form.cleaned_data, by=user, now=timezone.now())
        messages.info(request, _("The costs were kept. What pays was worked out anew."))
        return redirect("persistence")
    context = {"form": form, "currency": Organisation.get().currency}
    return render(request, "cadences/costs.html", context, status=422 if form.is_bound else 200)
