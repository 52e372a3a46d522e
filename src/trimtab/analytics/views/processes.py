"""Processes and their stages: adding, ordering, archiving."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.analytics.review.words import count
from trimtab.analytics.rows import STAGE_USE
from trimtab.analytics.stage_forms import NewStageForm, ProcessForm, moved
from trimtab.analytics.views.organisation import reading_or_none
from trimtab.core.ids import id_in
from trimtab.insight.results import Row
from trimtab.opportunities import actions
from trimtab.opportunities.models import Process, Stage
from trimtab.people.frame import setting_up


@require_http_methods(["GET", "POST"])
def processes(request: HttpRequest) -> HttpResponse:
    """All processes; add one."""
    user, now = setting_up(request), timezone.now()
    form = ProcessForm(request.POST or None)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        if done(form, lambda: actions.create_process(name=name, by=user, now=now)):
            messages.info(request, _("The process was added. Give it stages."))
            return redirect("process", pk=Process.objects.get(name=name).pk)
    in_use = Count("stages", filter=Q(stages__archived_at__isnull=True))
    found = Process.objects.annotate(number=in_use).order_by("archived_at", "name", "pk")
    context = {"processes": found, "form": form}
    return render(request, "settings/processes.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def process(request: HttpRequest, pk: int) -> HttpResponse:
    """The stages of a process with what hangs on each; add one."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Process, pk=pk)
    form = NewStageForm(request.POST or None)
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        if done(form, lambda: actions.create_stage(shown, by=user, now=now, **fields)):
            messages.info(request, _("The stage was added after the others."))
            return redirect("process", pk=pk)
    context = {"process": shown, "form": form, "rows": _rows(shown)}
    return render(request, "settings/process.html", context, status=422 if form.is_bound else 200)


def _rows(process: Process) -> list[dict[str, object]]:
    """Its stages in order, those in use first, each with its use and what it is read as."""
    used = stage_use()
    stages = process.stages.select_related("remapping__into").order_by("archived_at", "position", "pk")
    ordered = sorted(stages, key=lambda stage: (stage.archived_at is not None, stage.position, stage.pk))
    return [
        {"stage": stage, "use": used.get(stage.pk), "into": getattr(getattr(stage, "remapping", None), "into", None)}
        for stage in ordered
    ]


def stage_use() -> dict[int, Row]:
    """Stage → opportunities in it and entries into it, from the extracts; empty while they are being made."""
    reading = reading_or_none()
    return {} if reading is None else {count(row["stage_id"]): row for row in reading.engine.run(STAGE_USE).rows}


@require_POST
def process_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a process."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Process, pk=pk)
    form = ProcessForm(request.POST)
    if form.is_valid() and done(
        form, lambda: actions.rename_process(shown, name=form.cleaned_data["name"], by=user, now=now)
    ):
        messages.info(request, _("The process was renamed."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("process", pk=pk)


@require_POST
def process_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a stage up or down by one place."""
    user = setting_up(request)
    shown = get_object_or_404(Process, pk=pk)
    stages = moved(shown, id_in(request.POST.get("stage", "")) or 0, request.POST.get("direction", ""))
    if [(stage.position, stage.pk) for stage in stages] != sorted((stage.position, stage.pk) for stage in stages):
        actions.order_stages(shown, stages=stages, by=user, now=timezone.now())
        messages.info(request, _("The order was changed. Figures follow, and are restated."))
    return redirect("process", pk=pk)


@require_POST
def process_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a process no longer, or again."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Process, pk=pk)
    act = actions.archive_process if shown.archived_at is None else actions.restore_process
    _tell(request, lambda: act(shown, by=user, now=now))
    return redirect("process", pk=pk)


@require_POST
def stage_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a stage no longer, or again."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Stage.objects.select_related("process"), pk=pk)
    act = actions.archive_stage if shown.archived_at is None else actions.restore_stage
    _tell(request, lambda: act(shown, by=user, now=now))
    return redirect("process", pk=shown.process_id)


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True


def _tell(request: HttpRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, _("This was changed. Nothing of the past goes."))
