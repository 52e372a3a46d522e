"""Steps and people of a plan, and our answers to what the customer proposes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile
from trimtab.mutual import actions
from trimtab.mutual.forms import PersonForm, StepForm, names_known
from trimtab.mutual.models import MutualPlan, Step
from trimtab.mutual.policy import get_mutual_plan_for, get_person_for, get_reply_for, get_step_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict


@require_http_methods(["GET", "POST"])
def mutual_step_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a step at the end of the plan."""
    user, now = signed_in(request), timezone.now()
    plan = get_mutual_plan_for(user, pk, edit=True)
    form = StepForm(request.POST or None, plan=plan, instance=Step(plan=plan))
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {"fields": form.changes, "after": form.waits}
        try:
            added = actions.add_step(plan, **given, by=user, now=now, today=_today(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("“%(step)s” is on the plan.") % {"step": added.title})
            return redirect("opportunity-mutual-plan", pk=plan.opportunity_id)
    return _step_page(request, plan, form, None, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def mutual_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a step; the second of two editors sees the newer facts before saving."""
    user, now = signed_in(request), timezone.now()
    step = get_step_for(user, pk, edit=True)
    plan = step.plan
    form = StepForm(request.POST or None, plan=plan, instance=Step.objects.get(pk=pk))
    if not form.is_bound or not form.is_valid():
        return _step_page(request, plan, form, step, status=422 if form.is_bound else 200)
    given = {"changes": form.changes, "after": form.waits, "seen": form.cleaned_data["version"]}
    try:
        changed = actions.edit_step(step, **given, by=user, now=now, today=_today(request))
    except ChangedMeanwhile:
        return _step_conflict(request, plan, form, pk)
    except ValidationError as error:
        form.add_error(None, error)
        return _step_page(request, plan, form, step, status=422)
    messages.info(request, _("“%(step)s” was changed.") % {"step": changed.title})
    return redirect("opportunity-mutual-plan", pk=plan.opportunity_id)


@require_POST
def mutual_step_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a step stands, in one tap."""
    user, now = signed_in(request), timezone.now()
    step = get_step_for(user, pk, edit=True)
    status = request.POST.get("status", "")
    if status not in Step.Status.values:
        return HttpResponse(_("A step is not started, in progress, completed or blocked."), status=422)
    changed = actions.set_step_status(step, status=status, by=user, now=now, today=_today(request))
    said = {"step": changed.title, "status": changed.get_status_display()}
    messages.info(request, _("“%(step)s”: %(status)s.") % said)
    return redirect("opportunity-mutual-plan", pk=step.plan.opportunity_id)


@require_POST
def mutual_step_moves(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    step = get_step_for(signed_in(request), pk, edit=True)
    is_up = request.POST.get("to") == "up"
    actions.move_step(step, is_up=is_up, by=signed_in(request), now=timezone.now())
    return redirect(f"{reverse('opportunity-mutual-plan', args=[step.plan.opportunity_id])}#step-{pk}")


@require_POST
def mutual_step_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step off the plan."""
    step = get_step_for(signed_in(request), pk, edit=True)
    actions.remove_step(step, by=signed_in(request), now=timezone.now())
    undo = f"undo {reverse('mutual-step-restoration', args=[pk])}"
    messages.info(request, _("“%(step)s” is off the plan.") % {"step": step.title}, extra_tags=undo)
    return redirect("opportunity-mutual-plan", pk=step.plan.opportunity_id)


@require_POST
def mutual_step_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a step back that was taken off."""
    step = get_step_for(signed_in(request), pk, edit=True)
    actions.restore_step(step, by=signed_in(request), now=timezone.now())
    messages.info(request, _("“%(step)s” is on the plan again.") % {"step": step.title})
    return redirect("opportunity-mutual-plan", pk=step.plan.opportunity_id)


@require_http_methods(["GET", "POST"])
def mutual_plan_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works on the plan, on both sides."""
    user = signed_in(request)
    plan = get_mutual_plan_for(user, pk, edit=True)
    form = PersonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        named = {name: form.cleaned_data[name] for name in ("side", "name", "title")}
        try:
            actions.add_plan_person(plan, **named, user=form.user_meant(user), by=user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("%(name)s works on the plan.") % named)
            return redirect("mutual-plan-people", pk=pk)
    people = list(plan.people.filter(removed_at=None).order_by("-side", "pk"))
    context = {"plan": plan, "opportunity": plan.opportunity, "form": form, "people": people}
    context["names"] = names_known(plan)
    return render(request, "mutual/people.html", context, status=422 if form.is_bound else 200)


@require_POST
def mutual_person_removal(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take somebody off the plan."""
    user = signed_in(request)
    found = get_person_for(user, pk, person)
    actions.remove_plan_person(found, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is off the plan. Open steps wait for another owner.") % {"name": found.name})
    return redirect("mutual-plan-people", pk=pk)


@require_POST
def mutual_date_answer(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Take the date that the customer proposed, or keep ours."""
    user, now = signed_in(request), timezone.now()
    reply = get_reply_for(user, pk)
    if answer == "acceptance":
        actions.accept_date(reply, by=user, now=now)
        messages.info(request, _("The date is taken over. The customer sees it."))
    elif answer == "refusal":
        actions.refuse_date(reply, by=user, now=now)
        messages.info(request, _("Our date stays. The customer sees that the other one was not taken."))
    else:
        raise Http404
    return redirect("opportunity-mutual-plan", pk=reply.plan.opportunity_id)


def _today(request: HttpRequest) -> date:
    return frame_of(request, now=timezone.now()).today


def _step_conflict(request: HttpRequest, plan: MutualPlan, form: StepForm, pk: int) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    current = Step.objects.get(pk=pk)
    conflict = Conflict(form, StepForm(plan=plan, instance=current))
    typed = conflict.merged | {"after": [str(one.pk) for one in form.waits]}
    again = StepForm(typed, plan=plan, instance=current)
    return _step_page(request, plan, again, current, status=409, conflict=conflict)


def _step_page(
    request: HttpRequest,
    plan: MutualPlan,
    form: StepForm,
    step: Step | None,
    *,
    status: int,
    conflict: Conflict | None = None,
) -> HttpResponse:
    context = {"plan": plan, "opportunity": plan.opportunity, "form": form, "step": step, "conflict": conflict}
    return render(request, "mutual/step.html", context, status=status)
