"""What changed since the last review, and holding one."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.planning import actions
from trimtab.planning.actions.reviews import facts_of
from trimtab.planning.changes import deal_changes, deeds, deltas, series
from trimtab.planning.forms import ReviewForm
from trimtab.planning.models import PlanReview, PlanSnapshot
from trimtab.planning.views.frames import Visit, visit_of
from trimtab.web import charts, formats

MOST_REVIEWS = 50


@require_GET
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since the last review, or since the one that is asked for."""
    return _page(visit_of(request, pk), ReviewForm())


@require_POST
def reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the plan was looked at: what changes from now on is told since this point."""
    visit = visit_of(request, pk, edit=True)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(visit, form, status=422)
    actions.hold_review(visit.plan, text=form.cleaned_data["note"], by=visit.user, now=visit.now)
    messages.info(request, _("The review is noted. What changes from now on is told since today."))
    return redirect("plan-changes", pk=pk)


def _page(visit: Visit, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    held = list(visit.plan.reviews.select_related("by").order_by("-at", "-pk")[:MOST_REVIEWS])
    review = _asked(visit, held)
    point = _point(visit, review)
    since = review.at if review else visit.plan.created_at
    kept = series(visit.plan)
    return visit.page(
        "changes",
        "changes",
        form=form,
        review=review,
        held=held,
        since=since,
        deltas=deltas(point.facts, facts_of(visit.reach, now=visit.now)) if point else [],
        deals=deal_changes(visit.plan, visit.reach.covered, since=since, user=visit.user),
        deeds=deeds(visit.plan, since=since),
        line=_line(kept),
        status=status,
    )


def _asked(visit: Visit, held: list[PlanReview]) -> PlanReview | None:
    wanted = id_in(visit.request.GET.get("since", ""))
    return next((one for one in held if one.pk == wanted), held[0] if held else None)


def _point(visit: Visit, review: PlanReview | None) -> PlanSnapshot | None:
    """The figures of that review; without any review those of the plan's start."""
    if review is not None:
        return review.snapshots.first()
    return visit.plan.snapshots.filter(why=PlanSnapshot.Why.START).first()


def _line(kept: list[tuple[datetime, Mapping[str, object]]]) -> charts.Line | None:
    """Completeness over time, where it was kept at least twice."""
    known = [(at, float(str(points))) for at, facts in kept if (points := facts["completeness"]) is not None]
    if len(known) < 2:
        return None
    labels = [formats.day(at) for at, _points in known]
    return charts.line([points for _at, points in known], labels=labels, ceiling=100, height=80)
