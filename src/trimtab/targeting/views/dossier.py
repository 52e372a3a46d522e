"""The dossier of an account: its place on the way, facts, signs, and who knows whom."""

from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.accounts.models import Account
from trimtab.accounts.policy import access_to_account, get_account_for
from trimtab.core.models import Organisation
from trimtab.people.frame import signed_in
from trimtab.targeting import actions
from trimtab.targeting.dossier import checklist, facts_of, ties_with
from trimtab.targeting.dossier_forms import FactForm, MoveForm, SightingForm, SignForm, TargetForm
from trimtab.targeting.models import DossierFact, Sign, Target

MOVES_SHOWN = 20


@require_GET
def account_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole dossier."""
    account = get_account_for(signed_in(request), pk)
    return _page(request, account)


@require_POST
def dossier_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a fact down."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk, edit=True)
    form = FactForm(request.POST, today=_today(now))
    if not form.is_valid():
        return _page(request, account, fact_form=form, status=422)
    actions.add_fact(account, fields=form.cleaned_data, by=user, now=now)
    messages.info(request, _("The fact was added."))
    return redirect("account-dossier", pk=pk)


@require_POST
def fact_withdrawal(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """Take a fact back."""
    user = signed_in(request)
    account = get_account_for(user, pk, edit=True)
    actions.withdraw_fact(get_object_or_404(DossierFact, pk=fact, account=account), by=user, now=timezone.now())
    messages.info(request, _("The fact does not stand any more; the audit keeps it."))
    return redirect("account-dossier", pk=pk)


@require_POST
def signs(request: HttpRequest, pk: int) -> HttpResponse:
    """Define a sign to watch for."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk, edit=True)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, account, sign_form=form, status=422)
    actions.add_sign(account, fields=form.cleaned_data, by=user, now=now)
    messages.info(request, _("The sign is watched for."))
    return redirect("account-dossier", pk=pk)


@require_POST
def sign_sighting(request: HttpRequest, pk: int, sign: int) -> HttpResponse:
    """A sign was seen."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk, edit=True)
    found = get_object_or_404(Sign.objects.select_related("account__owner__team"), pk=sign, account=account)
    form = SightingForm(request.POST, today=_today(now))
    if not form.is_valid():
        return _page(request, account, sighting=(found, form), status=422)
    actions.see_sign(found, **form.cleaned_data, by=user, now=now)
    messages.info(request, _("The sign was seen. It waits for somebody to act on it."))
    return redirect("account-dossier", pk=pk)


@require_POST
def sign_closing(request: HttpRequest, pk: int, sign: int) -> HttpResponse:
    """Nobody watches for it any more."""
    user = signed_in(request)
    account = get_account_for(user, pk, edit=True)
    actions.close_sign(get_object_or_404(Sign, pk=sign, account=account), by=user, now=timezone.now())
    messages.info(request, _("The sign is closed."))
    return redirect("account-dossier", pk=pk)


def _page(
    request: HttpRequest,
    account: Account,
    *,
    fact_form: FactForm | None = None,
    sign_form: SignForm | None = None,
    sighting: tuple[Sign, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    today = _today(now)
    target = Target.objects.filter(account=account, archived_at__isnull=True).first()
    headings = checklist(facts_of([account.pk])[account.pk], today=today)
    context = {
        "account": account,
        "may_edit": access_to_account(user, account).can_edit and account.archived_at is None,
        "target": target,
        "target_form": TargetForm(),
        "move_form": _move_form(target) if target else None,
        "moves": target.moves.select_related("by").order_by("-at", "-pk")[:MOVES_SHOWN] if target else [],
        "headings": headings,
        "complete": sum(one.points for one in headings),
        "missing": [one for one in headings if not one.facts],
        "signs": account.signs.filter(closed_at__isnull=True).order_by("-strength", "pk"),
        "ties": ties_with(account, now=now),
        "fact_form": fact_form or FactForm(today=today, initial={"heading": request.GET.get("heading", "")}),
        "sign_form": sign_form or SignForm(),
        "sighting_form": SightingForm(today=today),
        "sighting": sighting,
        "today": today,
    }
    return render(request, "targeting/dossier.html", context, status=status)


def _move_form(target: Target) -> MoveForm:
    values = {"step": target.step, "revisit_on": target.revisit_on, "seen_at": target.changed_at.isoformat()}
    return MoveForm(initial=values)


def _today(now: datetime) -> date:
    return now.astimezone(Organisation.get().zone).date()
