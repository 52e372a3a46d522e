"""Settings: the sales processes, for which opportunities each is, and bringing one in from a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.frame import signed_in
from trimtab.people.policy import can_set_up
from trimtab.processes import actions
from trimtab.processes.exchange import process_as_json
from trimtab.processes.models import ProcessVersion, SalesProcess
from trimtab.processes.policy import get_process_for, get_version_for, require_process_edit
from trimtab.processes.setting_forms import BeginForm, FileForm, ProcessForm
from trimtab.processes.settings_page import ListedProcess, conditions_of, listed_processes
from trimtab.web.conflicts import Conflict


@require_http_methods(["GET", "POST"])
def sales_processes(request: HttpRequest) -> HttpResponse:
    """All processes in the order in which their conditions are asked; begin one."""
    user = signed_in(request)
    form = BeginForm(request.POST or None)
    if request.method == "POST":
        require_process_edit(user)
        if form.is_valid():
            try:
                made = actions.begin_sales_process(**form.cleaned_data, by=user, now=timezone.now())
            except ValidationError as wrong:
                form.add_error(None, ValidationError(wrong.messages))
            else:
                messages.info(
                    request, _("A draft of “%(name)s” is there. Publish it to use it.") % {"name": made.label}
                )
                return redirect("process-version", pk=made.versions.get().pk)
    processes: list[ListedProcess] = listed_processes()
    context = {"processes": processes, "form": form if can_set_up(user) else None}
    return render(request, "processes/processes.html", context, status=422 if form.is_bound else 200)


@require_GET
def sales_process(request: HttpRequest, pk: int) -> HttpResponse:
    """One process: for which opportunities it is, and its versions."""
    user = signed_in(request)
    process = get_process_for(user, pk)
    versions = list(process.versions.select_related("made_by", "published_by").order_by("-number"))
    context = {
        "process": process,
        "conditions": list(conditions_of(process)),
        "versions": versions,
        "draft": next((one for one in versions if one.is_draft), None),
        "may_edit": can_set_up(user),
    }
    return render(request, "processes/process.html", context)


@require_http_methods(["GET", "POST"])
def sales_process_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change for which opportunities it is, and how it counts."""
    user = signed_in(request)
    process = get_process_for(user, pk, edit=True)
    form = ProcessForm(request.POST or None, instance=process)
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, process, form, status=422 if form.is_bound else 200)
    try:
        seen = form.cleaned_data["version"]
        actions.edit_sales_process(process, changes=form.facts, seen=seen, by=user, now=timezone.now())
    except ChangedMeanwhile:
        there = get_process_for(user, pk)
        conflict = Conflict(form, ProcessForm(instance=there))
        merged = ProcessForm(conflict.merged, instance=there)
        return _edit_page(request, process, merged, status=409, conflict=conflict)
    except ValidationError as wrong:
        form.add_error(None, ValidationError(wrong.messages))
        return _edit_page(request, process, form, status=422)
    messages.info(request, _("The process was changed. Opportunities with answers stay where they are."))
    return redirect("sales-process", pk=pk)


@require_POST
def sales_process_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no longer, or again."""
    user, now = signed_in(request), timezone.now()
    process = get_process_for(user, pk, edit=True)
    try:
        if process.archived_at:
            actions.restore_sales_process(process, by=user, now=now)
            said = _("“%(name)s” is in use again.")
        else:
            actions.archive_sales_process(process, by=user, now=now)
            said = _("“%(name)s” is not used for further opportunities. Those that follow it stay.")
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.info(request, said % {"name": process.label})
    return redirect("sales-process", pk=pk)


@require_GET
def process_export(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as JSON, to take along."""
    version: ProcessVersion = get_version_for(signed_in(request), pk)
    answer = HttpResponse(process_as_json(version.process, version), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{version.process.key}-{version.number}.json"'
    return answer


@require_http_methods(["GET", "POST"])
def process_import(request: HttpRequest) -> HttpResponse:
    """A process of another installation, as a draft."""
    user = signed_in(request)
    require_process_edit(user)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        try:
            made = actions.bring_in_process(form.cleaned_data["file"], by=user, now=timezone.now())
        except ValidationError as wrong:
            form.add_error("file", ValidationError(wrong.messages))
        else:
            messages.info(request, _("It came in as a draft. Publish it to use it."))
            return redirect("process-version", pk=made.versions.get().pk)
    return render(request, "processes/import.html", {"form": form}, status=422 if form.is_bound else 200)


def _edit_page(
    request: HttpRequest, process: SalesProcess, form: ProcessForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    context = {"process": process, "form": form, "conflict": conflict}
    return render(request, "processes/process_edit.html", context, status=status)
