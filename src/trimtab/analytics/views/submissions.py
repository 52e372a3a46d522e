"""What people say of a period: own submissions, and what those who lead make of them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.forecast.forms import AdjustmentForm, SubmissionForm
from trimtab.analytics.forecast.keeping import latest_forecast
from trimtab.analytics.forecast.said import computed_of
from trimtab.people.frame import Frame, frame_of, signed_in
from trimtab.rhythm.actions import adjust_forecast, share_bias, submit_forecast
from trimtab.rhythm.models import ForecastAdjustment
from trimtab.rhythm.policy import can_adjust_forecast, can_submit_forecast, get_submission_for
from trimtab.rhythm.queries import history_of
from trimtab.web import formats


@require_POST
def submissions(request: HttpRequest) -> HttpResponse:
    """Say what the own period will bring."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    if not can_submit_forecast(frame.user):
        raise PermissionDenied(_("Only people who sell or lead say what their period will bring."))
    form = SubmissionForm(request.POST)
    if frame.period.instants(frame.organisation.zone)[1] <= now:
        form.add_error(None, _("%(period)s is over.") % {"period": frame.period.key})
    if not form.is_valid():
        return render(request, "analytics/forecast/submit.html", {"frame": frame, "form": form}, status=422)
    kept = latest_forecast(settings.EXTRACTS, frame.period.key)
    computed = computed_of(kept.document, frame.user.pk) if kept else None
    made = submit_forecast(period=frame.period, **form.cleaned_data, computed=computed, by=frame.user, now=now)
    said = {"amount": formats.compact(made.commit), "period": frame.period.key}
    messages.info(request, _("You commit %(amount)s for %(period)s.") % said)
    return redirect(_forecast(frame))


@require_GET
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person said of a period over time, and what was made of it."""
    frame = frame_of(request, now=timezone.now())
    return _shown(request, frame, pk, AdjustmentForm())


@require_POST
def adjustments(request: HttpRequest, pk: int) -> HttpResponse:
    """Count on another amount than a person one leads said, with the reason."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    found = get_submission_for(frame.user, pk, adjust=True)
    form = AdjustmentForm(request.POST)
    if not form.is_valid():
        return _shown(request, frame, pk, form, status=422)
    adjust_forecast(found, **form.cleaned_data, by=frame.user, now=now)
    said = {"amount": formats.compact(form.cleaned_data["commit"]), "person": found.person.name}
    messages.info(request, _("You count on %(amount)s of %(person)s. The submission stays as it was said.") % said)
    return redirect(f"{reverse('forecast-submission', args=[pk])}?{frame.query}")


@require_POST
def bias_sharing(request: HttpRequest) -> HttpResponse:
    """Let those who lead see how own submissions compared with what came."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    if not can_submit_forecast(frame.user):
        raise PermissionDenied(_("Only people who sell or lead have submissions of their own."))
    share_bias(by=signed_in(request), now=now)
    messages.info(request, _("Those who lead you see your record of submissions now."))
    return redirect(_forecast(frame))


def _shown(request: HttpRequest, frame: Frame, pk: int, form: AdjustmentForm, *, status: int = 200) -> HttpResponse:
    found = get_submission_for(frame.user, pk)
    made = ForecastAdjustment.objects.filter(submission__person=found.person, submission__period=found.period)
    context = {
        "frame": frame,
        "submission": found,
        "history": history_of(frame.user, found.person_id, found.period)[:50],
        "adjustments": made.select_related("adjusted_by", "submission").order_by("-pk")[:50],
        "form": form,
        "can_adjust": can_adjust_forecast(frame.user, found.person),
    }
    return render(request, "analytics/forecast/submission.html", context, status=status)


def _forecast(frame: Frame) -> str:
    return f"{reverse('forecast')}?{frame.query}"
