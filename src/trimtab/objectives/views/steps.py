"""Actions: planned from anywhere, changed, done, dropped."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.objectives import actions
from trimtab.objectives.actions import ActionChanged
from trimtab.objectives.forms import ActionForm
from trimtab.objectives.models import Action
from trimtab.objectives.policy import editable_actions, get_action_for, require_planning
from trimtab.objectives.starting_points import StartingPoint, starting_point
from trimtab.objectives.views.returning import after_action, asked_return
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest) -> HttpResponse:
    """Plan an action; account, contact, opportunity, objective, origin and subject may stand in the address."""
    user, now = signed_in(request), timezone.now()
    start = starting_point(user, request.GET)
    require_planning(user, account=start.account, opportunity=start.opportunity)
    form = ActionForm(request.POST or None, user=user, initial=start.initial)
    if form.is_bound and form.is_valid():
        try:
            added = actions.add_action(fields=form.values | start.origin, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("Planned: %(action)s.") % {"action": added.subject.rstrip(".")})
            return after_action(request, added)
    context = {"form": form, "start": start, "title": _("Plan an action"), "back": _back(request, start)}
    return render(request, "objectives/action_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action with its form; the second of two editors sees the newer facts before saving."""
    user, now = signed_in(request), timezone.now()
    shown = get_action_for(user, pk, edit=request.method == "POST")
    form = ActionForm(request.POST or None, user=user, action=shown)
    if not form.is_bound or not form.is_valid():
        return _page(request, shown, form, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_action(shown, changes=form.values, by=user, now=now, seen_at=seen_at)
    except ActionChanged as changed:
        return _conflict(request, form, changed.action)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, shown, form, status=422)
    messages.info(request, _("The action was changed."))
    return redirect(asked_return(request) or reverse("action", args=[pk]))


@require_POST
def action_completion(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    user = signed_in(request)
    done = actions.complete_action(get_action_for(user, pk, edit=True), by=user, now=timezone.now())
    undo = f"undo {reverse('action-reopening', args=[pk])}"
    messages.info(request, _("Done: %(action)s.") % {"action": done.subject.rstrip(".")}, extra_tags=undo)
    return after_action(request, done)


@require_POST
def action_reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It is to be done after all."""
    user = signed_in(request)
    again = actions.reopen_action(get_action_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("To do again: %(action)s.") % {"action": again.subject.rstrip(".")})
    return after_action(request, again)


@require_POST
def action_dropping(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be done, for a reason."""
    user, now = signed_in(request), timezone.now()
    shown = get_action_for(user, pk, edit=True)
    try:
        reason = request.POST.get("reason", "")[:300]
        dropped = actions.drop_action(shown, reason=reason, by=user, now=now)
    except ValidationError as error:
        wrong = " ".join(error.messages)
        return _page(request, shown, ActionForm(user=user, action=shown), status=422, wrong=wrong)
    undo = f"undo {reverse('action-reopening', args=[pk])}"
    messages.info(request, _("Dropped: %(action)s.") % {"action": dropped.subject.rstrip(".")}, extra_tags=undo)
    return after_action(request, dropped)


def _page(request: HttpRequest, shown: Action, form: ActionForm, *, status: int, **more: object) -> HttpResponse:
    user = signed_in(request)
    context = {
        "action": shown,
        "form": form,
        "may_edit": bool(editable_actions(user, [shown])),
        "is_overdue": shown.is_overdue(frame_of(request, now=timezone.now()).today),
        "back": asked_return(request),
    }
    return render(request, "objectives/action.html", context | more, status=status)


def _conflict(request: HttpRequest, form: ActionForm, current: Action) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, ActionForm(user=form.user, action=current))
    again = ActionForm(conflict.merged, user=form.user, action=current)
    return _page(request, current, again, status=409, conflict=conflict)


def _back(request: HttpRequest, start: StartingPoint) -> str:
    if asked := asked_return(request):
        return asked
    return reverse("account-objectives", args=[start.account.pk]) if start.account else reverse("actions")
