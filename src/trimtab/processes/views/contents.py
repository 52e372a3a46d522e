"""Settings: content to use at milestones."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.frame import signed_in
from trimtab.people.policy import can_set_up
from trimtab.processes import actions
from trimtab.processes.models import Content, Milestone
from trimtab.processes.policy import get_content_for, require_process_edit
from trimtab.processes.setting_forms import ContentForm
from trimtab.web.conflicts import Conflict

SHOWN = 300


@require_http_methods(["GET", "POST"])
def contents(request: HttpRequest) -> HttpResponse:
    """All content; add some."""
    user, form = signed_in(request), ContentForm(request.POST or None)
    if request.method == "POST":
        require_process_edit(user)
        if form.is_valid():
            try:
                made = actions.add_content(fields=form.facts, by=user, now=timezone.now())
            except ValidationError as wrong:
                form.add_error(None, ValidationError(wrong.messages))
            else:
                messages.info(request, _("It is there. Put its files to it here, if it has any."))
                return redirect("content", pk=made.pk)
    offered = Content.objects.order_by("archived_at", "name", "pk")[:SHOWN]
    context = {"contents": offered, "form": form if can_set_up(user) else None}
    return render(request, "processes/contents.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def content(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of content with its files, and where it is used; change it."""
    user = signed_in(request)
    shown = get_content_for(user, pk, edit=request.method == "POST")
    form = ContentForm(request.POST or None, instance=shown)
    if not form.is_bound or not form.is_valid():
        return _page(request, shown, form, status=422 if form.is_bound else 200)
    try:
        seen = form.cleaned_data["version"]
        actions.edit_content(shown, changes=form.facts, seen=seen, by=user, now=timezone.now())
    except ChangedMeanwhile:
        there = get_content_for(user, pk)
        conflict = Conflict(form, ContentForm(instance=there))
        again = ContentForm(conflict.merged, instance=there)
        return _page(request, shown, again, status=409, conflict=conflict)
    except ValidationError as wrong:
        form.add_error(None, ValidationError(wrong.messages))
        return _page(request, shown, form, status=422)
    messages.info(request, _("It was changed."))
    return redirect("content", pk=pk)


@require_POST
def content_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no longer, or again."""
    user, now = signed_in(request), timezone.now()
    shown = get_content_for(user, pk, edit=True)
    if shown.archived_at:
        actions.restore_content(shown, by=user, now=now)
    else:
        actions.archive_content(shown, by=user, now=now)
    return redirect("content", pk=pk)


def _page(
    request: HttpRequest, shown: Content, form: ContentForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    used = Milestone.objects.filter(contents=shown, step__version__state="active").select_related(
        "step__version__process"
    )
    context = {
        "content": Content.objects.get(pk=shown.pk),
        "form": form if can_set_up(signed_in(request)) else None,
        "conflict": conflict,
        "used": used.order_by("step__version", "step__position", "position")[:SHOWN],
    }
    return render(request, "processes/content.html", context, status=status)
