"""Who is in a plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.planning import actions
from trimtab.planning.forms import MemberForm, OwnerForm
from trimtab.planning.models import PlanMember
from trimtab.planning.policy import require_lead
from trimtab.planning.views.frames import Visit, visit_of


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Owner and team; take somebody in, or change what that person may do."""
    visit = visit_of(request, pk)
    if request.method == "POST":
        require_lead(visit.user, visit.plan)
    form = MemberForm(request.POST or None)
    if form.is_bound and form.is_valid():
        person, access = form.cleaned_data["person"], form.cleaned_data["access"]
        try:
            actions.set_member(visit.plan, user=person, access=access, by=visit.user, now=visit.now)
        except PermissionDenied as refused:
            form.add_error("person", str(refused))
        else:
            messages.info(request, _("%(name)s is in the team.") % {"name": person})
            return redirect("plan-team", pk=pk)
    return _page(visit, form, OwnerForm(user=visit.user), status=422 if form.is_bound else 200)


@require_POST
def removal(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take somebody out of the team."""
    visit = visit_of(request, pk)
    require_lead(visit.user, visit.plan)
    found = PlanMember.objects.select_related("user").filter(pk=member, plan=visit.plan).first()
    if found is not None:  # else somebody else took that person out meanwhile
        actions.remove_member(visit.plan, found, by=visit.user, now=visit.now)
        messages.info(request, _("%(name)s is no longer in the team.") % {"name": found.user})
    return redirect("plan-team", pk=pk)


@require_POST
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the plan to somebody else; the former owner stays in the team."""
    visit = visit_of(request, pk)
    require_lead(visit.user, visit.plan)
    form = OwnerForm(request.POST, user=visit.user)
    if not form.is_valid():
        return _page(visit, MemberForm(), form, status=422)
    person = form.cleaned_data["owner"]
    actions.give_plan(visit.plan, owner=person, by=visit.user, now=visit.now)
    messages.info(request, _("%(name)s owns the plan.") % {"name": person})
    return redirect("plan-team", pk=pk)


def _page(visit: Visit, form: MemberForm, owner_form: OwnerForm, *, status: int) -> HttpResponse:
    members = visit.plan.members.select_related("user").order_by("user__name", "pk")
    return visit.page("team", "team", form=form, owner_form=owner_form, members=members, status=status)
