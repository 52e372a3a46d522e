"""All plans, the plans of an account, and making one."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts, get_account_for
from trimtab.accounts.queries import visible_accounts
from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.planning import actions
from trimtab.planning.figures import organisation_day
from trimtab.planning.forms import PlanNewForm, StartForm
from trimtab.planning.listing import PlanLine, plans_asked
from trimtab.planning.models import Plan
from trimtab.planning.policy import require_plannable
from trimtab.planning.queries import last_snapshots, plans_of_account

MOST_SHOWN = 100


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """The list of plans with their figures."""
    frame = frame_of(request, now=timezone.now())
    form, found = plans_asked(frame, request.GET)
    context = {
        "form": form,
        "lines": found.lines,
        "overdue": sum(line.is_review_overdue for line in found.lines),
        "frame_label": frame.scope.label,
        "older_url": _address(request, "after", found.page.after),
        "newer_url": _address(request, "before", found.page.before),
    }
    return render(request, "planning/list.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """A plan of one customer with its units, or of several accounts."""
    user, now = signed_in(request), timezone.now()
    account = visible_accounts(user).filter(pk=id_in(request.GET.get("account", "")) or 0).first()
    form = PlanNewForm(request.POST or None, user=user, account=account)
    if form.is_bound and form.is_valid():
        try:
            made = actions.create_plan(fields=form.values, accounts=form.cleaned_data["accounts"], by=user, now=now)
        except PermissionDenied as refused:
            form.add_error("accounts", str(refused))
        else:
            messages.info(request, _("%(name)s begins.") % {"name": made})
            return redirect("plan", pk=made.pk)
    return render(
        request, "planning/new.html", {"form": form, "account": account}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def account_plans(request: HttpRequest, pk: int) -> HttpResponse:
    """The plans that the account stands in; start one, which takes one form with one choice."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    if request.method == "POST":
        require_plannable(user, account)
    form = StartForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = actions.create_plan(fields=form.cleaned_data, accounts=[account], by=user, now=now)
        messages.info(request, _("%(name)s begins.") % {"name": made})
        return redirect("plan", pk=made.pk)
    today, _zone = organisation_day(now)
    may_start = can_edit_contacts(user, account) and account.archived_at is None
    context = {"account": account, "form": form, "lines": _lines(user, account, today), "may_start": may_start}
    return render(request, "planning/account.html", context, status=422 if form.is_bound else 200)


@require_GET
def account_plan_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account's page shows of its plans."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    today, _zone = organisation_day(now)
    lines = [line for line in _lines(user, account, today) if line.plan.archived_at is None]
    may_start = can_edit_contacts(user, account) and account.archived_at is None
    context = {"account": account, "line": lines[0] if lines else None, "more": len(lines) - 1, "may_start": may_start}
    return render(request, "planning/_panel.html", context)


def _lines(user: User, account: Account, today: date) -> list[PlanLine]:
    found: list[Plan] = list(plans_of_account(user, account)[:MOST_SHOWN])
    kept = last_snapshots(found)
    return [PlanLine(plan, kept.get(plan.pk), today) for plan in found]


def _address(request: HttpRequest, mark: str, cursor: str) -> str:
    """The same list on another page; empty where there is none."""
    if not cursor:
        return ""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[mark] = cursor
    return f"?{query.urlencode()}"
