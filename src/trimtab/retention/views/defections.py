"""The defection watch: the open alarms, one alarm, and its answer."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.retention import actions, watching
from trimtab.retention.forms import AnswerForm
from trimtab.retention.models import Defection
from trimtab.retention.policy import can_answer, get_defection_for


@require_GET
def defections(request: HttpRequest) -> HttpResponse:
    """The customers who stand out as leaving, what was lost, and how well the watch keeps its promise."""
    frame = frame_of(request, now=timezone.now())
    watch = watching.watch_for(frame, before=id_in(request.GET.get("before", "")))
    lines = [(one, watching.why(one), watching.compared(one)) for one in watch.open]
    context = {"frame": frame, "watch": watch, "lines": lines, "tab": "defections"}
    return render(request, "retention/defections.html", context)


@require_GET
def defection(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm."""
    return _page(request, get_defection_for(signed_in(request), pk), AnswerForm())


@require_POST
def defection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an alarm."""
    user = signed_in(request)
    found = get_defection_for(user, pk, edit=True)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_defection(found, **form.cleaned_data, by=user, now=timezone.now())
            messages.info(request, _("The answer about %(account)s is kept.") % {"account": found.account})
            return redirect("defections")
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: Defection, form: forms.Form, *, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    asked = urlencode({"account": str(found.account_id), "title": found.account.name, "kind": "competitor"})
    context = {
        "frame": frame_of(request, now=timezone.now()),
        "defection": found,
        "account": found.account,
        "why": watching.why(found),
        "compared": watching.compared(found),
        "form": form,
        "may_answer": can_answer(user, found) and found.closed_at is None,
        "threat_url": f"{reverse('threat-new')}?{asked}",
    }
    return render(request, "retention/defection.html", context, status=status)
