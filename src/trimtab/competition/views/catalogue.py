"""The catalogue of competitors."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.competition import actions
from trimtab.competition.actions import CompetitorChanged, NameTaken
from trimtab.competition.catalogue import catalogue_for, deals_with, open_deals
from trimtab.competition.forms import CompetitorForm
from trimtab.competition.models import Competitor
from trimtab.competition.policy import get_competitor_for, require_catalogue_order
from trimtab.competition.proposals import proposals
from trimtab.people.frame import signed_in
from trimtab.people.policy import can_set_up
from trimtab.web.conflicts import Conflict


@require_GET
def competitors(request: HttpRequest) -> HttpResponse:
    """Whom we meet; and names that the data holds and the catalogue lacks."""
    user, text = signed_in(request), request.GET.get("q", "").strip()
    is_archived = "archived" in request.GET
    marks = {name: request.GET.get(name, "") for name in ("after", "before")}
    shown = catalogue_for(user, text=text, archived=is_archived, **marks)
    is_first = not text and not any(marks.values()) and not is_archived
    context = {
        "catalogue": shown,
        "q": text,
        "archived": is_archived,
        "may_order": can_set_up(user),
        # They are read from everybody's deals, so they are for those who see everybody's.
        "proposals": proposals() if can_set_up(user) and is_first else [],
    }
    return render(request, "competition/competitors.html", context)


@require_http_methods(["GET", "POST"])
def competitor_new(request: HttpRequest) -> HttpResponse:
    """Add one to the catalogue."""
    user = signed_in(request)
    form = CompetitorForm(request.POST or None, initial={"name": request.GET.get("name", "")[:200]})
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_competitor(fields=form.values, by=user, now=timezone.now())
            messages.info(request, _("%(name)s is in the catalogue.") % {"name": made})
            return redirect("competitor", pk=made.pk)
        except NameTaken as taken:
            form.add_error("name", str(taken))
    context = {"form": form, "title": _("A new competitor")}
    return render(request, "competition/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def competitor(request: HttpRequest, pk: int) -> HttpResponse:
    """What we know of one, where it is in a deal, and what worked against it."""
    user, now = signed_in(request), timezone.now()
    form = CompetitorForm(request.POST or None, instance=get_competitor_for(user, pk))
    shown = get_competitor_for(user, pk)
    if not form.is_bound or not form.is_valid():
        return _page(request, shown, form, status=422 if form.is_bound else 200)
    try:
        actions.edit_competitor(shown, changes=form.values, by=user, now=now, seen_at=form.cleaned_data["seen_at"])
    except CompetitorChanged as changed:
        conflict = Conflict(form, CompetitorForm(instance=changed.competitor))
        again = CompetitorForm(conflict.merged, instance=changed.competitor)
        return _page(request, get_competitor_for(user, pk), again, status=409, conflict=conflict)
    except NameTaken as taken:
        form.add_error("name", str(taken))
        return _page(request, shown, form, status=422)
    messages.info(request, _("What is known of %(name)s was kept.") % {"name": get_competitor_for(user, pk)})
    return redirect("competitor", pk=pk)


@require_POST
def competitor_joining(request: HttpRequest, pk: int) -> HttpResponse:
    """It is another spelling of one that is named."""
    user = signed_in(request)
    shown = get_competitor_for(user, pk)
    require_catalogue_order(user)
    into = Competitor.objects.filter(name__iexact=request.POST.get("into", "").strip()).exclude(name="").first()
    if into is None:
        messages.warning(request, _("No competitor has that name."))
        return redirect("competitor", pk=pk)
    try:
        actions.join_spelling(shown, into=into, by=user, now=timezone.now())
    except ValueError as refused:
        messages.warning(request, str(refused))
        return redirect("competitor", pk=pk)
    undo = f"undo {reverse('competitor-parting', args=[pk])}"
    words = {"name": shown, "other": into}
    messages.info(request, _("%(name)s is another spelling of %(other)s.") % words, extra_tags=undo)
    return redirect("competitor", pk=into.same_as_id or into.pk)


@require_POST
def competitor_parting(request: HttpRequest, pk: int) -> HttpResponse:
    """It is a competitor of its own."""
    user = signed_in(request)
    shown = get_competitor_for(user, pk)
    actions.part_spelling(shown, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is a competitor of its own.") % {"name": shown})
    return redirect("competitor", pk=pk)


@require_POST
def competitor_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """It is proposed no more."""
    user = signed_in(request)
    shown = get_competitor_for(user, pk)
    actions.archive_competitor(shown, by=user, now=timezone.now())
    undo = f"undo {reverse('competitor-restoration', args=[pk])}"
    messages.info(request, _("%(name)s was archived.") % {"name": shown}, extra_tags=undo)
    return redirect("competitors")


@require_POST
def competitor_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It is proposed again."""
    user = signed_in(request)
    shown = get_competitor_for(user, pk)
    actions.restore_competitor(shown, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is in the catalogue again.") % {"name": shown})
    return redirect("competitor", pk=pk)


@require_POST
def spelling_taken(request: HttpRequest) -> HttpResponse:
    """A proposed name becomes a competitor, or another spelling of the one that was chosen."""
    user, now = signed_in(request), timezone.now()
    if not can_set_up(user):
        raise Http404
    name, into = request.POST.get("name", "").strip()[:200], request.POST.get("into", "")
    try:
        made = actions.take_name(name, into=into, by=user, now=now)
        messages.info(request, _("%(name)s is in the catalogue.") % {"name": made})
    except ValueError as refused:
        messages.warning(request, str(refused))
    return redirect("competitors")


def _page(
    request: HttpRequest, shown: Competitor, form: CompetitorForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    user = signed_in(request)
    spellings = list(shown.spellings.order_by("name", "pk"))
    context = {
        "competitor": shown,
        "form": form,
        "conflict": conflict,
        "spellings": spellings,
        "deals": deals_with(user, shown),
        "open_deals": sum(open_deals(user, [shown.pk, *(one.pk for one in spellings)]).values()),
        "may_order": can_set_up(user),
    }
    return render(request, "competition/competitor.html", context, status=status)
