"""Currencies, their rates by day, and the periods whose rates are frozen."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.analytics.currencies import currency_uses
from trimtab.analytics.rate_forms import ClosingForm, LinesForm, RateForm
from trimtab.analytics.rate_lines import CODE, read_lines
from trimtab.analytics.views.organisation import reading_or_none
from trimtab.core import rates
from trimtab.core.models import ExchangeRate, Organisation, PeriodClosing
from trimtab.core.paging import Order, page_of
from trimtab.people.frame import setting_up
from trimtab.people.models import User

ROWS = 100
GONE = later("This was done already.")  # a second click
NEWEST = Order("from_on", is_descending=True, read=date.fromisoformat)


@require_GET
def currencies(request: HttpRequest) -> HttpResponse:
    """Which currencies are used, their rate now, what has none, and which periods are closed."""
    setting_up(request)
    organisation, now = Organisation.get(), timezone.now()
    today = now.astimezone(organisation.zone).date()
    context = {
        "organisation": organisation,
        "uses": currency_uses(organisation, reading_or_none(), today=today),
        "closings": PeriodClosing.objects.order_by("-start_on")[:ROWS],
        "closing_form": ClosingForm(organisation=organisation, today=today),
    }
    return render(request, "settings/currencies.html", context)


@require_http_methods(["GET", "POST"])
def currency(request: HttpRequest, code: str) -> HttpResponse:
    """The rates of one currency by day; set or correct one."""
    user, now = setting_up(request), timezone.now()
    organisation = Organisation.get()
    if code == organisation.currency or not CODE.fullmatch(code):
        raise Http404
    form = RateForm(request.POST or None, initial={"from_on": now.astimezone(organisation.zone).date()})
    if form.is_bound and form.is_valid() and _done(form, lambda: _set(code, form, by=user, now=now)):
        messages.info(request, _("The rate was set. Figures follow, and are restated."))
        return redirect("currency", code=code)
    page = page_of(
        ExchangeRate.objects.filter(currency=code), order=NEWEST, after=request.GET.get("after", ""), size=ROWS
    )
    context = {"code": code, "organisation": organisation, "form": form, "page": page}
    return render(request, "settings/currency.html", context, status=422 if form.is_bound else 200)


@require_POST
def rate_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rate away; the one before it then holds."""
    user = setting_up(request)
    row = ExchangeRate.objects.filter(pk=pk).first()
    if row is None:
        messages.info(request, GONE)
        return redirect("currencies")
    try:
        rates.remove_rate(row, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, _("The rate was removed. Figures follow, and are restated."))
    return redirect("currency", code=row.currency)


@require_http_methods(["GET", "POST"])
def rate_lines(request: HttpRequest) -> HttpResponse:
    """Paste or upload rates: the first POST shows each line, the one with `save` sets them."""
    user, now = setting_up(request), timezone.now()
    form = LinesForm(request.POST or None, request.FILES or None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "settings/rate_lines.html", {"form": form}, status=422 if form.is_bound else 200)
    lines = read_lines(form.text, reporting=Organisation.get().currency, source=form.cleaned_data["source"])
    useful = [line.new for line in lines if line.new and not line.problem and not line.is_same]
    if "save" in request.POST and useful:
        number = rates.set_rates(useful, by=user, now=now)
        said = ngettext("%(count)s rate was set.", "%(count)s rates were set.", number) % {"count": number}
        messages.info(request, said + " " + _("Figures follow, and are restated."))
        return redirect("currencies")
    again = LinesForm(initial={"lines": form.text, "source": form.cleaned_data["source"]})
    return render(request, "settings/rate_lines.html", {"form": again, "lines": lines, "number": len(useful)})


@require_POST
def closings(request: HttpRequest) -> HttpResponse:
    """Close a fiscal period: its rates are frozen."""
    user, now = setting_up(request), timezone.now()
    organisation = Organisation.get()
    form = ClosingForm(request.POST, organisation=organisation, today=now.astimezone(organisation.zone).date())
    if form.is_valid():
        period = organisation.calendar.named(form.cleaned_data["period"])
        rates.close_period(period, by=user, now=now)
        messages.info(request, _("%(period)s is closed. Its rates are frozen.") % {"period": period.key})
    else:
        messages.error(request, _("Choose a fiscal quarter that is over."))
    return redirect("currencies")


@require_POST
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rates of a closed period change again."""
    user = setting_up(request)
    closing = PeriodClosing.objects.filter(pk=pk).first()
    if closing is None:
        messages.info(request, GONE)
        return redirect("currencies")
    rates.reopen_period(closing, by=user, now=timezone.now())
    messages.info(request, _("The period is open again. Its rates may change."))
    return redirect("currencies")


def _set(code: str, form: RateForm, *, by: User, now: datetime) -> None:
    from_on, rate, source = form.rate
    rates.set_rate(code, from_on=from_on, rate=rate, source=source, by=by, now=now)


def _done(form: RateForm, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
