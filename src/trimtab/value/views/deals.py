"""The value of a deal: its page and panel; what contributes, why us, why now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.value import actions
from trimtab.value.forms import ContributionForm, NeedForm, UniqueValueForm
from trimtab.value.models import Need, UniqueValue
from trimtab.value.page import page_of
from trimtab.value.policy import get_contribution_for, get_deal_for
from trimtab.value.views.editing import Editing, answer


@require_GET
def opportunity_value(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is worth to the customer, why us, why now."""
    user = signed_in(request)
    shown = get_deal_for(user, pk)
    page = page_of(shown, user, today=frame_of(request, now=timezone.now()).today)
    return render(request, "value/value.html", {"opportunity": shown, "page": page})


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of it."""
    user = signed_in(request)
    shown = get_deal_for(user, pk)
    page = page_of(shown, user, today=frame_of(request, now=timezone.now()).today)
    return render(request, "value/panel.html", {"opportunity": shown, "page": page})


@require_http_methods(["GET", "POST"])
def contribution_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Something of ours serves a goal of theirs."""
    user, now = signed_in(request), timezone.now()
    deal = get_deal_for(user, pk, edit=True)
    begun = {name: id_in(request.GET.get(name, "")) for name in ("insight", "capability")} | {"strength": 1}
    editing = Editing(
        title=_("What serves which of their goals?"),
        back=_map_of(pk),
        form_of=lambda typed, record: ContributionForm(
            typed, instance=record, opportunity=deal, user=user, initial=begun
        ),
        save=lambda facts, _seen: actions.add_contribution(deal, facts=facts, by=user, now=now),
        said=_("It stands on the value map. Let the customer confirm it."),
        opportunity=deal,
    )
    return answer(request, editing)


@require_http_methods(["GET", "POST"])
def contribution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it; with none, it drops out."""
    user, now = signed_in(request), timezone.now()
    shown = get_contribution_for(user, pk, edit=True)
    editing = Editing(
        title=str(shown),
        back=_map_of(shown.opportunity_id),
        form_of=lambda typed, record: ContributionForm(
            typed, instance=record, opportunity=shown.opportunity, user=user
        ),
        save=lambda facts, seen: actions.edit_contribution(shown, changes=facts, by=user, now=now, seen=seen),
        said=_("The contribution was changed."),
        record=shown,
        opportunity=shown.opportunity,
    )
    return answer(request, editing)


@require_http_methods(["GET", "POST"])
def unique_value(request: HttpRequest, pk: int) -> HttpResponse:
    """Why us: worded, or worded anew."""
    user, now = signed_in(request), timezone.now()
    deal = get_deal_for(user, pk, edit=True)
    editing = Editing(
        title=_("What do they get from us that nothing else gives them?"),
        back=f"{reverse('opportunity-value', args=[pk])}#unique",
        form_of=lambda typed, record: UniqueValueForm(typed, instance=record, opportunity=deal),
        save=lambda facts, seen: actions.word_unique_value(deal, facts=facts, by=user, now=now, seen=seen),
        said=_("The unique business value is worded. Let the customer confirm it."),
        record=UniqueValue.objects.filter(opportunity=deal).first(),
        opportunity=deal,
    )
    return answer(request, editing)


@require_http_methods(["GET", "POST"])
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Why now: worded, or worded anew."""
    user, now = signed_in(request), timezone.now()
    deal = get_deal_for(user, pk, edit=True)
    editing = Editing(
        title=_("What happens if they do nothing?"),
        back=f"{reverse('opportunity-value', args=[pk])}#need",
        form_of=lambda typed, record: NeedForm(typed, instance=record, opportunity=deal),
        save=lambda facts, seen: actions.word_need(deal, facts=facts, by=user, now=now, seen=seen),
        said=_("The need is worded. Let the customer confirm it."),
        record=Need.objects.filter(opportunity=deal).first(),
        opportunity=deal,
    )
    return answer(request, editing)


def _map_of(pk: int) -> str:
    return f"{reverse('opportunity-value', args=[pk])}#map"
