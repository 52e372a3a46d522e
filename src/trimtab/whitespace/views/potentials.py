"""Potentials: writing one down, changing it, and what becomes of it."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity
from trimtab.people.frame import signed_in
from trimtab.web import formats
from trimtab.web.conflicts import Conflict
from trimtab.whitespace import actions
from trimtab.whitespace.actions import PotentialChanged
from trimtab.whitespace.cells import mappable
from trimtab.whitespace.forms import MappingForm, NewOpportunityForm, PotentialForm, ReasonForm
from trimtab.whitespace.models import Potential
from trimtab.whitespace.policy import can_edit, get_potential_for, get_unit_account_for
from trimtab.whitespace.views.cells import cell_address


@require_http_methods(["GET", "POST"])
def potential_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a unit could buy."""
    user = signed_in(request)
    account = get_unit_account_for(user, pk, edit=True)
    initial = {"currency": Organisation.get().currency} | request.GET.dict()
    form = PotentialForm(request.POST or None, user=user, account=account, initial=initial)
    if form.is_bound and form.is_valid():
        facts = form.facts | _origin(request)
        added = actions.add_potential(account, fields=facts, by=user, now=timezone.now())
        messages.info(request, _("“%(name)s” is on the grid.") % {"name": added.name})
        return redirect(cell_address(account, added.product, added.division))
    context = {"form": form, "account": account, "title": _("A new potential")}
    return render(request, "whitespace/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def potential(request: HttpRequest, pk: int) -> HttpResponse:
    """One potential; the second of two editors sees what the first one changed."""
    user = signed_in(request)
    shown = get_potential_for(user, pk, edit=request.method == "POST")
    form = PotentialForm(request.POST or None, user=user, account=shown.account, potential=shown)
    if not form.is_bound or not form.is_valid():
        return _page(request, shown, form, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_potential(shown, changes=form.facts, by=user, now=timezone.now(), seen_at=seen_at)
    except PotentialChanged as changed:
        return _conflict(request, form, changed.potential)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, shown, form, status=422)
    messages.info(request, _("“%(name)s” was changed.") % {"name": form.cleaned_data["name"]})
    return redirect("potential", pk=pk)


@require_http_methods(["GET", "POST"])
def qualification(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an opportunity of it: a new one, or one that is there already."""
    user = signed_in(request)
    shown = get_potential_for(user, pk, edit=True)
    is_mapping, found = request.POST.get("way") == "mapping", mappable(user, shown)
    opening = NewOpportunityForm(None if is_mapping else request.POST or None, user=user, potential=shown)
    mapping = MappingForm(request.POST if is_mapping else None, found=found)
    form = mapping if is_mapping else opening
    if form.is_bound and form.is_valid():
        try:
            return _qualified(request, shown, form)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"potential": shown, "opening": opening, "mapping": mapping, "found": _compared(shown, found)}
    return render(request, "whitespace/qualification.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def dismissal(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be sold, and why."""
    user = signed_in(request)
    shown = get_potential_for(user, pk, edit=True)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.dismiss_potential(shown, reason=form.cleaned_data["reason"], by=user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("“%(name)s” was dismissed. It can be taken up again.") % {"name": shown.name})
            return redirect("potential", pk=pk)
    context = {"form": form, "account": shown.account, "title": _("Dismiss “%(name)s”") % {"name": shown.name}}
    return render(request, "whitespace/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a dismissal back."""
    user = signed_in(request)
    shown = get_potential_for(user, pk, edit=True)
    try:
        actions.reopen_potential(shown, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("potential", pk=pk)


def _compared(shown: Potential, found: Iterable[Opportunity]) -> list[tuple[Opportunity, Decimal | None]]:
    """Each opportunity with what it is worth beyond the potential, where both are in one currency."""
    return [
        (
            one,
            one.amount - shown.amount
            if one.amount is not None and shown.amount is not None and one.currency == shown.currency
            else None,
        )
        for one in found
    ]


def _qualified(request: HttpRequest, shown: Potential, form: NewOpportunityForm | MappingForm) -> HttpResponse:
    user, now, typed = signed_in(request), timezone.now(), form.cleaned_data
    if isinstance(form, MappingForm):
        done = actions.qualify_by_mapping(
            shown, opportunity=typed["opportunity"], value=typed["value"], by=user, now=now
        )
        messages.info(request, _mapped_in_words(done))
        return redirect(cell_address(shown.account, shown.product, shown.division))
    opened = actions.qualify_as_new(
        shown, stage=typed["stage"], owner=typed["owner"], close_on=typed["close_on"], by=user, now=now
    )
    messages.info(request, _("“%(name)s” is an opportunity now.") % {"name": opened.name})
    return redirect("opportunity", pk=opened.pk)


def _mapped_in_words(done: Potential) -> str:
    """What the mapping did to the value, said aloud: the method that this improves on drops it silently."""
    if done.drift is None:
        return _("It is mapped. One of both has no amount, so nothing could be compared.")
    said = {"difference": formats.signed(done.drift), "currency": done.currency}
    return _("It is mapped. The opportunity was worth %(difference)s %(currency)s against the potential.") % said


def _origin(request: HttpRequest) -> dict[str, object]:
    origin = request.GET.get("origin", "")
    if origin not in Potential.Origin.values:
        return {}
    return {"origin": origin, "origin_id": id_in(request.GET.get("origin_id", ""))}


def _conflict(request: HttpRequest, form: PotentialForm, current: Potential) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, PotentialForm(user=form.user, account=current.account, potential=current))
    again = PotentialForm(conflict.merged, user=form.user, account=current.account, potential=current)
    return _page(request, current, again, status=409, conflict=conflict)


def _page(
    request: HttpRequest, shown: Potential, form: PotentialForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    may_edit = can_edit(signed_in(request), shown.account)
    context = {"potential": shown, "form": form, "may_edit": may_edit, "conflict": conflict}
    return render(request, "whitespace/potential.html", context, status=status)
