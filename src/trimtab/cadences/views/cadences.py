"""Cadences: what is due, and the sequences themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.cadences import actions, words
from trimtab.cadences.actions import CadenceChanged, StepFacts
from trimtab.cadences.actions.cadences import steps_as_kept
from trimtab.cadences.forms import CadenceForm
from trimtab.cadences.models import Cadence
from trimtab.cadences.policy import can_write_cadences, get_cadence_for, require_writing
from trimtab.cadences.queries import SHOWN, attempts_ahead, cadence_lines, due_of, enrolments_of
from trimtab.cadences.starters import STARTERS, Starter
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict


@require_GET
def cadences(request: HttpRequest) -> HttpResponse:
    """What is to be followed up next, and the cadences."""
    user, now = signed_in(request), timezone.now()
    frame = frame_of(request, now=now)
    found = due_of(user, frame.scope.people)
    lines, ahead = cadence_lines(), attempts_ahead(found[:SHOWN], frame.today)
    names = {line.cadence.name for line in lines}
    context = {
        "sentence": words.due_sentence(ahead["due"], ahead["running"], is_more=len(found) > SHOWN),
        "enrolments": found[:SHOWN],
        "is_more": len(found) > SHOWN,
        "shown": SHOWN,
        "today": frame.today,
        "lines": lines,
        "starters": [one for one in STARTERS if str(one.name) not in names],
        "may_write": can_write_cadences(user),
    }
    return render(request, "cadences/cadences.html", context)


@require_GET
def cadence(request: HttpRequest, pk: int) -> HttpResponse:
    """One cadence: its attempts, and who is or was in it."""
    user = signed_in(request)
    shown = get_cadence_for(user, pk)
    context = {
        "cadence": shown,
        "steps": shown.steps.order_by("position"),
        "line": next((one for one in cadence_lines() if one.cadence.pk == pk), None),
        "enrolments": enrolments_of(user, shown),
        "shown": SHOWN,
        "may_write": can_write_cadences(user),
    }
    return render(request, "cadences/cadence.html", context)


@require_http_methods(["GET", "POST"])
def cadence_new(request: HttpRequest) -> HttpResponse:
    """Write a cadence, from nothing or from one to begin with."""
    user = signed_in(request)
    require_writing(user)
    starter = next((one for one in STARTERS if one.key == request.GET.get("from")), None)
    form = _begun(starter) if starter and request.method == "GET" else CadenceForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = actions.create_cadence(**form.facts, by=user, now=timezone.now())
        messages.info(request, _("The cadence can be used: enrol a contact from the contact's page."))
        return redirect("cadence", pk=made.pk)
    return render(request, "cadences/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def cadence_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cadence; the second of two editors sees the newer one before saving."""
    user = signed_in(request)
    shown = get_cadence_for(user, pk, edit=True)
    form = CadenceForm(request.POST or None, cadence=shown, steps=steps_as_kept(shown))
    context: dict[str, object] = {"form": form, "cadence": shown}
    if not form.is_bound or not form.is_valid():
        return render(request, "cadences/form.html", context, status=422 if form.is_bound else 200)
    seen_at = form.cleaned_data["seen_at"]
    try:
        actions.edit_cadence(shown, **form.facts, by=user, now=timezone.now(), seen_at=seen_at)
    except CadenceChanged as changed:
        current = CadenceForm(cadence=changed.cadence, steps=steps_as_kept(changed.cadence))
        conflict = Conflict(form, current)
        again = CadenceForm(conflict.merged, cadence=changed.cadence, steps=steps_as_kept(changed.cadence))
        context |= {"form": again, "conflict": conflict}
        return render(request, "cadences/form.html", context, status=409)
    messages.info(request, _("The cadence was changed. Whoever is in it goes on by its new attempts."))
    return redirect("cadence", pk=pk)


@require_POST
def cadence_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody new into a cadence, or again."""
    user, now = signed_in(request), timezone.now()
    shown = get_cadence_for(user, pk, edit=True)
    if shown.archived_at is None:
        actions.archive_cadence(shown, by=user, now=now)
        messages.info(request, _("Nobody new enters the cadence. Those in it go on."))
    else:
        actions.restore_cadence(shown, by=user, now=now)
        messages.info(request, _("The cadence can be chosen again."))
    return redirect("cadence", pk=pk)


def _begun(starter: Starter) -> CadenceForm:
    """The form filled in with a cadence to begin with."""
    kept = Cadence(name=str(starter.name), about=str(starter.about), changed_at=timezone.now())
    form = CadenceForm(cadence=kept, steps=[StepFacts(one.channel, one.days, str(one.say)) for one in starter.steps])
    form.initial["seen_at"] = ""
    return form
