"""What people answer to findings: taken up, put off, refused, and taken back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trimtab.people.frame import frame_of, signed_in
from trimtab.rulebook import actions
from trimtab.rulebook.forms import RefusalForm, RestForm
from trimtab.rulebook.models import Finding, Reply
from trimtab.rulebook.persons import members_on
from trimtab.rulebook.policy import get_finding_for, get_reply_for
from trimtab.rulebook.shown import shown_of
from trimtab.web import formats


@require_POST
def taking_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan what it suggests, in one click."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    finding = get_finding_for(frame.user, pk, edit=True)
    members = members_on(finding.opportunity)
    shown = shown_of([finding], opportunity=finding.opportunity, members=members, today=frame.today)
    if not shown or not shown[0].action:
        messages.error(request, _("This rule suggests no action any more."))
        return _back(request, finding)
    one = shown[0]
    fields = {"subject": one.action, "intent": one.rule.intent, "contact": one.contact, "due_on": one.due_on}
    try:
        planned = actions.take_up(finding, fields=fields, by=frame.user, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, finding)
    said = {"action": planned.subject, "day": formats.day(planned.due_on)}
    messages.info(request, _("Planned for you until %(day)s: %(action)s.") % said)
    return _back(request, finding)


@require_POST
def resting(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it off until a day."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    finding = get_finding_for(frame.user, pk)
    form = RestForm(_typed(request, "until_on"), today=frame.today)
    if not form.is_valid():
        return _again(request, form, finding, title=_("Put off"))
    reply = actions.put_off(finding, **form.cleaned_data, by=frame.user, now=now, today=frame.today)
    _tell(request, _("Put off until %(day)s.") % {"day": formats.day(reply.until_on)}, reply)
    return _back(request, finding)


@require_POST
def rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why it is not useful."""
    user = signed_in(request)
    finding = get_finding_for(user, pk)
    form = RefusalForm(_typed(request, "reason"))
    if not form.is_valid():
        return _again(request, form, finding, title=_("Not useful"))
    reply = actions.refuse(finding, reason=form.cleaned_data["reason"], by=user, now=timezone.now())
    _tell(request, _("It stays away for you until its facts change."), reply)
    return _back(request, finding)


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back."""
    user = signed_in(request)
    reply = get_reply_for(user, pk)
    actions.withdraw(reply, by=user, now=timezone.now())
    messages.info(request, _("It is back, if it still holds."))
    return _back(request, reply.finding)


def _typed(request: HttpRequest, field: str) -> dict[str, str]:
    """What was typed; a button that carries a day or a reason says it instead."""
    typed = {name: str(value) for name, value in request.POST.items()}
    if chosen := typed.get("choose"):
        typed[field] = chosen
    return typed


def _again(request: HttpRequest, form: forms.Form, finding: Finding, *, title: str) -> HttpResponse:
    """The one form on a page of its own, with what was typed."""
    context = {"form": form, "opportunity": finding.opportunity, "title": title, "back": _address(request, finding)}
    return render(request, "rulebook/again.html", context, status=422)


def _tell(request: HttpRequest, text: str, reply: Reply) -> None:
    messages.info(request, text, extra_tags=f"undo {reverse('finding-reply-withdrawal', args=[reply.pk])}")


def _address(request: HttpRequest, finding: Finding) -> str:
    """Where the person came from, within this site; else the findings of the opportunity."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("opportunity-findings", args=[finding.opportunity_id])


def _back(request: HttpRequest, finding: Finding) -> HttpResponse:
    return redirect(_address(request, finding))
