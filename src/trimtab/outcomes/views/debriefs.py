"""What became of one deal: why by us, why by the buyer, what was learnt."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.competition.policy import can_edit_competition
from trimtab.opportunities.models import Opportunity
from trimtab.outcomes import actions
from trimtab.outcomes.actions import DebriefChanged
from trimtab.outcomes.forms import BuyerForm, LessonForm, OursForm
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.page import headline_of, outcome_of
from trimtab.outcomes.policy import get_debrief_for, get_ended_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict


@require_GET
def opportunity_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How it ended, and why."""
    user = signed_in(request)
    opportunity = get_ended_for(user, pk)
    outcome = outcome_of(opportunity)
    context = {
        "opportunity": opportunity,
        "outcome": outcome,
        "headline": headline_of(opportunity, outcome),
        "may_edit": can_edit_competition(user, opportunity) and not opportunity.is_open,
        "lesson": LessonForm(),
    }
    return render(request, "outcomes/outcome.html", context)


@require_http_methods(["GET", "POST"])
def debrief_ours(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why, as we see it."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_ended_for(user, pk, edit=True)
    stands = Debrief.objects.current().ours().filter(opportunity=opportunity).first()
    form = OursForm(request.POST or None, opportunity=opportunity, debrief=stands)
    if not form.is_bound or not form.is_valid():
        return _form(request, opportunity, form, _("Why did it end so, as we see it?"))
    said = {name: form.cleaned_data[name] for name in ("competitor", "text", "differently", "seen_at")}
    try:
        actions.say_ours(opportunity, reasons=form.reasons, **said, by=user, now=now)
    except DebriefChanged as changed:
        conflict = Conflict(form, OursForm(opportunity=opportunity, debrief=changed.debrief))
        again = OursForm(conflict.merged, opportunity=opportunity, debrief=changed.debrief)
        return _form(request, opportunity, again, _("Why did it end so, as we see it?"), conflict=conflict)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form(request, opportunity, form, _("Why did it end so, as we see it?"))
    return redirect("opportunity-outcome", pk=pk)


@require_http_methods(["GET", "POST"])
def debrief_buyer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down why, as they said it."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_ended_for(user, pk, edit=True)
    today = frame_of(request, now=now).today
    form = BuyerForm(request.POST or None, opportunity=opportunity, today=today)
    if not form.is_bound or not form.is_valid():
        return _form(request, opportunity, form, _("What did they say?"))
    try:
        competitor, evidence = form.cleaned_data["competitor"], form.evidence
        actions.hear_buyer(
            opportunity, reasons=form.reasons, competitor=competitor, evidence=evidence, by=user, now=now
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form(request, opportunity, form, _("What did they say?"))
    return redirect("opportunity-outcome", pk=pk)


@require_POST
def debrief_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said no longer counts."""
    user = signed_in(request)
    debrief = get_debrief_for(user, pk, edit=True)
    actions.withdraw_debrief(debrief, by=user, now=timezone.now())
    messages.info(request, _("This no longer counts."))
    return redirect("opportunity-outcome", pk=debrief.opportunity_id)


@require_POST
def opportunity_lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a lesson down."""
    user = signed_in(request)
    opportunity = get_ended_for(user, pk, edit=True)
    form = LessonForm(request.POST)
    if form.is_valid():
        actions.add_lesson(opportunity, facts=form.cleaned_data, by=user, now=timezone.now())
        messages.info(request, _("The lesson is in the list that everybody searches."))
        return redirect("opportunity-outcome", pk=pk)
    return _form(request, opportunity, form, _("What should the next one know?"))


def _form(
    request: HttpRequest,
    opportunity: Opportunity,
    form: OursForm | BuyerForm | LessonForm,
    title: str,
    *,
    conflict: Conflict | None = None,
) -> HttpResponse:
    status = 409 if conflict else 422 if form.is_bound else 200
    context = {"form": form, "opportunity": opportunity, "title": title, "conflict": conflict}
    return render(request, "outcomes/form.html", context, status=status)
