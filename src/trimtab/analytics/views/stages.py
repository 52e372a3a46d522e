"""One stage: what it counts as, and merging it into another, each with what it does to the figures."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.analytics import actions
from trimtab.analytics.previews import Preview, preview_remapping, preview_stages
from trimtab.analytics.stage_forms import RemappingForm, StageForm
from trimtab.analytics.views.organisation import reading_or_none
from trimtab.analytics.views.processes import done, stage_use
from trimtab.core.models import Organisation
from trimtab.opportunities.actions import undo_remapping
from trimtab.opportunities.models import Stage, StageRemapping
from trimtab.people.frame import setting_up


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, qualification and forecast category; the first POST shows what would change."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Stage.objects.select_related("process"), pk=pk)
    form = StageForm(request.POST or None, instance=get_object_or_404(Stage, pk=pk))
    context: dict[str, object] = {"stage": shown, "form": form}
    if not (form.is_bound and form.is_valid()):
        return render(request, "settings/stage.html", context, status=422 if form.is_bound else 200)
    preview = _edited(shown, form.changes)
    if "save" not in request.POST:
        context |= {"preview": preview, "changes": form.changes, "is_previewed": True}
        return render(request, "settings/stage.html", context)
    if not form.changes or done(
        form, lambda: actions.restate_stage(shown, changes=form.changes, preview=preview, by=user, now=now)
    ):
        messages.info(request, _("%(stage)s was changed.") % {"stage": form.cleaned_data["name"]})
        return redirect("process", pk=shown.process_id)
    return render(request, "settings/stage.html", context, status=422)


def _edited(stage: Stage, changes: dict[str, object]) -> Preview | None:
    """Only what counts as qualified moves figures; a name or category does not."""
    moving = {name: value for name, value in changes.items() if name == "is_qualified"}
    stages = {stage.pk: moving} if moving else {}
    return preview_stages(reading_or_none(), Organisation.get(), stages, memory=settings.ANALYSIS_MEMORY)


@require_http_methods(["GET", "POST"])
def stage_remapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a stage into another: how much is read anew, and which figures change, before it is done."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Stage.objects.select_related("process"), pk=pk, archived_at__isnull=True)
    form = RemappingForm(shown, request.POST or None)
    context: dict[str, object] = {"stage": shown, "form": form, "use": stage_use().get(pk)}
    if not (form.is_bound and form.is_valid()):
        return render(request, "settings/stage_remapping.html", context, status=422 if form.is_bound else 200)
    into = form.cleaned_data["into"]
    organisation, memory = Organisation.get(), settings.ANALYSIS_MEMORY
    preview = preview_remapping(reading_or_none(), organisation, pk, into.pk, memory=memory)
    if "save" in request.POST and done(
        form, lambda: actions.restate_remapping(shown, into, preview=preview, by=user, now=now)
    ):
        messages.info(request, _("%(stage)s is now read as %(into)s.") % {"stage": shown.name, "into": into.name})
        return redirect("process", pk=shown.process_id)
    context |= {"into": into, "preview": preview, "is_previewed": not form.errors, "into_use": stage_use().get(into.pk)}
    return render(request, "settings/stage_remapping.html", context, status=422 if form.errors else 200)


@require_POST
def stage_setting_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge: the stage has its own history again."""
    user = setting_up(request)
    shown = get_object_or_404(Stage, pk=pk)
    remapping = StageRemapping.objects.select_related("stage").filter(stage=shown).first()
    if remapping is None:
        messages.info(request, _("The stage is not merged."))
        return redirect("process", pk=shown.process_id)
    try:
        undo_remapping(remapping, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, _("The stage is set apart again. Figures follow, and are restated."))
    return redirect("process", pk=shown.process_id)
