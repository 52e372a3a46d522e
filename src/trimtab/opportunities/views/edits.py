"""Opening an opportunity and editing its facts."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.accounts.policy import get_account_for
from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.opportunities import actions
from trimtab.opportunities.actions import OpportunityChanged
from trimtab.opportunities.forms import EditForm, OpportunityForm, Overlap
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.opportunities.queries import active_stages
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.people.queries import label_of


@require_http_methods(["GET", "POST"])
def opportunity_new(request: HttpRequest) -> HttpResponse:
    """Open an opportunity."""
    user, now = signed_in(request), timezone.now()
    if not active_stages().exists():
        return _first_stages(request, now=now)
    form = OpportunityForm(request.POST or None, user=user, initial=_proposed(request, user))
    if request.method == "POST" and form.is_valid():
        fields = {field: value for field, value in form.values.items() if value not in (None, "")}
        opened = actions.create_opportunity(fields=fields, by=user, now=now)
        messages.info(request, _("%(name)s was added.") % {"name": opened.name})
        return redirect("opportunity", pk=opened.pk)
    status = 422 if form.is_bound else 200
    return render(request, "opportunities/new.html", {"form": form}, status=status)


def _first_stages(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """An installation without stages: they come with an import, or six common ones are made on demand."""
    if request.method == "POST" and "common" in request.POST:
        actions.default_process(by=signed_in(request), now=now)
        return redirect("opportunity-new")
    return render(request, "opportunities/no_stages.html", {"stages": actions.common_stages()})


@require_http_methods(["GET", "POST"])
def opportunity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit its facts, with history; the second of two editors sees what the first one changed."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    form = EditForm(request.POST or None, user=user, opportunity=shown, now=now)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, status=422 if form.is_bound else 200)
    try:
        typed = form.cleaned_data
        actions.edit_opportunity(
            shown, changes=form.changes, by=user, now=now, valid_at=typed["valid_on"], seen_at=typed["seen_at"]
        )
    except OpportunityChanged as changed:
        overlap = Overlap(form, changed.opportunity)
        again = EditForm(overlap.merged, user=user, opportunity=changed.opportunity, now=now)
        return _form(request, again, overlap=overlap, status=409)
    messages.info(request, _("The opportunity was changed."))
    return _back(request, pk)


def _proposed(request: HttpRequest, user: User) -> dict[str, object]:
    """What a new opportunity starts with: the reporting currency, oneself, and the account that the URL names."""
    proposed: dict[str, object] = {"currency": Organisation.get().currency, "owner": label_of(user)}
    if (account := id_in(request.GET.get("account", ""))) is not None:
        proposed["account"] = get_account_for(user, account).name
    return proposed


def _form(request: HttpRequest, form: EditForm, *, status: int, overlap: Overlap | None = None) -> HttpResponse:
    part = "#form" if request.headers.get("HX-Request") else ""
    context = {"form": form, "opportunity": form.edited, "overlap": overlap}
    return render(request, f"opportunities/edit.html{part}", context, status=status)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """The opportunity's page; htmx is told to go there."""
    page = redirect("opportunity", pk=pk)
    if not request.headers.get("HX-Request"):
        return page
    return HttpResponse(status=204, headers={"HX-Redirect": page.url})
