"""A deal's competition: what decides it, who else is in it, how each meets it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.competition import actions
from trimtab.competition.actions import FitJudgedMeanwhile
from trimtab.competition.forms import FitForm
from trimtab.competition.headlines import standing_of
from trimtab.competition.models import Contender, DecisionCriterion, Fit
from trimtab.competition.page import contest_of
from trimtab.competition.policy import can_edit_competition, get_criterion_for, get_fit_evidence_for
from trimtab.competition.queries import fears_of, field_of
from trimtab.competition.scores import US
from trimtab.core.ids import id_in
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in


@require_GET
def opportunity_competition(request: HttpRequest, pk: int) -> HttpResponse:
    """What decides, who else is in it, who is ahead."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk)
    contest = contest_of(opportunity, today=frame_of(request, now=now).today)
    context = {
        "opportunity": opportunity,
        "contest": contest,
        "headline": standing_of(contest),
        "fears": fears_of(opportunity),
        "may_edit": can_edit_competition(user, opportunity),
    }
    return render(request, "competition/contest.html", context)


@require_http_methods(["GET", "POST"])
def criterion_fit(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge how a party meets a criterion, and say what that rests on."""
    user, now = signed_in(request), timezone.now()
    criterion = get_criterion_for(user, pk, edit=True)
    party = (request.POST or request.GET).get("party", US)
    contender = _party(criterion, party)
    stands = field_of(criterion.opportunity).fits_of(party).get(criterion.pk)
    today = frame_of(request, now=now).today
    form = FitForm(request.POST or None, opportunity=criterion.opportunity, party=party, stands=stands, today=today)
    if not form.is_bound or not form.is_valid():
        return _fit_page(request, criterion, contender, form, status=422 if form.is_bound else 200)
    if contender is not None and contender.pk is None:
        contender = actions.keep_do_nothing(criterion.opportunity, by=user, now=now)
    value, seen, evidence = form.cleaned_data["value"], form.seen_value, form.evidence
    try:
        actions.judge_fit(criterion, contender, value=value, seen=seen, evidence=evidence, by=user, now=now)
    except FitJudgedMeanwhile as meanwhile:
        return _judged_meanwhile(request, criterion, contender, form, meanwhile.value)
    words = {"name": contender or _("We"), "criterion": criterion, "fit": _words(value)}
    messages.info(request, _("%(name)s, %(criterion)s: %(fit)s.") % words)
    return redirect(f"{reverse('opportunity-competition', args=[criterion.opportunity_id])}#criterion-{criterion.pk}")


@require_POST
def fit_evidence_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of evidence no longer counts; it stays readable."""
    user = signed_in(request)
    evidence, criterion = get_fit_evidence_for(user, pk, edit=True)
    actions.withdraw_fit_evidence(evidence, criterion, by=user, now=timezone.now())
    messages.info(request, _("This no longer counts. It stays readable."))
    return redirect("criterion", pk=criterion.pk)


def _party(criterion: DecisionCriterion, party: str) -> Contender | None:
    """The contender that the text names; None for us.

    Raises:
        Http404: there is no such party in the deal.
    """
    if party == US:
        return None
    if party == "nothing":
        return next(one for one in field_of(criterion.opportunity).contenders if one.is_nothing)
    mine = Contender.objects.current().filter(opportunity=criterion.opportunity_id, pk=id_in(party) or 0)
    found = mine.select_related("competitor", "opportunity").first()
    if found is None:
        raise Http404
    return found


def _judged_meanwhile(
    request: HttpRequest, criterion: DecisionCriterion, contender: Contender | None, form: FitForm, value: int | None
) -> HttpResponse:
    typed = request.POST.copy()
    typed["seen"] = "" if value is None else str(value)
    again = FitForm(
        typed, opportunity=criterion.opportunity, party=request.POST["party"], stands=value, today=form.today
    )
    return _fit_page(request, criterion, contender, again, status=409, meanwhile=_words(value))


def _fit_page(
    request: HttpRequest,
    criterion: DecisionCriterion,
    contender: Contender | None,
    form: FitForm,
    *,
    status: int,
    meanwhile: str = "",
) -> HttpResponse:
    context = {
        "opportunity": criterion.opportunity,
        "criterion": criterion,
        "contender": contender,
        "name": contender or _("We"),
        "form": form,
        "meanwhile": meanwhile,
    }
    return render(request, "competition/fit.html", context, status=status)


def _words(value: int | None) -> str:
    return _("not known") if value is None else str(Fit(value).label)
