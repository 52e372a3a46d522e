"""Targets: what the ground supports, a split with chances, its adoption and withdrawal, events of mid-season."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.reading import NoExtracts
from trimtab.analytics.targets.forms import EventForm, TargetForm
from trimtab.analytics.targets.reading import TargetPage, event_fields, page_for, proposed_lines
from trimtab.analytics.views.review import read_now
from trimtab.people.frame import Frame, frame_of
from trimtab.rhythm import actions
from trimtab.rhythm.models import TargetEvent, TargetPlan
from trimtab.rhythm.policy import can_set_targets, carrying_people


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """The total beside the ground, and the split over the people of the scope."""
    frame = frame_of(request, now=timezone.now())
    form = TargetForm(request.GET if "total" in request.GET else None)
    return _page(
        request, frame, form, EventForm(frame.user), status=422 if form.is_bound and not form.is_valid() else 200
    )


@require_POST
def target_adoptions(request: HttpRequest) -> HttpResponse:
    """Make the split that was shown the targets of its people."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    _require_setter(frame)
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, form, EventForm(frame.user), status=422)
    page = _shown(frame, form)
    if page is None or page.plan is None or request.POST.get("seal") != page.seal:
        messages.warning(request, _("The records moved since you looked. This is the split as it is now."))
        return _page(request, frame, form, EventForm(frame.user), status=409)
    actions.adopt_split(
        frame.period,
        proposed_lines(page.plan),
        total=page.plan.written_total,
        currency=frame.organisation.currency,
        parameters=page.plan.parameters(),
        by=frame.user,
        now=now,
    )
    messages.info(request, _("The split is now the target of its people. It can be taken back below."))
    return _back(frame)


@require_POST
def target_withdrawals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an adopted split back."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    plan = get_object_or_404(TargetPlan.objects.filter(lines__user__in=carrying_people(frame.user)).distinct(), pk=pk)
    _require_setter(frame)
    try:
        actions.withdraw_plan(plan, by=frame.user, now=now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.info(request, _("The targets that the split had replaced stand again."))
    return _back(frame)


@require_POST
def target_events(request: HttpRequest) -> HttpResponse:
    """Tell of an event."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    _require_setter(frame)
    form = EventForm(frame.user, request.POST)
    if not form.is_valid():
        return _page(request, frame, TargetForm(), form, status=422)
    actions.tell_event(**event_fields(form.cleaned_data), by=frame.user, now=now)
    messages.info(request, _("The event is told; the re-forecast below includes it."))
    return _back(frame)


@require_POST
def target_event_withdrawals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an event back."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    _require_setter(frame)
    event = get_object_or_404(TargetEvent.objects.select_related("team"), pk=pk)
    try:
        actions.withdraw_event(event, by=frame.user, now=now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return _back(frame)


def _back(frame: Frame) -> HttpResponse:
    return redirect(f"{reverse('pipeline-targets')}?{frame.query}")


def _require_setter(frame: Frame) -> None:
    if not can_set_targets(frame.user):
        raise PermissionDenied(_("Targets are set by those who lead people, and by operations."))


def _shown(frame: Frame, form: TargetForm) -> TargetPage | None:
    try:
        return page_for(frame, read_now(), form.choice())
    except NoExtracts:
        return None


def _page(request: HttpRequest, frame: Frame, form: TargetForm, event_form: EventForm, *, status: int) -> HttpResponse:
    page = _shown(frame, form)
    if page is None:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    context = {"frame": frame, "page": page, "form": form, "event_form": event_form, "plan": page.plan}
    return render(request, "analytics/targets/page.html", context, status=status)
