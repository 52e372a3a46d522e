"""One opportunity: its page, and the small forms on it."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.own_fields import displayed, own_fields
from trimtab.opportunities import actions
from trimtab.opportunities.forms import ActivityForm, ContactRoleForm, StageChangeForm
from trimtab.opportunities.headline import headline_of
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import editable_activities, explain_access, get_opportunity_for
from trimtab.opportunities.queries import visible_opportunities
from trimtab.opportunities.timeline import MOST, SHOWN, timeline_of
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner

ACTIVITIES_SHOWN = 50


@require_GET
def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one opportunity."""
    shown = get_opportunity_for(signed_in(request), pk)
    return _page(request, shown, now=timezone.now())


@require_POST
def stage_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Move it to another stage."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    form = StageChangeForm(request.POST, opportunity=shown, now=now)
    if not form.is_valid():
        return _page(request, shown, now=now, stage_form=form)
    changes = {"stage": form.cleaned_data["stage"]}
    edited = actions.edit_opportunity(shown, changes=changes, by=user, now=now, valid_at=form.cleaned_data["valid_on"])
    messages.info(request, _("The stage is %(stage)s now.") % {"stage": edited.stage})
    return redirect("opportunity", pk=pk)


@require_POST
def activities(request: HttpRequest, pk: int) -> HttpResponse:
    """Log an activity."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    form = ActivityForm(request.POST, account=shown.account, now=now)
    if not form.is_valid():
        return _page(request, shown, now=now, activity_form=form)
    contacts = form.cleaned_data["contacts"]
    actions.log_activity(fields=form.facts, opportunity=shown, contacts=contacts, by=user, now=now)
    messages.info(request, _("The activity was logged."))
    return redirect("opportunity", pk=pk)


@require_POST
def contact_roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a contact does in it."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    form = ContactRoleForm(request.POST, opportunity=shown)
    if not form.is_valid():
        return _page(request, shown, now=now, role_form=form)
    actions.add_contact_role(shown, **form.cleaned_data, by=user, now=now)
    messages.info(request, _("%(contact)s was added.") % {"contact": form.cleaned_data["contact"]})
    return redirect("opportunity", pk=pk)


@require_POST
def archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of lists and figures."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk, edit=True)
    actions.archive_opportunity(shown, by=user, now=timezone.now())
    messages.info(request, _("The opportunity was archived. Nothing was deleted."))
    return redirect("opportunity", pk=pk)


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk, edit=True)
    actions.restore_opportunity(shown, by=user, now=timezone.now())
    messages.info(request, _("The opportunity was restored."))
    return redirect("opportunity", pk=pk)


@require_GET
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can see or edit it, and why."""
    user = signed_in(request)
    shown = get_opportunity_for(user, pk)
    people = list(explain_access(user, shown))
    editors = sum(one.access.can_edit for one in people)
    return render(request, "opportunities/access.html", {"opportunity": shown, "people": people, "editors": editors})


def _page(
    request: HttpRequest,
    shown: Opportunity,
    *,
    now: datetime,
    stage_form: StageChangeForm | None = None,
    activity_form: ActivityForm | None = None,
    role_form: ContactRoleForm | None = None,
) -> HttpResponse:
    """The page; with a form that needs another look, as 422."""
    user = signed_in(request)
    access = access_to_owner(user, shown.owner)
    may_edit = access.can_edit and shown.archived_at is None
    logged = shown.activities.current().select_related("user", "opportunity__owner__team")
    activities = list(logged.order_by("-at", "-pk")[:ACTIVITIES_SHOWN])
    context: dict[str, object] = {
        "opportunity": shown,
        "access": access,
        "may_edit": may_edit,
        "headline": headline_of(shown, now=now),
        "own": [(field.label, displayed(field, shown.custom.get(field.key))) for field in own_fields("opportunity")],
        "roles": shown.contact_roles.select_related("contact").order_by(F("is_primary").desc(), "contact__name", "pk"),
        "lines": shown.lines.select_related("product").order_by("-amount", "pk"),
        "activities": activities,
        "editable": editable_activities(user, activities),
        "panels": settings.OPPORTUNITY_PANELS if shown.status == "open" and not shown.archived_at else {},
        "survivor": visible_opportunities(user).filter(pk=shown.merged_into_id).first()
        if shown.merged_into_id
        else None,
        **_timeline(request, shown, user=user),
    }
    if may_edit:
        context["stage_form"] = stage_form or StageChangeForm(opportunity=shown, now=now)
        context["activity_form"] = activity_form or ActivityForm(account=shown.account, now=now)
        context["role_form"] = role_form or ContactRoleForm(opportunity=shown)
    status = 422 if stage_form or activity_form or role_form else 200
    return render(request, "opportunities/detail.html", context, status=status)


def _timeline(request: HttpRequest, shown: Opportunity, *, user: User) -> dict[str, object]:
    """The last changes: some, or as many as a page can show where all are asked for."""
    are_all = request.GET.get("changes") == "all"
    most = MOST if are_all else SHOWN
    timeline = timeline_of(shown, user=user, most=most)
    is_cut = sum(len(moment.lines) for moment in timeline) >= most
    return {"timeline": timeline, "timeline_shown": most, "timeline_is_cut": is_cut, "changes_are_all": are_all}
