"""Settings: a version of a process, its draft, publishing, and which stages mean which step."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.policy import can_set_up
from trimtab.processes import actions
from trimtab.processes.models import Following, ProcessVersion
from trimtab.processes.policy import get_process_for, get_version_for
from trimtab.processes.previews import SHOWN, behind, changes_for
from trimtab.processes.queries import outline_of
from trimtab.processes.setting_forms import PublishForm
from trimtab.processes.settings_page import linked_stages
from trimtab.processes.views.parts import gone_already


@require_GET
def process_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps and milestones of one version; a draft is edited here."""
    user = signed_in(request)
    version = get_version_for(user, pk)
    return _page(request, version, PublishForm(), status=200)


@require_POST
def process_drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a process: the one there is, else a copy of what is in use."""
    user = signed_in(request)
    process = get_process_for(user, pk, edit=True)
    draft = actions.draft_version(process, by=user, now=timezone.now())
    return redirect("process-version", pk=draft.pk)


@require_POST
def process_publishing(request: HttpRequest, pk: int) -> HttpResponse:
    """Let new opportunities follow a draft."""
    user = signed_in(request)
    version, form = get_version_for(user, pk, edit=True), PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, version, form, status=422)
    try:
        actions.publish_version(version, note=form.cleaned_data["note"], by=user, now=timezone.now())
    except ValidationError as wrong:
        form.add_error(None, ValidationError(wrong.messages))
        return _page(request, version, form, status=422)
    messages.info(
        request, _("It is in use for new opportunities. Open ones stay on their version until they are moved.")
    )
    return redirect("process-remapping", pk=version.process_id)


@require_POST
def process_discarding(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    user = signed_in(request)
    try:
        version = get_version_for(user, pk, edit=True)
    except Http404:
        return gone_already(request)
    try:
        actions.discard_draft(version, by=user, now=timezone.now())
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.info(request, _("The draft was thrown away."))
    return redirect("sales-processes")


@require_POST
def process_stages(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which stage means which step."""
    user = signed_in(request)
    version = get_version_for(user, pk, edit=True)
    outline = outline_of(version)
    steps = {str(step.pk): step for step, _asked in outline.steps}
    step_of = {
        one.stage: steps.get(request.POST.get(f"stage-{one.stage.pk}", ""))
        for one in linked_stages(outline)
        if f"stage-{one.stage.pk}" in request.POST
    }
    actions.link_stages(version, step_of=step_of, by=user, now=timezone.now())
    messages.info(request, _("The stages are linked."))
    return redirect("process-version", pk=pk)


@require_http_methods(["GET", "POST"])
def process_remapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Move open opportunities to the version in use, after looking at what would change."""
    user, now = signed_in(request), timezone.now()
    process = get_process_for(user, pk, edit=True)
    active = process.versions.filter(state=ProcessVersion.State.ACTIVE).select_related("process").first()
    found = behind(user, process) if active else []
    if request.method == "POST" and active is not None:
        chosen = {id_in(text) for text in request.POST.getlist("opportunities")}
        moved = [one for one in found if one.pk in chosen]
        number = actions.follow_version_many(moved, active, by=user, now=now)
        messages.info(request, _("Moved: %(count)s. Every answer was kept.") % {"count": number})
        return redirect("process-remapping", pk=pk)
    changes = changes_for(found, active, frame_of(request, now=now).today) if active and found else []
    context = {"process": process, "active": active, "changes": changes, "shown": SHOWN}
    return render(request, "processes/remapping.html", context)


def _page(request: HttpRequest, version: ProcessVersion, form: PublishForm, *, status: int) -> HttpResponse:
    outline, may_edit = outline_of(version), can_set_up(signed_in(request))
    context = {
        "version": version,
        "process": version.process,
        "outline": outline,
        "may_edit": may_edit,
        "form": form if may_edit and version.is_draft else None,
        "stages": linked_stages(outline),
        "followed_by": Following.objects.filter(version=version, opportunity__status="open").count(),
    }
    return render(request, "processes/version.html", context, status=status)
