"""An opportunity in its process: the page, the panel, answers, pauses."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.processes import actions
from trimtab.processes.actions import AnswerChanged
from trimtab.processes.forms import AnswerForm, PauseForm
from trimtab.processes.models import AnswerGiven, Milestone
from trimtab.processes.page import ProcessPage, ShownMilestone
from trimtab.processes.queries import ANSWER, SUBJECT


@require_GET
def opportunity_process(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the opportunity is by what is true of it."""
    shown = get_opportunity_for(signed_in(request), pk)
    return _page(request, shown, spread=request.GET.get("step", ""))


@require_GET
def opportunity_process_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of its process."""
    shown = get_opportunity_for(signed_in(request), pk)
    return render(request, "processes/panel.html", {"page": _found(request, shown), "opportunity": shown})


@require_http_methods(["GET", "POST"])
def opportunity_milestone(request: HttpRequest, pk: int, milestone_pk: int) -> HttpResponse:
    """One milestone: answer it, with a note and evidence; all answers that there ever were."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=request.method == "POST")
    page, milestone = _found(request, shown), _milestone(milestone_pk)
    asked = _asked(page, milestone)
    form = AnswerForm(request.POST or None, answer=asked.answered.answer, account=shown.account, today=page.today)
    if not form.is_bound or not form.is_valid():
        return _milestone_page(request, page, asked, form, status=422 if form.is_bound else 200)
    try:
        value, seen = form.cleaned_data["value"], form.cleaned_data["seen"]
        actions.answer_milestone(
            shown, milestone.key, value=value, note=form.note_kept, evidence=form.evidence, seen=seen, by=user, now=now
        )
    except (AnswerChanged, ValidationError) as wrong:
        return _refused(request, shown, asked, form, wrong)
    return _answered(request, shown, milestone)


@require_POST
def opportunity_pauses(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the clock stand still."""
    user = signed_in(request)
    shown, form = get_opportunity_for(user, pk, edit=True), PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, pause_form=form, status=422)
    try:
        actions.pause_opportunity(shown, **form.cleaned_data, by=user, now=timezone.now())
    except ValidationError as wrong:
        form.add_error(None, ValidationError(wrong.messages))
        return _page(request, shown, pause_form=form, status=422)
    messages.info(request, _("The clock stands still."))
    return redirect("opportunity-process", pk=pk)


@require_POST
def opportunity_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the clock go on."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk, edit=True)
    try:
        actions.resume_opportunity(shown, by=user, now=timezone.now())
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.info(request, _("The clock goes on from today."))
    return redirect("opportunity-process", pk=pk)


def _found(request: HttpRequest, shown: Opportunity, *, spread: str = "") -> ProcessPage:
    return ProcessPage(shown, signed_in(request), frame_of(request, now=timezone.now()).today, spread)


def _page(
    request: HttpRequest,
    shown: Opportunity,
    *,
    spread: str = "",
    pause_form: PauseForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    page = _found(request, shown, spread=spread)
    context = {"page": page, "opportunity": shown, "pause_form": pause_form or PauseForm(), "notice": notice}
    part = "#process" if request.headers.get("HX-Request") else ""
    return render(request, f"processes/opportunity.html{part}", context, status=status)


def _milestone(pk: int) -> Milestone:
    """A milestone of a published version.

    Raises:
        Http404: there is none.
    """
    found = Milestone.objects.exclude(step__version__state="draft").filter(pk=pk).select_related("step").first()
    if found is None:
        raise Http404
    return found


def _asked(page: ProcessPage, milestone: Milestone) -> ShownMilestone:
    """The milestone as the opportunity's version asks it.

    Raises:
        Http404: it does not ask it.
    """
    for step in page.steps:
        for one in step.milestones:
            if one.answered.milestone.key == milestone.key:
                return one
    raise Http404


def _answered(request: HttpRequest, shown: Opportunity, milestone: Milestone) -> HttpResponse:
    key = milestone.step.key
    spread = "all" if request.POST.get("spread") == "all" else key
    if request.headers.get("HX-Request"):
        return _page(request, shown, spread=spread)
    place = reverse("opportunity-process", args=[shown.pk])
    return redirect(f"{place}?step={spread}#step-{key}")


def _refused(
    request: HttpRequest,
    shown: Opportunity,
    asked: ShownMilestone,
    form: AnswerForm,
    wrong: AnswerChanged | ValidationError,
) -> HttpResponse:
    """What stands against it; nothing was written, and what was typed is kept."""
    status = 409 if isinstance(wrong, AnswerChanged) else 422
    text = str(wrong) if isinstance(wrong, AnswerChanged) else " ".join(wrong.messages)
    if request.headers.get("HX-Request"):
        step = asked.answered.milestone.step.key
        return _page(request, shown, spread=step, notice=f"{text} {_('It is shown as it stands now.')}", status=status)
    page = _found(request, shown)
    current = _asked(page, asked.answered.milestone)
    typed = request.POST.copy()
    typed["seen"] = str(current.answered.answer.number if current.answered.answer else 0)
    again = AnswerForm(typed, answer=current.answered.answer, account=shown.account, today=page.today)
    again.add_error(None, f"{text} {_('Look at it below, and answer again if yours still holds.')}")
    return _milestone_page(request, page, current, again, status=status)


def _milestone_page(
    request: HttpRequest, page: ProcessPage, asked: ShownMilestone, form: AnswerForm, *, status: int
) -> HttpResponse:
    key, shown = asked.answered.milestone.key, page.opportunity
    answer = asked.answered.answer
    context = {
        "page": page,
        "opportunity": shown,
        "asked": asked,
        "form": form if page.may_edit else None,
        "given": AnswerGiven.objects.filter(opportunity=shown, milestone_key=key).select_related("by").order_by("-pk"),
        "evidence": evidence_of(ANSWER, [answer.pk]).get((answer.pk, SUBJECT), []) if answer else [],
    }
    return render(request, "processes/milestone.html", context, status=status)
