"""One activity after it was logged: edit it, mark a task as done, archive and restore."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.opportunities import actions
from trimtab.opportunities.activity_form import ActivityEditForm
from trimtab.opportunities.models import Activity
from trimtab.opportunities.policy import get_activity_for
from trimtab.people.frame import signed_in


@require_http_methods(["GET", "POST"])
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an activity."""
    user, now = signed_in(request), timezone.now()
    activity = get_activity_for(user, pk, edit=True)
    form = ActivityEditForm(request.POST or None, activity=activity, now=now)
    if request.method == "POST" and form.is_valid():
        contacts = form.cleaned_data["contacts"]
        actions.edit_activity(activity, changes=form.facts, contacts=contacts, by=user, now=now)
        messages.info(request, _("The activity was changed."))
        return _to_record(activity)
    status = 422 if form.is_bound else 200
    return render(request, "opportunities/activity.html", {"activity": activity, "form": form}, status=status)


@require_POST
def activity_completion(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a task as done now."""
    user, now = signed_in(request), timezone.now()
    activity = get_activity_for(user, pk, edit=True)
    if activity.kind != Activity.Kind.TASK:
        messages.warning(request, _("Only a task can be done."))
        return _to_record(activity)
    actions.complete_activity(activity, done_at=now, by=user, now=now)
    messages.info(request, _("The task is done: %(task)s.") % {"task": activity})
    return _to_record(activity)


@require_POST
def activity_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity out of lists and figures."""
    user = signed_in(request)
    activity = get_activity_for(user, pk, edit=True)
    actions.archive_activity(activity, by=user, now=timezone.now())
    messages.info(request, _("The activity was archived. Nothing was deleted."), extra_tags=_undo(activity))
    return _to_record(activity)


@require_POST
def activity_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an activity back."""
    user = signed_in(request)
    activity = get_activity_for(user, pk, edit=True)
    actions.restore_activity(activity, by=user, now=timezone.now())
    messages.info(request, _("The activity was restored."))
    return _to_record(activity)


def _to_record(activity: Activity) -> HttpResponse:
    """The page of what the activity belongs to."""
    if activity.opportunity_id is not None:
        return redirect("opportunity", pk=activity.opportunity_id)
    return redirect("account", pk=activity.account_id) if activity.account_id else redirect("opportunities")


def _undo(activity: Activity) -> str:
    return f"undo {reverse('activity-restoration', args=[activity.pk])}"
