"""The plan itself, the page of the calendar, its words, its archive."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile
from trimtab.planning import actions
from trimtab.planning.cadence import life_of
from trimtab.planning.changes import series
from trimtab.planning.completeness import completeness_of
from trimtab.planning.figures import figures_of
from trimtab.planning.forms import PlanForm
from trimtab.planning.models import Plan
from trimtab.planning.page_lines import Shown, lines_of
from trimtab.planning.scorecard import scorecard_of
from trimtab.planning.tiles import tiles_of
from trimtab.planning.views.frames import Visit, visit_of
from trimtab.web import charts
from trimtab.web.conflicts import Conflict


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan: tiles, scorecard, how to gain points, rows with their sums."""
    visit = visit_of(request, pk)
    figures, found = figures_of(visit.reach), completeness_of(visit.reach)
    life = life_of(visit.reach, now=visit.now, user=visit.user)
    return visit.page(
        "plan",
        "plan",
        figures=figures,
        completeness=found,
        card=scorecard_of(figures, today=visit.today),
        tiles=tiles_of(visit.reach, found, life),
        life=life,
        columns=visit.reach.columns,
    )


@require_GET
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One page, twelve lines: whether the plan changed the calendar."""
    visit = visit_of(request, pk)
    figures, found = figures_of(visit.reach), completeness_of(visit.reach)
    life = life_of(visit.reach, now=visit.now, user=visit.user)
    lines = lines_of(Shown(visit.reach, life, found, scorecard_of(figures, today=visit.today)))
    kept = series(visit.plan)
    points: list[float | None] = [float(str(facts["strength"])) for _at, facts in kept]
    meter = charts.sparkline(points) if len(points) > 1 else None
    return visit.page("calendar", "calendar", lines=lines, life=life, meter=meter)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the plan; the second of two editors sees the newer words before saving."""
    visit = visit_of(request, pk, edit=True)
    form = PlanForm(request.POST or None, instance=Plan.objects.get(pk=pk))
    if not form.is_bound or not form.is_valid():
        return visit.page("edit", "edit", form=form, status=422 if form.is_bound else 200)
    try:
        seen = form.cleaned_data["version"] or None
        actions.edit_plan(visit.plan, changes=form.values, by=visit.user, now=visit.now, seen=seen)
    except ChangedMeanwhile:
        return _conflict(visit, form)
    messages.info(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
    return redirect("plan", pk=pk)


@require_POST
def archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the plan out of the lists."""
    visit = visit_of(request, pk, edit=True)
    actions.archive_plan(visit.plan, by=visit.user, now=visit.now)
    messages.info(request, _("The plan was archived. Nothing was deleted."))
    return redirect("plan", pk=pk)


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the plan back."""
    visit = visit_of(request, pk, edit=True)
    actions.restore_plan(visit.plan, by=visit.user, now=visit.now)
    messages.info(request, _("The plan was restored."))
    return redirect("plan", pk=pk)


def _conflict(visit: Visit, form: PlanForm) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    current = Plan.objects.get(pk=visit.plan.pk)
    conflict = Conflict(form, PlanForm(instance=current))
    again = PlanForm(conflict.merged, instance=current)
    return visit.page("edit", "edit", form=again, conflict=conflict, status=409)
