"""Settings: the steps and milestones of a draft."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.people.frame import signed_in
from trimtab.processes import actions
from trimtab.processes.actions import StepChanged
from trimtab.processes.models import Milestone, ProcessVersion, Step
from trimtab.processes.policy import get_milestone_for, get_step_for, get_version_for, require_process_edit
from trimtab.processes.setting_forms import CopyForm, MilestoneForm, PartForm, StepForm
from trimtab.web.conflicts import Conflict


@require_http_methods(["GET", "POST"])
def process_step_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a step to a draft."""
    user = signed_in(request)
    version, form = get_version_for(user, pk, edit=True), StepForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: actions.add_process_step(version, fields=form.facts, by=user, now=timezone.now()))
    ):
        return redirect("process-version", pk=pk)
    return _part_page(request, version, form, heading=_("A new step"))


@require_http_methods(["GET", "POST"])
def process_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a step of a draft."""
    user = signed_in(request)
    step = get_step_for(user, pk, edit=True)
    form = StepForm(request.POST or None, part=step)
    if not form.is_bound or not form.is_valid():
        return _part_page(request, step.version, form, heading=step.label, part=step)
    try:
        seen_at = form.cleaned_data["seen_at"]
        done = _done(
            form,
            lambda: actions.edit_process_step(step, changes=form.facts, seen_at=seen_at, by=user, now=timezone.now()),
        )
    except StepChanged as changed:
        now_there = Step.objects.get(pk=changed.record.pk)
        return _conflict(request, step.version, form, lambda typed: StepForm(typed, part=now_there), part=step)
    if not done:
        return _part_page(request, step.version, form, heading=step.label, part=step)
    return redirect("process-version", pk=step.version_id)


@require_POST
def process_step_moves(request: HttpRequest, pk: int) -> HttpResponse:
    """One place earlier or later."""
    user = signed_in(request)
    step = get_step_for(user, pk, edit=True)
    earlier = request.POST.get("to") != "later"
    _tried(request, lambda: actions.move_process_step(step, earlier=earlier, by=user, now=timezone.now()))
    return redirect("process-version", pk=step.version_id)


@require_POST
def process_step_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step out of a draft."""
    user = signed_in(request)
    try:
        step = get_step_for(user, pk, edit=True)
    except Http404:
        return gone_already(request)
    _tried(request, lambda: actions.remove_process_step(step, by=user, now=timezone.now()))
    return redirect("process-version", pk=step.version_id)


@require_http_methods(["GET", "POST"])
def process_milestone_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a milestone to a step of a draft."""
    user = signed_in(request)
    step, form = get_step_for(user, pk, edit=True), MilestoneForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: actions.add_milestone(step, fields=form.facts, by=user, now=timezone.now()))
    ):
        return redirect("process-version", pk=step.version_id)
    return _part_page(request, step.version, form, heading=_("A new milestone of %(step)s") % {"step": step.label})


@require_http_methods(["GET", "POST"])
def process_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a milestone of a draft."""
    user = signed_in(request)
    milestone = get_milestone_for(user, pk, edit=True)
    version, form = milestone.step.version, MilestoneForm(request.POST or None, part=milestone)
    if not form.is_bound or not form.is_valid():
        return _part_page(request, version, form, heading=milestone.label, part=milestone)
    try:
        seen_at, now = form.cleaned_data["seen_at"], timezone.now()
        done = _done(
            form, lambda: actions.edit_milestone(milestone, changes=form.facts, seen_at=seen_at, by=user, now=now)
        )
    except StepChanged as changed:
        now_there = Milestone.objects.get(pk=changed.record.pk)
        return _conflict(request, version, form, lambda typed: MilestoneForm(typed, part=now_there), part=milestone)
    if not done:
        return _part_page(request, version, form, heading=milestone.label, part=milestone)
    return redirect("process-version", pk=version.pk)


@require_POST
def process_milestone_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a milestone out of a draft; answers to it are kept."""
    user = signed_in(request)
    try:
        milestone = get_milestone_for(user, pk, edit=True)
    except Http404:
        return gone_already(request)
    _tried(request, lambda: actions.remove_milestone(milestone, by=user, now=timezone.now()))
    return redirect("process-version", pk=milestone.step.version_id)


@require_http_methods(["GET", "POST"])
def process_milestone_copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Take milestones of other processes over into a step of a draft."""
    user = signed_in(request)
    step = get_step_for(user, pk, edit=True)
    form = CopyForm(request.POST or None, step=step)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["milestones"]
        if _done(form, lambda: actions.copy_milestones(chosen, into=step, by=user, now=timezone.now())):
            return redirect("process-version", pk=step.version_id)
    return _part_page(
        request, step.version, form, heading=_("From other processes, into %(step)s") % {"step": step.label}
    )


def gone_already(request: HttpRequest) -> HttpResponse:
    """Whoever takes out what another one took out already gets what was wanted."""
    require_process_edit(signed_in(request))
    messages.info(request, _("It is gone already."))
    return redirect("sales-processes")


def _part_page(
    request: HttpRequest,
    version: ProcessVersion,
    form: PartForm | CopyForm,
    *,
    heading: str,
    part: Step | Milestone | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    context = {"version": version, "form": form, "part_heading": heading, "part": part, "conflict": conflict}
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "processes/part.html", context, status=status)


def _conflict(
    request: HttpRequest,
    version: ProcessVersion,
    form: PartForm,
    shown: Callable[[Mapping[str, Any] | None], PartForm],
    *,
    part: Step | Milestone,
) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile; both stay in the form."""
    there = shown(None)
    conflict = Conflict(form, there)
    again = request.POST.copy()
    for name in ("seen_at", "seen"):
        again[name] = str(there.initial.get(name, ""))
    for bound in there:
        if str(bound.label) in conflict.taken_over:
            again[bound.name] = str(conflict.merged[bound.name])
    return _part_page(request, version, shown(again), heading=part.label, part=part, conflict=conflict)


def _done(form: PartForm | CopyForm, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form, where what was typed is kept."""
    try:
        act()
    except ValidationError as wrong:
        form.add_error(None, ValidationError(wrong.messages))
        return False
    return True


def _tried(request: HttpRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
