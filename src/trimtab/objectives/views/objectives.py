"""One objective, and the objectives and actions of one account."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.accounts.policy import can_edit_contacts, get_account_for
from trimtab.objectives import actions
from trimtab.objectives.account_page import account_page
from trimtab.objectives.actions import ObjectiveChanged
from trimtab.objectives.forms import ObjectiveForm
from trimtab.objectives.kinds import kind_names
from trimtab.objectives.models import Objective
from trimtab.objectives.policy import can_edit_objective, editable_actions, get_objective_for
from trimtab.objectives.queries import visible_actions
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.web.conflicts import Conflict

SHOWN = 200


@require_GET
def account_objectives(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be reached with one account, and the steps to it."""
    user = signed_in(request)
    account = get_account_for(user, pk)
    page = account_page(account, user=user, today=frame_of(request, now=timezone.now()).today)
    may_plan = can_edit_contacts(user, account) and account.archived_at is None
    context = {"account": account, "page": page, "may_plan": may_plan}
    return render(request, "objectives/account.html", context)


@require_http_methods(["GET", "POST"])
def objective_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an objective with an account."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    if not can_edit_contacts(user, account):
        raise PermissionDenied(_("Objectives are set by the account's owner and by those who work with it."))
    form = ObjectiveForm(request.POST or None, user=user, account=account)
    if form.is_bound and form.is_valid():
        try:
            linked = form.cleaned_data["opportunities"]
            added = actions.add_objective(account, fields=form.values, opportunities=linked, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The objective is set: %(name)s.") % {"name": added.name.rstrip(".")})
            return redirect("objective", pk=added.pk)
    context = {"form": form, "account": account, "title": _("Set an objective")}
    return render(request, "objectives/objective_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """One objective with its actions and the opportunities that serve it."""
    user = signed_in(request)
    shown = get_objective_for(user, pk)
    today = frame_of(request, now=timezone.now()).today
    found = visible_actions(user).filter(objective=shown)
    related = ("assignee__team", "opportunity__owner__team", "account__owner__team", "contact")
    steps = list(found.select_related(*related).order_by("closed_at", "due_on", "priority", "pk")[:SHOWN])
    editable = editable_actions(user, steps)
    linked = visible_opportunities(user).filter(objectives=shown).select_related("stage", "owner")
    context = {
        "objective": shown,
        "account": shown.account,
        "kind": kind_names().get(shown.kind, shown.kind),
        "is_overdue": shown.is_overdue(today),
        "may_edit": can_edit_objective(user, shown),
        "open": [(one, one.is_overdue(today), one.pk in editable) for one in steps if one.is_open],
        "closed": [one for one in steps if not one.is_open],
        "opportunities": linked.order_by("status", "close_on", "pk")[:SHOWN],
        "missing": missing_in(shown),
    }
    return render(request, "objectives/objective.html", context)


@require_http_methods(["GET", "POST"])
def objective_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an objective; the second of two editors sees the newer facts before saving."""
    user, now = signed_in(request), timezone.now()
    shown = get_objective_for(user, pk, edit=True)
    form = ObjectiveForm(request.POST or None, user=user, account=shown.account, objective=shown)
    if not form.is_bound or not form.is_valid():
        return _form(request, shown, form, status=422 if form.is_bound else 200)
    try:
        seen_at, linked = form.cleaned_data["seen_at"], form.cleaned_data["opportunities"]
        actions.edit_objective(
            shown,
            changes=form.values,
            opportunities=_with_hidden(shown, linked, user),
            seen_at=seen_at,
            by=user,
            now=now,
        )
    except ObjectiveChanged as changed:
        return _conflict(request, form, changed.objective)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, shown, form, status=422)
    messages.info(request, _("The objective was changed."))
    return redirect("objective", pk=pk)


def missing_in(objective: Objective) -> list[str]:
    """What an objective lacks to be one that can be reached, in sentences."""
    wants = [
        (objective.metric, _("Say how you will know that it is reached.")),
        (objective.owner_id, _("Name somebody who owns it.")),
        (objective.due_on, _("Give it a day.")),
    ]
    if objective.kind == "relationship":
        wants.append((objective.contact_id, _("Name the key player that it is about.")))
        wants.append((objective.their_gain, _("Say what that person gains.")))
    return [text for value, text in wants if not value] if objective.is_open else []


def _with_hidden(objective: Objective, chosen: Iterable[Opportunity], user: User) -> list[Opportunity]:
    """The chosen opportunities, and those linked before that the person cannot see, so cannot mean to unlink."""
    seen = set(visible_opportunities(user).filter(objectives=objective).values_list("pk", flat=True))
    return [*chosen, *(one for one in objective.opportunities.all() if one.pk not in seen)]


def _form(
    request: HttpRequest, shown: Objective, form: ObjectiveForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    context = {"form": form, "account": shown.account, "objective": shown, "title": shown.name, "conflict": conflict}
    return render(request, "objectives/objective_form.html", context, status=status)


def _conflict(request: HttpRequest, form: ObjectiveForm, current: Objective) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, ObjectiveForm(user=form.user, account=form.account, objective=current))
    again = ObjectiveForm(conflict.merged, user=form.user, account=form.account, objective=current)
    return _form(request, current, again, status=409, conflict=conflict)
