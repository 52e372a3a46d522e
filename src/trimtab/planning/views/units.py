"""Rows, columns and periods of a plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.models import Organisation
from trimtab.planning import actions
from trimtab.planning.actions import WrongUnit
from trimtab.planning.figures import figures_of
from trimtab.planning.forms import PeriodsForm, SolutionsForm, UnitEditForm, UnitForm
from trimtab.planning.models import PlanRow
from trimtab.planning.views.frames import visit_of
from trimtab.planning.white_space import SHAPES, WORDS, white_space_of


@require_http_methods(["GET", "POST"])
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with their sums; add one."""
    visit = visit_of(request, pk, edit=request.method == "POST")
    form = UnitForm(request.POST or None, plan=visit.plan, user=visit.user)
    if form.is_bound and form.is_valid():
        accounts, division = form.cleaned_data["accounts"], form.cleaned_data.get("division")
        try:
            actions.add_row(
                visit.plan, fields=form.changes, accounts=accounts, division=division, by=visit.user, now=visit.now
            )
        except (WrongUnit, PermissionDenied) as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("plan-units", pk=pk)
    figures = figures_of(visit.reach)
    return visit.page("units", "units", form=form, figures=figures, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """One row: its name, where it stands, how it counts."""
    visit = visit_of(request, pk, edit=True)
    shown = get_object_or_404(PlanRow, pk=row, plan=visit.plan)
    form = UnitEditForm(request.POST or None, plan=visit.plan, row=shown)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_row(visit.plan, shown, changes=form.changes, by=visit.user, now=visit.now)
        except WrongUnit as wrong:
            form.add_error("parent", str(wrong))
        else:
            return redirect("plan-units", pk=pk)
    return visit.page("unit", "units", form=form, row=shown, status=422 if form.is_bound else 200)


@require_POST
def removal(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a row out of the plan; the account and what is known of it stay."""
    visit = visit_of(request, pk, edit=True)
    found = PlanRow.objects.filter(pk=row, plan=visit.plan).first()
    if found is not None:  # else somebody else took it out meanwhile
        actions.remove_row(visit.plan, found, by=visit.user, now=visit.now)
        messages.info(request, _("%(name)s is no longer in the plan. Nothing else was changed.") % {"name": found})
    return redirect("plan-units", pk=pk)


@require_http_methods(["GET", "POST"])
def solutions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plan sells."""
    visit = visit_of(request, pk, edit=request.method == "POST")
    text = request.GET.get("q", "").strip()[:100]
    # Nothing ticked is an answer too, so a form that was sent is read even where it is empty.
    form = SolutionsForm(request.POST if request.method == "POST" else None, plan=visit.plan, text=text)
    if form.is_bound and form.is_valid():
        products, targets = form.chosen("products"), form.chosen("targets")
        actions.set_columns(visit.plan, products=products, targets=targets, by=visit.user, now=visit.now)
        return redirect("plan", pk=pk)
    return visit.page("solutions", "units", form=form, text=text, status=422 if form.is_bound else 200)


@require_GET
def white_space(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows and solutions of the plan as a grid."""
    visit = visit_of(request, pk)
    found = white_space_of(visit.reach, user=visit.user, now=visit.now)
    legend = [(state, SHAPES[state], word) for state, word in WORDS.items()]
    return visit.page("white_space", "white-space", found=found, legend=legend, currency=Organisation.get().currency)


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest, pk: int) -> HttpResponse:
    """First day, periods and targets at once."""
    visit = visit_of(request, pk, edit=request.method == "POST")
    form = PeriodsForm(request.POST or None, plan=visit.plan)
    if form.is_bound and form.is_valid():
        first, stretches = form.cleaned_data["starts_on"], form.stretches
        actions.set_periods(visit.plan, starts_on=first, stretches=stretches, by=visit.user, now=visit.now)
        messages.info(request, _("Periods and targets were changed."))
        return redirect("plan-periods", pk=pk)
    figures = figures_of(visit.reach)
    accounts = len(visit.reach.placed)
    context = {"form": form, "figures": figures, "accounts": accounts}
    return visit.page("periods", "periods", status=422 if form.is_bound else 200, **context)
