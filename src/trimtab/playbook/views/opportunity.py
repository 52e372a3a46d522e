"""The plays of one opportunity: which apply and why, begun and ended with one tap."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.playbook import actions
from trimtab.playbook.contents import contents_named, links_of
from trimtab.playbook.forms import StartForm
from trimtab.playbook.models import Channel, PlayUse, Situation
from trimtab.playbook.pages import OpportunityPlays
from trimtab.playbook.policy import get_play_for, get_use_for


@require_GET
def opportunity_plays(request: HttpRequest, pk: int) -> HttpResponse:
    """The plays that apply, best match first; a short panel of them on the opportunity's own page."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk)
    if request.headers.get("HX-Target") == "opportunity-plays":
        page = OpportunityPlays(opportunity, today=_today(request))
        return render(request, "playbook/panel.html", {"opportunity": opportunity, "page": page})
    return _page(request, user, opportunity)


@require_http_methods(["GET", "POST"])
def play_start(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Begin a play with an opportunity: who, until when."""
    user, now = signed_in(request), timezone.now()
    opportunity, listed = get_opportunity_for(user, pk, edit=True), get_play_for(user, key)
    due_on = _today(request) + timedelta(days=listed.said.follow_days)
    form = StartForm(request.POST or None, user=user, opportunity=opportunity, due_on=due_on)
    if form.is_bound and form.is_valid():
        try:
            actions.start_play(opportunity, listed, **form.cleaned_data, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(
                request, _("Begun: %(name)s. Its first step is among the actions.") % {"name": listed.said.name}
            )
            return redirect("opportunity-plays", pk=pk)
    channel = Channel(listed.said.channel).label
    links = links_of(listed.said, contents_named([listed.said]))
    context = {"opportunity": opportunity, "play": listed, "said": listed.said, "form": form}
    context |= {"channel": channel, "links": links}
    return render(request, "playbook/start.html", context, status=422 if form.is_bound else 200)


@require_POST
def play_use_ending(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a play, in one tap."""
    user = signed_in(request)
    use = get_use_for(user, pk, edit=True)
    outcome = request.POST.get("outcome", "")
    if outcome not in PlayUse.Outcome.values:
        messages.error(request, _("Say what came of it: choose one of the four."))
        return redirect("opportunity-plays", pk=use.opportunity_id)
    actions.end_use(use, outcome=outcome, by=user, now=timezone.now())
    said = {"name": use.version.said.name, "outcome": PlayUse.Outcome(outcome).label}
    undo = f"undo {reverse('play-use-reopening', args=[pk])}"
    messages.info(request, _("%(name)s: %(outcome)s.") % said, extra_tags=undo)
    return redirect("opportunity-plays", pk=use.opportunity_id)


@require_POST
def play_use_reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It is under way after all."""
    user = signed_in(request)
    use = get_use_for(user, pk, edit=True)
    try:
        actions.reopen_use(use, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, _("Under way again: %(name)s.") % {"name": use.version.said.name})
    return redirect("opportunity-plays", pk=use.opportunity_id)


@require_POST
def opportunity_change(request: HttpRequest, pk: int) -> HttpResponse:
    """How much the buyer's organisation must change."""
    user = signed_in(request)
    opportunity = get_opportunity_for(user, pk, edit=True)
    change = request.POST.get("change", "")
    if change and change not in Situation.Change.values:
        messages.error(request, _("Choose one of the three, or take it back."))
        return redirect("opportunity-plays", pk=pk)
    actions.say_change(opportunity, change=change, by=user, now=timezone.now())
    return redirect("opportunity-plays", pk=pk)


def _page(request: HttpRequest, user: User, opportunity: Opportunity) -> HttpResponse:
    may_edit = access_to_owner(user, opportunity.owner).can_edit
    context = {
        "opportunity": opportunity,
        "page": OpportunityPlays(opportunity, today=_today(request)),
        "may_edit": may_edit,
        "changes": Situation.Change.choices,
        "outcomes": PlayUse.Outcome.choices,
    }
    return render(request, "playbook/opportunity.html", context)


def _today(request: HttpRequest) -> date:
    return frame_of(request, now=timezone.now()).today
