"""After the call: two taps, then what was promised and what changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.calls import actions
from trimtab.calls.cards import Card, card_of
from trimtab.calls.debrief_form import DebriefForm
from trimtab.calls.drafts import draft_key
from trimtab.calls.forms import merged_of
from trimtab.calls.lists import calls_with
from trimtab.calls.models import Call, Outcome
from trimtab.calls.policy import get_call_for, require_planning
from trimtab.calls.quick_form import QuickForm
from trimtab.calls.starters import STARTERS
from trimtab.opportunities.models import Activity
from trimtab.opportunities.policy import get_activity_for, get_opportunity_for
from trimtab.people.frame import signed_in
from trimtab.people.models import User


@require_POST
def call_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """The second tap: what came of it."""
    user = signed_in(request)
    shown = get_call_for(user, pk, edit=True)
    try:
        actions.debrief_call(shown, outcome=_outcome(request), by=user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("call", pk=pk)
    undo = f"undo {reverse('call-debrief-reopening', args=[pk])}"
    messages.info(request, _("Taken down. It is logged with the activities."), extra_tags=undo)
    return redirect("call-debrief", pk=pk)


@require_http_methods(["GET", "POST"])
def call_debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """Promises, judgements, confirmations and the next call; each may be left out."""
    user, now = signed_in(request), timezone.now()
    shown = get_call_for(user, pk, edit=True)
    card = card_of(shown, user=user, now=now)
    form = _form_of(card, request.POST or None, now=now)
    if not form.is_bound or not form.is_valid():
        return _page(request, card, form, status=422 if form.is_bound else 200)
    conflict, merged = merged_of(form, _form_of(card, None, now=now), many=("confirmed",))
    if conflict.rows:
        return _page(request, card, _form_of(card, merged, now=now), status=409, conflict=conflict)
    # What only somebody else changed stays as it is now.
    form = _form_of(card, merged, now=now)
    form.full_clean()
    try:
        following = actions.take_down(shown, form.said, by=user, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, card, form, status=422)
    if following is not None:
        messages.info(request, _("Taken down. The next call is begun; say what you will ask for."))
    saved = f"?saved={draft_key(shown, 'debrief')}"
    return redirect(f"{reverse('call', args=[following.pk if following else pk])}{saved}")


@require_POST
def call_debrief_reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """The outcome is taken back."""
    user = signed_in(request)
    actions.reopen_debrief(get_call_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("The outcome is taken back. What was logged and promised stays."))
    return redirect("call", pk=pk)


@require_POST
def opportunity_call_debriefs(request: HttpRequest, pk: int) -> HttpResponse:
    """A call that nobody planned: what it was, and what came of it."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk, edit=True)
    form = QuickForm(request.POST, opportunity=opportunity, now=now)
    if not form.is_valid():
        context = {"opportunity": opportunity, "shown": calls_with(opportunity, user=user, now=now), "quick": form}
        context |= {"may_plan": True, "steps": STARTERS, "outcomes": Outcome.choices}
        return render(request, "calls/opportunity.html", context, status=422)
    with transaction.atomic():
        made = actions.plan_call(fields=form.fields_of_call, opportunity=opportunity, by=user, now=now)
        actions.debrief_call(made, outcome=form.cleaned_data["outcome"], by=user, now=now)
    return redirect("call-debrief", pk=made.pk)


@require_POST
def call_from_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan, or with an outcome a debrief, of a meeting that came from a calendar."""
    user, now = signed_in(request), timezone.now()
    meeting = get_activity_for(user, pk)
    require_planning(user, opportunity=meeting.opportunity, account=meeting.account)
    found = Call.objects.filter(activity=meeting).first()
    if found is not None:
        return redirect("call", pk=found.pk)
    outcome = request.POST.get("outcome", "")
    try:
        with transaction.atomic():
            made = _made_of(meeting, by=user, now=now)
            if outcome:
                actions.debrief_call(made, outcome=_known(outcome), by=user, now=now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("calls")
    return redirect("call-debrief" if outcome else "call-edit", pk=made.pk)


def _made_of(meeting: Activity, *, by: User, now: datetime) -> Call:
    customer = meeting.account_id
    parties = meeting.parties.select_related("contact").filter(contact__account=customer, contact__isnull=False)
    fields = {
        "title": str(meeting)[:200],
        "starts_at": meeting.at,
        "zone": by.time_zone or timezone.get_current_timezone_name(),
        "minutes": min(meeting.minutes or 30, 1_440),
        "contacts": list({one.contact_id: one.contact for one in parties}.values()),
    }
    account = None if meeting.opportunity else meeting.account
    return actions.plan_call(
        fields=fields, opportunity=meeting.opportunity, account=account, activity=meeting, by=by, now=now
    )


def _form_of(card: Card, typed: Mapping[str, Any] | None, *, now: datetime) -> DebriefForm:
    return DebriefForm(typed, call=card.call, portraits=card.portraits, insights=card.insights, now=now)


def _page(request: HttpRequest, card: Card, form: DebriefForm, *, status: int, **more: object) -> HttpResponse:
    context = {
        "card": card,
        "call": card.call,
        "form": form,
        "draft": draft_key(card.call, "debrief"),
        "outcomes": Outcome.choices,
    }
    return render(request, "calls/debrief.html", context | more, status=status)


def _outcome(request: HttpRequest) -> str:
    return _known(request.POST.get("outcome", ""))


def _known(text: str) -> str:
    """One of the three outcomes; an order is an advance.

    Raises:
        ValidationError: it is none of them.
    """
    if text not in Outcome.values:
        raise ValidationError(_("Say whether it was an advance, a continuation or a refusal."))
    return text
