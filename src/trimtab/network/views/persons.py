"""One person of the network."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.queries import visible_contacts
from trimtab.network import actions, queries
from trimtab.network.forms import AcquaintanceForm, FollowUpForm
from trimtab.network.policy import get_acquaintance_for
from trimtab.people.frame import frame_of, signed_in

SHOWN = 200


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of somebody, and what went to and fro."""
    frame = frame_of(request, now=timezone.now())
    found = get_acquaintance_for(frame.user, pk)
    dealings = found.dealings.select_related("introduced_to").order_by("-happened_on", "-pk")[:SHOWN]
    context = {
        "acquaintance": found, "dealings": dealings, "is_own": found.user_id == frame.user.pk,
        "balance": queries.balances([found]).get(found.pk, queries.Balance()), "today": frame.today,
        "contact": visible_contacts(frame.user).filter(pk=found.contact_id or 0).select_related("account").first(),
    }  # fmt: skip
    return render(request, "network/person.html", context)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of somebody."""
    user = signed_in(request)
    found = get_acquaintance_for(user, pk, edit=True)
    form = AcquaintanceForm(request.POST or None, user=user, acquaintance=found)
    if form.is_bound and form.is_valid():
        actions.edit_acquaintance(found, changes=form.values, by=user, now=timezone.now())
        messages.info(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
        return redirect("network-person", pk=pk)
    context = {"form": form, "acquaintance": found}
    return render(request, "network/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """When to follow up next."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    found = get_acquaintance_for(frame.user, pk, edit=True)
    form = FollowUpForm(request.POST)
    if form.is_valid():
        day = form.day_from(frame.today)
        actions.edit_acquaintance(found, changes={"follow_up_on": day}, by=frame.user, now=now)
    return redirect("network")


@require_POST
def archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of the network."""
    user = signed_in(request)
    actions.archive_acquaintance(get_acquaintance_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.success(
        request, _("Taken out of the lists. Nothing was deleted."), extra_tags=f"undo /network/people/{pk}/restoration/"
    )
    return redirect("network")


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring somebody back."""
    user = signed_in(request)
    actions.restore_acquaintance(get_acquaintance_for(user, pk, edit=True), by=user, now=timezone.now())
    return redirect("network-person", pk=pk)
