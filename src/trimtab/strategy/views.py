"""The strategy of a deal, and what worked before."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.competition.policy import can_edit_competition, get_competitor_for, require_competition_edit
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.strategy import actions, record
from trimtab.strategy.actions import ChosenMeanwhile
from trimtab.strategy.forms import ChoiceForm, GroundForm
from trimtab.strategy.models import Strategy, StrategyChoice, name_of
from trimtab.strategy.page import headline_of, page_of
from trimtab.strategy.queries import ground_of, strategies_of
from trimtab.strategy.scores import advise
from trimtab.strategy.terrain import terrain_of
from trimtab.strategy.words import MEANINGS


@require_GET
def opportunity_strategy(request: HttpRequest, pk: int) -> HttpResponse:
    """What is chosen, what the facts speak for, what would change that, and what worked before."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk)
    page, ground = page_of(opportunity), ground_of(opportunity)
    context = {
        "opportunity": opportunity,
        "page": page,
        "headline": headline_of(page, opportunity),
        "ground": GroundForm(holds=ground.holds, divisible=ground.divisible) if ground else GroundForm(),
        "lines": [(name_of(line.tally.key), line) for line in record.by_strategy(user)],
        "may_edit": can_edit_competition(user, opportunity),
    }
    return render(request, "strategy/page.html", context)


@require_GET
def opportunity_strategy_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A short part of the opportunity's page."""
    opportunity = get_opportunity_for(signed_in(request), pk)
    page = page_of(opportunity)
    context = {"opportunity": opportunity, "page": page, "headline": headline_of(page, opportunity)}
    return render(request, "strategy/panel.html", context)


@require_http_methods(["GET", "POST"])
def strategy_choice(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a strategy, or write the one that stands anew."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk, edit=True)
    require_competition_edit(user, opportunity)
    form = _choice_form(request, opportunity, strategies_of([pk]).get(pk))
    if not form.is_bound or not form.is_valid():
        return _choice_page(request, opportunity, form, status=422 if form.is_bound else 200)
    try:
        strategy, texts = form.cleaned_data["strategy"], form.texts
        seen, evidence = form.seen_id, form.evidence
        actions.choose_strategy(
            opportunity, strategy=strategy, texts=texts, seen=seen, evidence=evidence, by=user, now=now
        )
    except ChosenMeanwhile as meanwhile:
        return _chosen_meanwhile(request, opportunity, meanwhile.choice)
    except ValidationError as error:
        form.add_error(None, error)
        return _choice_page(request, opportunity, form, status=422)
    return redirect("opportunity-strategy", pk=pk)


@require_POST
def strategy_ground(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what no other record holds."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk, edit=True)
    form = GroundForm(request.POST)
    if form.is_valid():
        actions.say_ground(opportunity, facts=form.facts, by=user, now=timezone.now())
    return redirect("opportunity-strategy", pk=pk)


@require_GET
def competitor_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What worked against one competitor before: a part of its page, and of a deal's."""
    user = signed_in(request)
    competitor = get_competitor_for(user, pk)
    found = record.against(user, competitor)
    context = {
        "competitor": competitor,
        "record": found,
        "least": record.LEAST,
        "strategies": [(name_of(line.tally.key) or _("none chosen"), line) for line in found.strategies],
        "segments": [(line.tally.key or _("unknown"), line) for line in found.segments],
        "ahead": [(_sides()[line.tally.key], line) for line in found.ahead],
        "is_short": "opportunity" in request.GET,
    }
    return render(request, "strategy/competitor_record.html", context)


def _choice_form(request: HttpRequest, opportunity: Opportunity, chosen: StrategyChoice | None) -> ChoiceForm:
    advised = advise(terrain_of(opportunity).terrain).strategy or ""
    today = frame_of(request, now=timezone.now()).today
    return ChoiceForm(request.POST or None, chosen=chosen, advised=advised, today=today)


def _chosen_meanwhile(request: HttpRequest, opportunity: Opportunity, choice: StrategyChoice | None) -> HttpResponse:
    typed = request.POST.copy()
    typed["seen"] = str(choice.pk) if choice else ""
    advised = advise(terrain_of(opportunity).terrain).strategy or ""
    today = frame_of(request, now=timezone.now()).today
    again = ChoiceForm(typed, chosen=choice, advised=advised, today=today)
    return _choice_page(request, opportunity, again, status=409, meanwhile=choice)


def _choice_page(
    request: HttpRequest,
    opportunity: Opportunity,
    form: ChoiceForm,
    *,
    status: int,
    meanwhile: StrategyChoice | None = None,
) -> HttpResponse:
    meanings = [(name_of(key), *MEANINGS[key]) for key in Strategy.values]
    context = {"opportunity": opportunity, "form": form, "meanings": meanings, "meanwhile": meanwhile}
    return render(request, "strategy/choice.html", context, status=status)


def _sides() -> dict[str, str]:
    return {
        "ahead": _("we met the criteria better"),
        "even": _("about equal by the criteria"),
        "behind": _("they met the criteria better"),
    }
