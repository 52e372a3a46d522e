"""The register of threats: the list, one threat, its steps and its outcome."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.queries import visible_accounts
from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.queries import label_of
from trimtab.retention import actions
from trimtab.retention.actions import ThreatChanged
from trimtab.retention.forms import OutcomeForm, StepForm, ThreatForm
from trimtab.retention.models import Threat
from trimtab.retention.policy import can_edit_threat, get_threat_for
from trimtab.retention.register import page_of_threat, register_for
from trimtab.web.conflicts import Conflict


@require_GET
def threats(request: HttpRequest) -> HttpResponse:
    """The open threats, idle ones first, and what became of the others."""
    frame = frame_of(request, now=timezone.now())
    before = id_in(request.GET.get("before", ""))
    register = register_for(frame, kind=request.GET.get("kind", ""), before=before)
    context = {"frame": frame, "register": register, "kinds": Threat.Kind.choices, "tab": "threats"}
    return render(request, "retention/threats.html", context)


@require_http_methods(["GET", "POST"])
def threat_new(request: HttpRequest) -> HttpResponse:
    """Write a threat down."""
    user, now = signed_in(request), timezone.now()
    form = ThreatForm(request.POST or None, user=user, initial=_starting_with(request))
    if request.method == "POST" and form.is_valid():
        accounts = form.cleaned_data["accounts"]
        made = actions.add_threat(fields=form.values, accounts=accounts, by=user, now=now)
        messages.info(request, _("%(title)s is in the register.") % {"title": made})
        return redirect("threat", pk=made.pk)
    context = {"form": form, "title": _("A new threat"), "frame": frame_of(request, now=now)}
    return render(request, "retention/threat_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def threat(request: HttpRequest, pk: int) -> HttpResponse:
    """One threat."""
    return _page(request, get_threat_for(signed_in(request), pk))


@require_http_methods(["GET", "POST"])
def threat_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a threat; the second of two editors sees the newer facts before saving."""
    user, now = signed_in(request), timezone.now()
    shown = get_threat_for(user, pk, edit=True)
    form = ThreatForm(request.POST or None, user=user, threat=shown)
    context: dict[str, object] = {"form": form, "threat": shown, "title": shown.title}
    context |= {"frame": frame_of(request, now=now)}
    if not form.is_bound or not form.is_valid():
        return render(request, "retention/threat_form.html", context, status=422 if form.is_bound else 200)
    seen_at, accounts = form.cleaned_data["seen_at"], form.cleaned_data["accounts"]
    try:
        actions.edit_threat(shown, changes=form.values, accounts=accounts, by=user, now=now, seen_at=seen_at)
    except ThreatChanged as changed:
        conflict = Conflict(form, ThreatForm(user=user, threat=changed.threat))
        context |= {"conflict": conflict, "form": ThreatForm(conflict.merged, user=user, threat=changed.threat)}
        return render(request, "retention/threat_form.html", context, status=409)
    return redirect("threat", pk=pk)


@require_POST
def threat_steps(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what was done and what is next."""
    user, now = signed_in(request), timezone.now()
    shown = get_threat_for(user, pk, edit=True)
    form = StepForm(request.POST, today=frame_of(request, now=now).today)
    if form.is_valid():
        try:
            actions.note_step(shown, **form.cleaned_data, by=user, now=now)
            return redirect("threat", pk=pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, shown, step=form, status=422)


@require_POST
def threat_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what became of it."""
    user = signed_in(request)
    shown = get_threat_for(user, pk, edit=True)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            currency = Organisation.get().currency
            actions.close_threat(shown, **form.cleaned_data, currency=currency, by=user, now=timezone.now())
            messages.info(request, _("%(title)s is closed.") % {"title": shown})
            return redirect("threats")
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, shown, outcome=form, status=422)


@require_POST
def threat_reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It threatens again."""
    user = signed_in(request)
    actions.reopen_threat(get_threat_for(user, pk, edit=True), by=user, now=timezone.now())
    return redirect("threat", pk=pk)


def _page(
    request: HttpRequest,
    shown: Threat,
    *,
    step: forms.Form | None = None,
    outcome: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user, frame = signed_in(request), frame_of(request, now=timezone.now())
    context = {
        "frame": frame,
        "threat": shown,
        "page": page_of_threat(shown, user=user, today=frame.today),
        "may_edit": can_edit_threat(user, shown),
        "step": step or StepForm(today=frame.today),
        "outcome": outcome or OutcomeForm(),
    }
    return render(request, "retention/threat.html", context, status=status)


def _starting_with(request: HttpRequest) -> dict[str, object]:
    """What the address says: an account, a kind, a title."""
    user = signed_in(request)
    number = id_in(request.GET.get("account", ""))
    account = visible_accounts(user).filter(pk=number).first() if number else None
    named = f"{account.name} #{account.pk}" if account else ""
    asked = {name: request.GET[name][:200] for name in ("kind", "title") if name in request.GET}
    return {"owner": label_of(user), "accounts": named, **asked}
