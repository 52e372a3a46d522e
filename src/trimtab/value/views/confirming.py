"""The customer confirmed it, or does not any more."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.value import actions
from trimtab.value.actions.confirming import Confirmable
from trimtab.value.confirming import confirmations_of
from trimtab.value.forms import ConfirmForm
from trimtab.value.models import CaseLine, Need, UniqueValue
from trimtab.value.policy import get_contribution_for, get_deal_for, get_line_for


@require_http_methods(["GET", "POST"])
def contribution_confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """That this serves their goal so much."""
    return _answer(request, get_contribution_for(signed_in(request), pk, edit=True))


@require_http_methods(["GET", "POST"])
def line_confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a line."""
    return _answer(request, get_line_for(signed_in(request), pk, edit=True))


@require_http_methods(["GET", "POST"])
def unique_value_confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """The unique business value."""
    return _answer(request, _unique_value(signed_in(request), pk))


@require_http_methods(["GET", "POST"])
def need_confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """The need to change."""
    return _answer(request, _need(signed_in(request), pk))


@require_POST
def confirmation_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts no more."""
    user = signed_in(request)
    evidence = Evidence.objects.filter(pk=pk, record__in=FOUND).first()
    if evidence is None:
        raise Http404
    record = FOUND[evidence.record](user, evidence.record_id)
    actions.withdraw_confirmation(record, evidence, by=user, now=timezone.now())
    messages.info(request, _("It counts no more. It stays readable."))
    return redirect(_place(record)[1])


def _need(user: User, pk: int) -> Need:
    found = Need.objects.filter(opportunity=get_deal_for(user, pk, edit=True)).first()
    if found is None:
        raise Http404
    return found


def _unique_value(user: User, pk: int) -> UniqueValue:
    found = UniqueValue.objects.filter(opportunity=get_deal_for(user, pk, edit=True)).first()
    if found is None:
        raise Http404
    return found


def _need_by_id(user: User, pk: int) -> Need:
    return _need(user, Need.objects.filter(pk=pk).values_list("opportunity", flat=True).first() or 0)


def _unique_value_by_id(user: User, pk: int) -> UniqueValue:
    return _unique_value(user, UniqueValue.objects.filter(pk=pk).values_list("opportunity", flat=True).first() or 0)


# Name in the evidence → the record, for whoever may change it.
FOUND: Mapping[str, Callable[[User, int], Confirmable]] = {
    "contribution": lambda user, pk: get_contribution_for(user, pk, edit=True),
    "case_line": lambda user, pk: get_line_for(user, pk, edit=True),
    "need": _need_by_id,
    "unique_value": _unique_value_by_id,
}


def _answer(request: HttpRequest, record: Confirmable) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    deal, back = _place(record)
    form = ConfirmForm(request.POST or None, opportunity=deal, today=frame_of(request, now=now).today)
    if form.is_bound and form.is_valid():
        try:
            actions.confirm(record, evidence=form.cleaned_data, by=user, now=now)
            messages.info(request, _("The confirmation was kept, with who, when and how we know."))
            return redirect(back)
        except ValidationError as wrong:
            form.add_error(None, wrong)
    context: dict[str, object] = {"form": form, "record": record, "back": back, "opportunity": deal}
    context |= {"confirmations": confirmations_of(record), "has_people": deal.account_id is not None}
    return render(request, "value/confirm.html", context, status=422 if form.is_bound else 200)


def _place(record: Confirmable) -> tuple[Opportunity, str]:
    """Its deal, and where it stands."""
    if isinstance(record, CaseLine):
        deal = record.case.opportunity
        return deal, f"{reverse('business-case', args=[deal.pk])}#line-{record.pk}"
    part = {"Need": "need", "UniqueValue": "unique"}.get(type(record).__name__, "map")
    return record.opportunity, f"{reverse('opportunity-value', args=[record.opportunity_id])}#{part}"
