"""What people answer to findings: done, put off, refused, and taken back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trimtab.coach import actions
from trimtab.coach.actions import Asked
from trimtab.coach.forms import DEEDS, PostponementForm, RefusalForm, Setting
from trimtab.coach.models import Answer
from trimtab.coach.policy import Subject, get_answer_for, get_subject_for
from trimtab.core.ids import id_in
from trimtab.opportunities.actions import OpportunityChanged
from trimtab.opportunities.queries import active_stages
from trimtab.people.frame import frame_of, signed_in
from trimtab.web import formats

ABOUT = 100  # characters
MOST_ALSO = 10


@require_POST
def completions(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Do what the finding asks for, right here."""
    user, now = signed_in(request), timezone.now()
    subject = get_subject_for(user, kind, pk, edit=True)
    if kind not in DEEDS:
        raise Http404
    setting = Setting(now, frame_of(request, now=now).today, list(active_stages()))
    form = DEEDS[kind](subject, setting, typed=request.POST)
    if not form.is_valid():
        return _again(request, form, subject, title=str(form.label))
    try:
        form.do(Asked(kind, subject, _about(request)), by=user, now=now)
    except OpportunityChanged as changed:
        typed = {**request.POST.dict(), "seen_at": changed.opportunity.changed_at.isoformat()}
        form = DEEDS[kind](changed.opportunity, setting, typed=typed)
        form.add_error(None, _("Somebody changed the opportunity in the meantime. Look at it, then save again."))
        return _again(request, form, subject, title=str(form.label), status=409)
    messages.info(request, _("%(record)s: done.") % {"record": str(subject)})
    return _back(request)


@require_POST
def postponements(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put all findings of the record off until a day."""
    user, now = signed_in(request), timezone.now()
    subject = get_subject_for(user, kind, pk)
    today = frame_of(request, now=now).today
    form = PostponementForm(_typed(request), today=today)
    if not form.is_valid():
        return _again(request, form, subject, title=_("Put off"))
    asked = [Asked(kind, subject, _about(request)), *_others(request)]
    answers = actions.put_off(asked, **form.cleaned_data, by=user, now=now, today=today)
    said = {"record": str(subject), "day": formats.day(form.cleaned_data["until_on"])}
    _tell(request, _("%(record)s was put off until %(day)s.") % said, answers[0])
    return _back(request)


@require_POST
def refusals(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say why the finding is not useful."""
    user, now = signed_in(request), timezone.now()
    subject = get_subject_for(user, kind, pk)
    form = RefusalForm(_typed(request))
    if not form.is_valid():
        return _again(request, form, subject, title=_("Not useful"))
    answer = actions.refuse(Asked(kind, subject, _about(request)), **form.cleaned_data, by=user, now=now)
    _tell(request, _("%(record)s: this stays away until its data change.") % {"record": str(subject)}, answer)
    return _back(request)


@require_POST
def withdrawals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back."""
    user = signed_in(request)
    answer = get_answer_for(user, pk)
    actions.withdraw(answer, by=user, now=timezone.now())
    messages.info(request, _("It is back, if it still holds."))
    return _back(request)


def _about(request: HttpRequest) -> str:
    """The data that the person saw the finding rest on."""
    return request.POST.get("about", "")[:ABOUT]


def _others(request: HttpRequest) -> list[Asked]:
    """Further findings of the same record, as the page wrote them: kind:id:about."""
    found = []
    for text in request.POST.getlist("also")[:MOST_ALSO]:
        kind, _colon, rest = text.partition(":")
        number, _colon, about = rest.partition(":")
        pk = id_in(number)
        if pk is None:
            raise Http404
        found.append(Asked(kind, get_subject_for(signed_in(request), kind, pk), about[:ABOUT]))
    return found


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed; a button that carries a day or a reason says it instead."""
    typed = {name: str(value) for name, value in request.POST.items()}
    if chosen := typed.get("choose"):
        typed |= {"until_on": chosen} if "until_on" in typed else {"reason": chosen}
    return typed


def _again(request: HttpRequest, form: forms.Form, subject: Subject, *, title: str, status: int = 422) -> HttpResponse:
    """The one form on a page of its own, with what was typed."""
    context = {
        "form": form, "name": str(subject), "title": title, "action": request.get_full_path(),
        "about": _about(request), "also": request.POST.getlist("also"), "back": _today(request),
    }  # fmt: skip
    return render(request, "coach/again.html", context, status=status)


def _name(subject: Subject) -> str:
    return str(subject)


def _tell(request: HttpRequest, text: str, answer: Answer) -> None:
    address = f"{reverse('answer-withdrawal', args=[answer.pk])}?{request.GET.urlencode()}"
    messages.info(request, text, extra_tags=f"undo {address}")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(_today(request))


def _today(request: HttpRequest) -> str:
    """The page Today under the frame that the person came from."""
    asked = request.GET.urlencode()
    return f"{reverse('today')}?{asked}" if asked else reverse("today")
