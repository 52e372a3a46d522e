"""The assessment of one opportunity: looked at, clicked through, answered with evidence."""

from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.assessments import actions
from trimtab.assessments.actions import AnsweredMeanwhile, NoSuchAnswer, Reply
from trimtab.assessments.changes import Changes
from trimtab.assessments.forms import AnswerForm
from trimtab.assessments.lens import MEDDPICC, lens_of
from trimtab.assessments.lights import lights_of
from trimtab.assessments.models import Answer
from trimtab.assessments.page import AssessmentPage, Cell, Party
from trimtab.assessments.words import answer_in_words, sentence_of
from trimtab.core.ids import id_in
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in

LENSES = {"criteria", MEDDPICC}
SHOWN_ANSWERS = 50


@require_GET
def opportunity_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix of answers, as it is or as it stood; the same evidence through another lens."""
    opportunity = get_opportunity_for(signed_in(request), pk)
    lens = request.GET.get("lens", "criteria")
    if lens not in LENSES:
        raise Http404
    page = _page(request, opportunity, at=_moment(request, "on"))
    context = _context(request, page) | {"lens": lens}
    if lens == MEDDPICC:
        context["letters"] = lens_of(page)
        return render(request, "assessments/lens.html", context)
    return render(request, "assessments/assessment.html", context)


@require_GET
def opportunity_assessment_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of it, loaded once it comes into view."""
    page = _page(request, get_opportunity_for(signed_in(request), pk))
    context = {
        "page": page,
        "opportunity": page.opportunity,
        "sentence": sentence_of(page),
        "changes": Changes(page, since=None, now=timezone.now()),
        "lights": lights_of(page),
    }
    return render(request, "assessments/panel.html", context)


@require_POST
def opportunity_assessment_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """A click on a cell: question, party, answer, and the answer that the person saw."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk, edit=True)
    question, _mark, rest = request.POST.get("cell", "").partition(" ")
    party_key, value, seen = (*rest.split(" "), "", "", "")[:3]
    page = _page(request, opportunity)
    try:
        cell = _clicked(page, question, party_key, value)
        reply = Reply(question, value, contender=cell.party.contender, seen=id_in(seen))
        actions.give_answer(opportunity, reply, by=user, now=timezone.now())
    except NoSuchAnswer as wrong:
        return _answered(request, opportunity, notice=str(wrong), status=422)
    except AnsweredMeanwhile as conflict:
        return _answered(request, opportunity, notice=_meanwhile(cell, conflict.answer), status=409)
    return _answered(request, opportunity)


@require_http_methods(["GET", "POST"])
def opportunity_criterion(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """One question: what Yes means, every answer there was, what it rests on; answer it with evidence."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk, edit=request.method == "POST")
    page = _page(request, opportunity)
    cell = _cell(page, question, request.GET.get("party", "us"))
    form = AnswerForm(request.POST or None, cell=cell, account=opportunity.account, today=page.today)
    if not form.is_bound or not form.is_valid():
        return _criterion_page(request, page, cell, form, status=422 if form.is_bound else 200)
    try:
        actions.give_answer(opportunity, _reply(form), by=user, now=now)
    except NoSuchAnswer as wrong:
        form.add_error(None, str(wrong))
        return _criterion_page(request, page, cell, form, status=422)
    except AnsweredMeanwhile as conflict:
        return _answered_meanwhile(request, opportunity, form, conflict.answer)
    messages.info(request, _("%(question)s: %(answer)s.") % _said(cell, form.value))
    return redirect(reverse("opportunity-assessment", args=[pk]) + f"#{cell.id}")


@require_POST
def opportunity_assessment_evidence(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """Let one piece of evidence count no longer."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk, edit=True)
    found = Evidence.objects.filter(pk=evidence).first()
    try:
        if found is None:
            raise Http404
        actions.withdraw_answer_evidence(opportunity, found, by=user, now=timezone.now())
    except NoSuchAnswer as wrong:
        raise Http404 from wrong
    messages.info(request, _("It counts no longer, and stays readable."))
    return redirect("opportunity-criterion", pk=pk, question=found.subject.partition(":")[0])


@require_POST
def opportunity_assessment_marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep this moment to compare with later."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk, edit=True)
    actions.mark_occasion(opportunity, kind="mark", by=user, now=timezone.now())
    messages.info(request, _("Later you can ask what changed since today."))
    return redirect("opportunity-assessment", pk=pk)


def _page(request: HttpRequest, opportunity: Opportunity, *, at: datetime | None = None) -> AssessmentPage:
    today = frame_of(request, now=timezone.now()).today
    day = timezone.localtime(at).date() if at else today
    return AssessmentPage(opportunity, signed_in(request), today=day, at=at)


def _context(request: HttpRequest, page: AssessmentPage) -> dict[str, Any]:
    now = timezone.now()
    return {
        "page": page,
        "opportunity": page.opportunity,
        "sentence": sentence_of(page),
        "lights": lights_of(page),
        "changes": Changes(page, since=_moment(request, "since"), now=now),
        "today": frame_of(request, now=now).today,
    }


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """The moment that the address names: a day, of which the evening is meant, or a moment.

    Raises:
        Http404: it names something else.
    """
    asked = request.GET.get(name, "")
    if not asked:
        return None
    try:
        day = parse_date(asked)
        found = datetime.combine(day, time.max) if day else datetime.fromisoformat(asked.replace(" ", "+"))
        moment = found if timezone.is_aware(found) else timezone.make_aware(found)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise Http404 from wrong


def _cell(page: AssessmentPage, key: str, party_key: str) -> Cell:
    """The cell that an address or a form names.

    Raises:
        Http404: this is not asked, not of them, or they are not in the deal.
    """
    question = page.card.question(key)
    party = next((one for one in page.parties if one.key == party_key), None)
    if question is None or party is None or not (party.is_us or question.of_rivals):
        raise Http404
    return page.cell(question, party)


def _clicked(page: AssessmentPage, question: str, party_key: str, value: str) -> Cell:
    """The cell that was clicked; a page that was open for long may show what is asked no more.

    Raises:
        NoSuchAnswer: with what is wrong, in a sentence.
    """
    try:
        cell = _cell(page, question, party_key)
    except Http404 as gone:
        raise NoSuchAnswer(_("That is not asked here any more. This is what is asked now.")) from gone
    if not value:
        raise NoSuchAnswer(_("Choose an answer."))
    return cell


def _answered(request: HttpRequest, opportunity: Opportunity, *, notice: str = "", status: int = 200) -> HttpResponse:
    """The matrix as it is now: as a fragment where htmx asked, else the page with what happened."""
    fresh = get_opportunity_for(signed_in(request), opportunity.pk)
    page = _page(request, fresh)
    context = _context(request, page) | {"lens": "criteria", "notice": notice}
    if not request.headers.get("HX-Request"):
        if status == 200:
            return redirect("opportunity-assessment", pk=opportunity.pk)
        return render(request, "assessments/assessment.html", context, status=status)
    answer = render(request, "assessments/assessment.html#matrix", context, status=status)
    answer.write(render_to_string("assessments/_live.html", context, request))
    return answer


def _meanwhile(cell: Cell, answer: Answer | None) -> str:
    """What somebody else answered since the page was read."""
    said = answer_in_words(cell.question, answer.value if answer else "")
    who = str(answer.by) if answer and answer.by else _("Somebody")
    text = _("%(who)s answered meanwhile: %(question)s: %(answer)s. Nothing was changed; click again to go on.")
    return text % {"who": who, "question": cell.question.text, "answer": said}


def _reply(form: AnswerForm) -> Reply:
    return Reply(
        form.question.key,
        form.value,
        contender=form.cell.party.contender,
        note=form.cleaned_data["note"],
        steps=form.steps,
        evidence=form.evidence,
        seen=form.cleaned_data["seen"] or 0,
    )


def _said(cell: Cell, value: str) -> dict[str, object]:
    return {"question": cell.question.text, "answer": answer_in_words(cell.question, value)}


def _answered_meanwhile(
    request: HttpRequest, opportunity: Opportunity, form: AnswerForm, answer: Answer | None
) -> HttpResponse:
    """What was typed is kept, beside what somebody else answered; saving again supersedes that."""
    page = _page(request, opportunity)
    cell = _cell(page, form.question.key, form.cell.party.key)
    again = request.POST.copy()
    again["seen"] = str(answer.pk if answer else 0)
    kept = AnswerForm(again, cell=cell, account=opportunity.account, today=page.today)
    return _criterion_page(request, page, cell, kept, status=409, notice=_meanwhile(cell, answer))


def _criterion_page(
    request: HttpRequest, page: AssessmentPage, cell: Cell, form: AnswerForm, *, status: int, notice: str = ""
) -> HttpResponse:
    competitor = cell.party.competitor_id
    past = Answer.objects.filter(assessment=page.assessment, question=cell.question.key, competitor=competitor)
    context = {
        "page": page,
        "opportunity": page.opportunity,
        "cell": cell,
        "cells": [one for one in page.cells_of(cell.question) if one.is_asked],
        "form": form if page.may_answer else None,
        "notice": notice,
        "todo": page.todo(cell),
        "past": _in_words(cell, past) if page.assessment and not _is_new(cell.party) else (),
        "evidence": _evidence(page, cell),
    }
    return render(request, "assessments/criterion.html", context, status=status)


def _is_new(party: Party) -> bool:
    """Whether it is doing nothing, of which nobody wrote anything yet."""
    return party.contender is not None and party.competitor_id is None


def _in_words(cell: Cell, past: Any) -> list[tuple[Answer, str]]:
    rows = past.select_related("by").order_by("-at", "-pk")[:SHOWN_ANSWERS]
    return [(one, answer_in_words(cell.question, one.value)) for one in rows]


def _evidence(page: AssessmentPage, cell: Cell) -> list[Evidence]:
    if page.assessment is None or _is_new(cell.party):
        return []
    subject = Answer(question=cell.question.key, competitor_id=cell.party.competitor_id).subject
    rows = Evidence.objects.filter(record="assessment", record_id=page.assessment.pk, subject=subject)
    return list(rows.select_related("told_by", "by").order_by("-happened_on", "-pk")[:SHOWN_ANSWERS])
