"""What the account's page shows of opportunities: a part of that page, and a page of its own for htmx."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.accounts.policy import can_edit_contacts, shown_account
from trimtab.core.models import Organisation
from trimtab.core.money import Money
from trimtab.core.rates import Rates, load_rates
from trimtab.opportunities import actions
from trimtab.opportunities.forms import ActivityForm
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import editable_activities
from trimtab.opportunities.queries import visible_activities_of, visible_opportunities_of
from trimtab.people.frame import signed_in

SHOWN = 100


@require_http_methods(["GET"])
def account_opportunities(request: HttpRequest, pk: int) -> HttpResponse:
    """The opportunities of an account that the user sees, open and closed, with totals in the reporting currency."""
    user, now = signed_in(request), timezone.now()
    account = shown_account(request, pk)
    found = visible_opportunities_of(user, account).current()
    found = found.select_related("owner", "stage").order_by("-close_on", "-pk")
    shown = list(found[: SHOWN + 1])
    organisation = Organisation.get()
    rates = load_rates(currency=organisation.currency)
    today = now.astimezone(organisation.zone).date()
    groups = [
        (label, chosen, _total(chosen, rates, today))
        for label, status in ((_("Open"), "open"), (_("Won"), "won"), (_("Lost"), "lost"))
        if (chosen := [one for one in shown[:SHOWN] if one.status == status])
    ]
    context = {"account": account, "groups": groups, "is_more": len(shown) > SHOWN, "shown": SHOWN}
    return render(request, "opportunities/account_opportunities.html", context)


@require_http_methods(["GET", "POST"])
def account_activities(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to do and planned with an account; log an activity."""
    user, now = signed_in(request), timezone.now()
    account = shown_account(request, pk)
    may_log = can_edit_contacts(user, account) and account.archived_at is None
    if request.method == "POST" and not may_log:
        raise PermissionDenied(_("Activities are logged by the account's owner and by those who work with it."))
    form = ActivityForm(request.POST or None, account=account, now=now) if may_log else None
    if form is not None and form.is_bound and form.is_valid():
        contacts = form.cleaned_data["contacts"]
        actions.log_activity(fields=form.facts, account=account, contacts=contacts, by=user, now=now)
        return redirect("account", pk=pk)
    found = visible_activities_of(user, account).current().ahead(now)
    ahead = list(found.select_related("user", "opportunity__owner__team").order_by("at", "pk")[:SHOWN])
    for one in ahead:
        one.account = account
    context = {"account": account, "activities": ahead, "editable": editable_activities(user, ahead), "form": form}
    page = "account_activity_form" if form is not None and form.is_bound else "account_activities"
    status = 422 if form is not None and form.is_bound else 200
    return render(request, f"opportunities/{page}.html", context, status=status)


def _total(opportunities: Iterable[Opportunity], rates: Rates, today: date) -> Money | None:
    """Each amount at the rate of its day: today, or the day it was closed."""
    return rates.total(
        (Money(one.amount, one.currency), one.closed_at.date() if one.closed_at else today)
        for one in opportunities
        if one.amount is not None
    )
