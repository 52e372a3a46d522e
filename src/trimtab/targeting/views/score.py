"""One account's score: explained answer by answer, its history, and the answers that a person gives."""

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.accounts.models import Account
from trimtab.accounts.policy import access_to_account, get_account_for
from trimtab.core.models import Organisation
from trimtab.evidence.queries import evidence_of
from trimtab.people.frame import signed_in
from trimtab.targeting import fit
from trimtab.targeting.actions import rate
from trimtab.targeting.explaining import Known, deciding, grouped, lines_of
from trimtab.targeting.factors import Factor
from trimtab.targeting.forms import RatingForm
from trimtab.targeting.models import AccountScore, Rating, Scoring
from trimtab.targeting.scoring import (
    Definition,
    bands_of,
    factors_in_use,
    latest_profile,
    latest_scoring,
    said_of,
    values_for_fit,
)
from trimtab.targeting.words import QUADRANTS

MOVES_SHOWN = 24


@require_GET
def account_score(request: HttpRequest, pk: int) -> HttpResponse:
    """Why an account scores as it does."""
    user = signed_in(request)
    account = get_account_for(user, pk)
    row, scoring = AccountScore.objects.filter(account=account).first(), latest_scoring()
    context: dict[str, object] = {"account": account}
    if row is not None and scoring is not None:
        context |= _explained(account, row, scoring)
        context["may_rate"] = access_to_account(user, account).can_edit and account.archived_at is None
    return render(request, "targeting/score.html", context)


@require_http_methods(["GET", "POST"])
def account_rating(request: HttpRequest, pk: int, factor: str) -> HttpResponse:
    """Say what one factor of an account is, and how that is known."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk, edit=True)
    asked = _factor(factor)
    form = RatingForm(request.POST or None, factor=asked, today=_today(now))
    if request.method == "POST" and form.is_valid():
        rate(account, factor, level=form.cleaned_data["level"], evidence=form.evidence, by=user, now=now)
        messages.info(
            request, _("%(factor)s of %(account)s was answered.") % {"factor": asked.name, "account": account}
        )
        return redirect("account-score", pk=pk)
    earlier = Rating.objects.filter(account=account, factor=factor).select_related("by").order_by("-at", "-pk")
    context = {
        "account": account,
        "factor": asked,
        "form": form,
        "earlier": earlier[:MOVES_SHOWN],
        "pieces": evidence_of("account", [pk]).get((pk, f"factor:{factor}"), []),
    }
    return render(request, "targeting/rating.html", context, status=422 if form.is_bound else 200)


def _explained(account: Account, row: AccountScore, scoring: Scoring) -> dict[str, object]:
    organisation, definition, profile = Organisation.get(), Definition.of(scoring), latest_profile()
    lines = lines_of(row, definition, _known(account), currency=organisation.currency)
    return {
        "row": row,
        "words": QUADRANTS[row.quadrant],
        "scoring": scoring,
        "currency": organisation.currency,
        "groups": grouped(lines),
        "deciding": deciding(lines) if row.is_undecided else [],
        "changes": account.score_changes.order_by("-at", "-pk")[:MOVES_SHOWN],
        "fit": fit.fit_of(fit.criteria_of(profile.criteria), values_for_fit(account), bands=bands_of(profile))
        if profile
        else None,
        "bands": fit.BANDS,
        "profile": profile,
    }


def _known(account: Account) -> Known:
    """What people said of the account, with the newest evidence that still stands."""
    ratings = Rating.objects.filter(account=account, superseded_at__isnull=True).select_related("by")
    evidence = {
        subject.removeprefix("factor:"): standing[0]
        for (_pk, subject), found in evidence_of("account", [account.pk]).items()
        if subject.startswith("factor:") and (standing := [one for one in found if one.withdrawn_at is None])
    }
    return Known(said_of([account.pk]), {one.factor: one for one in ratings}, evidence, factors_in_use())


def _factor(key: str) -> Factor:
    scoring = latest_scoring()
    factors = Definition.of(scoring).factors if scoring else ()
    found = next((one for one in factors if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _today(now: datetime) -> date:
    return now.astimezone(Organisation.get().zone).date()
