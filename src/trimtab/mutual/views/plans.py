"""The plan of an opportunity: begun, seen, changed, planned back, taken along."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.core.models import Organisation
from trimtab.core.paging import Order, page_of
from trimtab.core.versions import ChangedMeanwhile
from trimtab.mutual import actions
from trimtab.mutual.exports import KINDS, file_of
from trimtab.mutual.forms import BeginForm, PlanForm
from trimtab.mutual.models import MutualPlan
from trimtab.mutual.page import PlanPage, proposed_dates
from trimtab.mutual.policy import can_edit_plan, get_mutual_plan_for
from trimtab.mutual.queries import only, plan_of, standings_of, visible_plans
from trimtab.mutual.shareable import shared_plan_of
from trimtab.mutual.wording import headline, share_said
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.policy import access_to_owner
from trimtab.web.conflicts import Conflict

PAGE = 50
BY_DATE = Order("value_on", is_nullable=True, read=date.fromisoformat)


@require_http_methods(["GET", "POST"])
def opportunity_mutual_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of an opportunity; where there is none, the form that begins one."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk)
    plan = plan_of(pk)
    if plan is None:
        return _begin(request, opportunity)
    if request.method == "POST":  # somebody else began it meanwhile
        return redirect("opportunity-mutual-plan", pk=pk)
    page = PlanPage(plan, today=frame_of(request, now=now).today, may_edit=can_edit_plan(user, plan))
    return render(request, "mutual/plan.html", {"page": page, "plan": plan, "opportunity": opportunity})


@require_GET
def opportunity_mutual_plan_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What the opportunity's page says of it."""
    opportunity = get_opportunity_for(signed_in(request), pk)
    plan, today = plan_of(pk), frame_of(request, now=timezone.now()).today
    standing = standings_of([plan], today=today)[0] if plan else None
    chance = share_said(standing.chance) if standing and standing.chance is not None else ""
    context = {"opportunity": opportunity, "standing": standing, "chance": chance}
    context["headline"] = headline(standing) if standing else ""
    return render(request, "mutual/panel.html", context)


@require_GET
def mutual_plans(request: HttpRequest) -> HttpResponse:
    """The plans of the open opportunities in the scope, the customer's earliest date first."""
    frame = frame_of(request, now=timezone.now())
    what = request.GET.get("only", "")
    found = visible_plans(frame.user).filter(opportunity__archived_at=None, opportunity__status=Stage.Kind.OPEN)
    if frame.scope.ids is not None:
        found = found.filter(opportunity__owner__in=frame.scope.people)
    rows = only(found, what, today=frame.today).select_related("opportunity__owner", "opportunity__account")
    page = page_of(
        rows, order=BY_DATE, after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=PAGE
    )
    known = standings_of(page.rows, today=frame.today)
    standings = [(one, None if one.chance is None else share_said(one.chance)) for one in known]
    context = {"frame": frame, "standings": standings, "pages": page, "only": what}
    return render(request, "mutual/list.html", context)


@require_http_methods(["GET", "POST"])
def mutual_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change outcome, date and measures; the second of two editors sees the newer ones before saving."""
    user, now = signed_in(request), timezone.now()
    plan = get_mutual_plan_for(user, pk, edit=True)
    form = PlanForm(request.POST or None, instance=MutualPlan.objects.get(pk=pk))
    if not form.is_bound or not form.is_valid():
        return _edit_page(request, plan, form, status=422 if form.is_bound else 200)
    changes = {name: form.cleaned_data[name] for name in ("outcome", "value_on", "measures")}
    try:
        actions.edit_mutual_plan(plan, changes=changes, by=user, now=now, seen=form.cleaned_data["version"])
    except ChangedMeanwhile:
        current = MutualPlan.objects.get(pk=pk)
        conflict = Conflict(form, PlanForm(instance=current))
        again = PlanForm(conflict.merged, instance=current)
        return _edit_page(request, plan, again, status=409, conflict=conflict)
    messages.info(request, _("The plan was changed."))
    return redirect("opportunity-mutual-plan", pk=plan.opportunity_id)


@require_http_methods(["GET", "POST"])
def mutual_plan_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates planned back from the customer's date, beside those that stand; used all at once."""
    user, now = signed_in(request), timezone.now()
    plan = get_mutual_plan_for(user, pk, edit=True)
    today = frame_of(request, now=now).today
    standing = standings_of([plan], today=today)[0]
    dates = proposed_dates(standing)
    if request.method == "POST":
        count = actions.use_dates(plan, dates=dates, by=user, now=now)
        said = ngettext("%(count)d step has another date.", "%(count)d steps have other dates.", count)
        messages.info(request, said % {"count": count})
        return redirect("opportunity-mutual-plan", pk=plan.opportunity_id)
    rows = [(one, dates.get(one.pk)) for one in standing.remaining]
    past = any(day < today for day in dates.values())
    context = {"plan": plan, "opportunity": plan.opportunity, "rows": rows, "dates": dates, "is_past": past}
    return render(request, "mutual/dates.html", context)


@require_GET
def mutual_plan_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan as a file: what the customer may see, for both sides alike."""
    get_mutual_plan_for(signed_in(request), pk)
    shared = shared_plan_of(pk)
    if kind not in KINDS or shared is None:
        raise Http404
    return file_of(shared, kind, organisation=Organisation.get().name, now=timezone.now())


def _begin(request: HttpRequest, opportunity: Opportunity) -> HttpResponse:
    """The invitation to begin a plan, and the form."""
    user, now = signed_in(request), timezone.now()
    may_edit = access_to_owner(user, opportunity.owner).can_edit
    if request.method == "POST":
        require_opportunity_edit(user, opportunity)
    form = BeginForm(request.POST or None, instance=MutualPlan(), initial=_first_guess(opportunity))
    if form.is_bound and form.is_valid():
        try:
            template = form.cleaned_data["template"]
            actions.begin_plan(opportunity, fields=form.facts, template=template, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The plan is there. Name who does what, then plan back from the date."))
            return redirect("opportunity-mutual-plan", pk=opportunity.pk)
    context = {"form": form, "opportunity": opportunity, "may_edit": may_edit}
    return render(request, "mutual/begin.html", context, status=422 if form.is_bound else 200)


def _first_guess(opportunity: Opportunity) -> dict[str, object]:
    """A quarter after the close date, to be replaced by what the customer says."""
    return {"value_on": opportunity.close_on + timedelta(90)} if opportunity.close_on else {}


def _edit_page(
    request: HttpRequest, plan: MutualPlan, form: PlanForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    context = {"plan": plan, "opportunity": plan.opportunity, "form": form, "conflict": conflict}
    return render(request, "mutual/edit.html", context, status=status)
