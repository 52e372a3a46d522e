"""What people of the customer are afraid of, and what answers it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.competition import actions
from trimtab.competition.actions import FearChanged
from trimtab.competition.fear_forms import FearForm
from trimtab.competition.policy import get_fear_for, require_competition_edit
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import signed_in
from trimtab.web.conflicts import Conflict


@require_http_methods(["GET", "POST"])
def fear_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody is afraid of."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk, edit=True)
    require_competition_edit(user, opportunity)
    form = FearForm(request.POST or None, user=user, opportunity=opportunity)
    if form.is_bound and form.is_valid():
        actions.add_fear(opportunity, facts=form.values, by=user, now=timezone.now())
        messages.info(request, _("The fear was written down."))
        return _back(pk)
    context = {"form": form, "opportunity": opportunity, "title": _("What is somebody there afraid of?")}
    return render(request, "competition/fear.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def fear(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it, or say how far the proof is."""
    user = signed_in(request)
    shown = get_fear_for(user, pk, edit=True)
    opportunity = shown.opportunity
    form = FearForm(request.POST or None, instance=shown, user=user, opportunity=opportunity)
    context: dict[str, object] = {"form": form, "opportunity": opportunity, "title": str(get_fear_for(user, pk))}
    context["fear"] = get_fear_for(user, pk)
    if not form.is_bound or not form.is_valid():
        return render(request, "competition/fear.html", context, status=422 if form.is_bound else 200)
    try:
        seen_at, stored = form.cleaned_data["seen_at"], get_fear_for(user, pk)
        actions.edit_fear(stored, changes=form.values, by=user, now=timezone.now(), seen_at=seen_at)
    except FearChanged as changed:
        conflict = Conflict(form, FearForm(instance=changed.fear, user=user, opportunity=opportunity))
        again = FearForm(conflict.merged, instance=changed.fear, user=user, opportunity=opportunity)
        context |= {"form": again, "conflict": conflict}
        return render(request, "competition/fear.html", context, status=409)
    return _back(shown.opportunity_id)


@require_POST
def fear_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """It was none."""
    user = signed_in(request)
    shown = get_fear_for(user, pk, edit=True)
    actions.remove_fear(shown, by=user, now=timezone.now())
    undo = f"undo {reverse('fear-restoration', args=[pk])}"
    messages.info(request, _("“%(fear)s” was taken off.") % {"fear": shown}, extra_tags=undo)
    return _back(shown.opportunity_id)


@require_POST
def fear_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It is one after all."""
    user = signed_in(request)
    shown = get_fear_for(user, pk, edit=True)
    actions.restore_fear(shown, by=user, now=timezone.now())
    messages.info(request, _("“%(fear)s” is there again.") % {"fear": shown})
    return _back(shown.opportunity_id)


def _back(opportunity_id: int) -> HttpResponse:
    return redirect(f"{reverse('opportunity-competition', args=[opportunity_id])}#fears")
