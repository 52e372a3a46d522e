"""What is known of customer, competitors and ourselves; strengths and dangers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile
from trimtab.planning import actions
from trimtab.planning.forms import AnswerForm, SwotForm
from trimtab.planning.models import Answer, SwotEntry
from trimtab.planning.page_lines import action_url
from trimtab.planning.queries import newest_template
from trimtab.planning.research import groups_of, new_questions, swot_of
from trimtab.planning.shipped import Question, words_of
from trimtab.planning.views.frames import Visit, visit_of

MOST_PAST = 20


@require_GET
def research(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions with their answers, and the four lists."""
    return _page(visit_of(request, pk), SwotForm())


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Answer a question, or read what was answered before."""
    visit = visit_of(request, pk, edit=request.method == "POST")
    asked = _asked(visit, question)
    standing = visit.plan.answers.filter(question=question, superseded_at__isnull=True).first()
    form = _answer_form(request, standing, visit)
    if form.is_bound and form.is_valid():
        try:
            actions.answer_question(
                visit.plan, question=question, fields=form.values, by=visit.user, now=visit.now, seen=form.seen_id
            )
        except ChangedMeanwhile as changed:
            return _answer_page(visit, asked, _again(form, changed), other=changed.record, status=409)
        messages.info(request, _("The answer was written down."))
        return redirect("plan-research", pk=pk)
    return _answer_page(visit, asked, form, status=422 if form.is_bound else 200)


@require_POST
def swot(request: HttpRequest, pk: int) -> HttpResponse:
    """One more strength, weakness, opening or danger."""
    visit = visit_of(request, pk, edit=True)
    form = SwotForm(request.POST)
    if not form.is_valid():
        return _page(visit, form, status=422)
    actions.add_swot(
        visit.plan, side=form.cleaned_data["side"], text=form.cleaned_data["text"], by=visit.user, now=visit.now
    )
    return redirect("plan-research", pk=pk)


@require_POST
def swot_entry(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Strike an entry out, or bring it back."""
    visit = visit_of(request, pk, edit=True)
    found = get_object_or_404(SwotEntry, pk=entry, plan=visit.plan)
    is_struck = request.POST.get("struck", "1") == "1"
    actions.strike_swot(visit.plan, found, is_struck=is_struck, by=visit.user, now=visit.now)
    return redirect("plan-research", pk=pk)


@require_POST
def newest_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the plan ask what new plans ask; its answers are kept."""
    visit = visit_of(request, pk, edit=True)
    actions.take_newest_template(visit.plan, by=visit.user, now=visit.now)
    messages.info(request, _("The plan asks the newest questions. Its answers are kept."))
    return redirect("plan-research", pk=pk)


def _page(visit: Visit, form: SwotForm, *, status: int = 200) -> HttpResponse:
    groups = groups_of(visit.plan, today=visit.today)
    newest = newest_template(visit.plan.plan_type)
    return visit.page(
        "research",
        "research",
        groups=groups,
        answered=sum(line.answer is not None for _label, lines in groups for line in lines),
        asked=sum(len(lines) for _label, lines in groups),
        swot=swot_of(visit.plan),
        swot_form=form,
        action_url=action_url(visit.reach, ""),
        newest=newest if newest.number > visit.plan.template.number else None,
        added=new_questions(visit.plan.template, newest),
        status=status,
    )


def _asked(visit: Visit, key: str) -> Question:
    questions: list[Question] = visit.plan.template.questions
    for question in questions:
        if question["key"] == key:
            return question
    raise Http404


def _answer_form(request: HttpRequest, standing: Answer | None, visit: Visit) -> AnswerForm:
    initial = {"seen": standing.pk if standing else 0, "known_on": visit.today}
    if standing is not None:
        initial |= {name: getattr(standing, name) for name in ("text", "source", "link", "confidence")}
    return AnswerForm(request.POST or None, initial=initial)


def _again(form: AnswerForm, changed: ChangedMeanwhile) -> AnswerForm:
    """What was typed, to be saved over the other answer, which is shown beside it."""
    return AnswerForm(dict(form.data.items()) | {"seen": str(changed.record.pk)})


def _answer_page(visit: Visit, asked: Question, form: AnswerForm, *, status: int, other: object = None) -> HttpResponse:
    past = visit.plan.answers.filter(question=asked["key"]).select_related("by").order_by("-recorded_at", "-pk")
    return visit.page(
        "answer",
        "research",
        question=words_of(asked),
        key=asked["key"],
        form=form,
        past=past[:MOST_PAST],
        other=other,
        status=status,
    )
