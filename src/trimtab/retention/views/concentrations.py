"""How much hangs on single customers, and the plan for losing one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.accounts.models import Account
from trimtab.accounts.policy import access_to_account, get_account_for
from trimtab.people.frame import Frame, frame_of, signed_in
from trimtab.retention import actions
from trimtab.retention.actions import PlanChanged
from trimtab.retention.concentration import Concentration, concentration_of
from trimtab.retention.forms import BackupPlanForm
from trimtab.retention.models import BackupPlan
from trimtab.web import formats
from trimtab.web.conflicts import Conflict


@require_GET
def concentration(request: HttpRequest) -> HttpResponse:
    """The largest customers of the frame, what would replace them, and what nobody could."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    found = concentration_of(frame, now=now)
    context = {"frame": frame, "found": found, "headline": headline(found, frame), "tab": "concentration"}
    return render(request, "retention/concentration.html", context)


@require_http_methods(["GET", "POST"])
def backup_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan for losing one customer; the second of two editors sees the newer one before saving."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk, edit=True)
    plan = BackupPlan.objects.filter(account=account).select_related("owner").first()
    is_at_risk = "at-risk" in request.GET
    form = BackupPlanForm(request.POST or None, user=user, plan=plan, is_at_risk=is_at_risk)
    if request.method == "GET" or not form.is_valid():
        return _form(request, account, form, status=422 if form.is_bound else 200)
    replacements, seen_at = form.cleaned_data["replacements"], form.cleaned_data["seen_at"]
    try:
        wanted = {"fields": form.values, "replacements": replacements, "seen_at": seen_at}
        actions.save_backup_plan(account, **wanted, by=user, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, account, form, status=422)
    except PlanChanged as changed:
        return _conflict(request, account, form, changed.plan)
    messages.info(request, _("The backup plan of %(account)s is kept.") % {"account": account})
    return redirect("account-backup", pk=pk)


def headline(found: Concentration, frame: Frame) -> str:
    """The answer in a sentence."""
    if not found.customers:
        return _("Nothing was won within a year for %(scope)s, so nothing is concentrated.") % {
            "scope": frame.scope.label
        }
    first = found.customers[0]
    said = {"account": first.account.name, "share": formats.percent(first.share)}
    if found.is_red and first.is_uncovered:
        return _("%(account)s alone is %(share)s of the year's revenue, and nothing would replace it.") % said
    uncovered = len(found.uncovered)
    if uncovered:
        text = ngettext(
            "%(count)s customer at risk could not be replaced; the largest, %(account)s, is %(share)s of the revenue.",
            "%(count)s customers could not be replaced; the largest, %(account)s, is %(share)s of the revenue.",
            uncovered,
        )
        return text % {"count": formats.whole(uncovered), **said}
    return _("No single customer is out of proportion: the largest, %(account)s, is %(share)s of the revenue.") % said


def _form(request: HttpRequest, account: Account, form: BackupPlanForm, *, status: int, **more: object) -> HttpResponse:
    context = {"account": account, "form": form, "frame": frame_of(request, now=timezone.now()), **more}
    return render(request, "retention/backup_plan_form.html", context, status=status)


def _conflict(request: HttpRequest, account: Account, form: BackupPlanForm, plan: BackupPlan) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, BackupPlanForm(user=form.user, plan=plan))
    again = BackupPlanForm(conflict.merged, user=form.user, plan=plan)
    return _form(request, account, again, status=409, conflict=conflict)


def may_plan(request: HttpRequest, account: Account) -> bool:
    """Whether the reader may write the plan of the account."""
    return access_to_account(signed_in(request), account).can_edit and account.archived_at is None
