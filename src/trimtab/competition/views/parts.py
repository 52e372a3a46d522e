"""Criteria and contenders of a deal: written down, changed, taken out, brought back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.competition import actions
from trimtab.competition.actions import ContenderChanged, CriterionChanged
from trimtab.competition.forms import ContenderForm, ContenderNewForm, CriterionForm
from trimtab.competition.models import Contender, DecisionCriterion
from trimtab.competition.policy import (
    can_edit_competition,
    get_contender_for,
    get_criterion_for,
    require_competition_edit,
)
from trimtab.competition.queries import competitors
from trimtab.competition.story import story_of
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict

PROPOSED = 200  # names of the catalogue, of which a browser shows those that fit


@require_http_methods(["GET", "POST"])
def contender_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else is in the deal: a column more."""
    user, now = signed_in(request), timezone.now()
    opportunity = _opportunity(request, pk)
    form = ContenderNewForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = _added(form, opportunity, by=user, now=now)
            messages.info(request, _("%(name)s is in it.") % {"name": made})
            return redirect("contender", pk=made.pk)
        except ValueError as refused:
            form.add_error("name", str(refused))
    names = competitors().exclude(name="").values_list("name", flat=True)[:PROPOSED]
    context = {"form": form, "opportunity": opportunity, "title": _("Who else is in it?"), "names": names}
    return render(request, "competition/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def contender(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of them will do, and what we do about it."""
    user, now = signed_in(request), timezone.now()
    shown = get_contender_for(user, pk, edit=request.method == "POST")
    form = ContenderForm(request.POST or None, instance=shown)
    if not form.is_bound or not form.is_valid():
        return _contender_page(request, get_contender_for(user, pk), form, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_contender(get_contender_for(user, pk), changes=form.values, by=user, now=now, seen_at=seen_at)
    except ContenderChanged as changed:
        conflict = Conflict(form, ContenderForm(instance=changed.contender))
        again = ContenderForm(conflict.merged, instance=changed.contender)
        return _contender_page(request, changed.contender, again, status=409, conflict=conflict)
    messages.info(request, _("What is known of %(name)s was kept.") % {"name": shown})
    return _back(shown.opportunity_id, f"contender-{shown.pk}")


@require_POST
def do_nothing(request: HttpRequest, pk: int) -> HttpResponse:
    """Doing nothing gets its row, to be written about."""
    user = signed_in(request)
    made = actions.keep_do_nothing(_opportunity(request, pk), by=user, now=timezone.now())
    return redirect("contender", pk=made.pk)


@require_POST
def contender_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """It never was in this deal."""
    user = signed_in(request)
    shown = get_contender_for(user, pk, edit=True)
    try:
        actions.take_contender_out(shown, by=user, now=timezone.now())
        undo = f"undo {reverse('contender-restoration', args=[pk])}"
        messages.info(request, _("%(name)s was taken out of the deal.") % {"name": shown}, extra_tags=undo)
    except ValueError as refused:
        messages.warning(request, str(refused))
    return _back(shown.opportunity_id)


@require_POST
def contender_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It is in the deal after all."""
    user = signed_in(request)
    shown = get_contender_for(user, pk, edit=True)
    actions.put_contender_back(shown, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is in it again.") % {"name": shown})
    return _back(shown.opportunity_id)


@require_http_methods(["GET", "POST"])
def criterion_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what they decide by."""
    user, now = signed_in(request), timezone.now()
    opportunity = _opportunity(request, pk)
    form = CriterionForm(request.POST or None, opportunity=opportunity)
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_criterion(opportunity, facts=form.values, by=user, now=now)
            messages.info(request, _("“%(name)s” has its place.") % {"name": made})
            return _back(opportunity.pk, f"criterion-{made.pk}")
        except ValueError as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "opportunity": opportunity, "title": _("What do they decide by?")}
    return render(request, "competition/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """One criterion, what was judged of it and why; changed."""
    user, now = signed_in(request), timezone.now()
    shown = get_criterion_for(user, pk, edit=request.method == "POST")
    form = CriterionForm(request.POST or None, instance=shown, opportunity=shown.opportunity)
    if not form.is_bound or not form.is_valid():
        return _criterion_page(request, get_criterion_for(user, pk), form, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_criterion(get_criterion_for(user, pk), changes=form.values, by=user, now=now, seen_at=seen_at)
    except CriterionChanged as changed:
        conflict = Conflict(form, CriterionForm(instance=changed.criterion, opportunity=shown.opportunity))
        again = CriterionForm(conflict.merged, instance=changed.criterion, opportunity=shown.opportunity)
        return _criterion_page(request, changed.criterion, again, status=409, conflict=conflict)
    messages.info(request, _("“%(name)s” was kept.") % {"name": form.instance})
    return _back(shown.opportunity_id, f"criterion-{shown.pk}")


@require_POST
def criterion_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not count any more."""
    user = signed_in(request)
    shown = get_criterion_for(user, pk, edit=True)
    actions.archive_criterion(shown, by=user, now=timezone.now())
    undo = f"undo {reverse('criterion-restoration', args=[pk])}"
    messages.info(request, _("“%(name)s” was archived.") % {"name": shown}, extra_tags=undo)
    return _back(shown.opportunity_id)


@require_POST
def criterion_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts again."""
    user = signed_in(request)
    shown = get_criterion_for(user, pk, edit=True)
    actions.restore_criterion(shown, by=user, now=timezone.now())
    messages.info(request, _("“%(name)s” counts again.") % {"name": shown})
    return _back(shown.opportunity_id, f"criterion-{pk}")


def _opportunity(request: HttpRequest, pk: int) -> Opportunity:
    user = signed_in(request)
    found = get_opportunity_for(user, pk, edit=True)
    require_competition_edit(user, found)
    return found


def _added(form: ContenderNewForm, opportunity: Opportunity, **who: object) -> Contender:
    fields = {"name": form.cleaned_data["name"], "kind": form.cleaned_data["kind"] or "vendor"}
    return actions.bring_in(opportunity, fields=fields, is_incumbent=form.cleaned_data["is_incumbent"], **who)  # type: ignore[arg-type]  # by, now


def _contender_page(
    request: HttpRequest, shown: Contender, form: ContenderForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    context = {
        "opportunity": shown.opportunity,
        "contender": shown,
        "form": form,
        "conflict": conflict,
        "may_edit": can_edit_competition(signed_in(request), shown.opportunity),
    }
    return render(request, "competition/contender.html", context, status=status)


def _criterion_page(
    request: HttpRequest,
    shown: DecisionCriterion,
    form: CriterionForm,
    *,
    status: int,
    conflict: Conflict | None = None,
) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    context = {
        "opportunity": shown.opportunity,
        "criterion": shown,
        "form": form,
        "conflict": conflict,
        "story": story_of(shown, today=frame_of(request, now=now).today),
        "may_edit": can_edit_competition(user, shown.opportunity),
    }
    return render(request, "competition/criterion.html", context, status=status)


def _back(opportunity_id: int, part: str = "") -> HttpResponse:
    url = reverse("opportunity-competition", args=[opportunity_id])
    return redirect(f"{url}#{part}" if part else url)
