"""Agreeing on what a lead is: start a sample, label its leads blind, see how far the labels agree."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.analytics.models import AgreementJudge, LeadLabel
from trimtab.analytics.trends.agreement import get_judge_for, label_lead, latest_outcome, start_sample
from trimtab.analytics.trends.forms import LabelForm, SampleForm
from trimtab.analytics.trends.words import agreed
from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, setting_up, signed_in
from trimtab.people.policy import can_set_up


@require_http_methods(["GET", "POST"])
def samples(request: HttpRequest) -> HttpResponse:
    """The last sample and how far it agrees; who sets the organisation up starts the next one here."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    form = SampleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by = setting_up(request)
        if form.is_valid():
            try:
                start_sample(judges=form.judges(), by=by, now=now)
                return redirect(f"{reverse('agreement')}?{frame.query}")
            except ValidationError as wrong:
                form.add_error(None, wrong)
    asked = AgreementJudge.objects.filter(person=frame.user).select_related("sample").order_by("-sample__at").first()
    outcome = latest_outcome()
    context = {
        "frame": frame, "form": form, "asked": asked, "outcome": outcome, "sentence": agreed(outcome),
        "may_start": can_set_up(frame.user), "may_see_leads": can_set_up(frame.user),
    }  # fmt: skip
    return render(request, "analytics/trends/agreement.html", context, status=422 if form.errors else 200)


@require_GET
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The leads to label, one after the other; nobody sees what the others said."""
    frame = frame_of(request, now=timezone.now())
    judge = get_judge_for(frame.user, pk)
    given = {label.sampled_id: label for label in LeadLabel.objects.filter(judge=judge)}
    leads = [
        (one, given.get(one.pk), LabelForm(initial=_said(given.get(one.pk)), prefix=str(one.pk)))
        for one in judge.sample.leads.select_related("lead").order_by("pk")
    ]
    context = {"frame": frame, "judge": judge, "leads": leads, "left": len(leads) - len(given)}
    return render(request, "analytics/trends/labels.html", context)


@require_POST
def labels(request: HttpRequest, pk: int, lead: int) -> HttpResponse:
    """One label."""
    user, now = signed_in(request), timezone.now()
    judge = get_judge_for(user, pk)
    wanted = id_in(str(lead))
    sampled = judge.sample.leads.filter(pk=wanted).select_related("lead").first() if wanted is not None else None
    if sampled is None:
        raise Http404
    form = LabelForm(request.POST, prefix=str(sampled.pk))
    address = f"{reverse('agreement-sample', args=[pk])}?{frame_of(request, now=now).query}"
    if not form.is_valid():
        context = {"frame": frame_of(request, now=now), "judge": judge, "leads": [(sampled, None, form)], "left": 1}
        return render(request, "analytics/trends/labels.html", context, status=422)
    label_lead(judge=judge, sampled=sampled, **form.cleaned_data, by=user, now=now)
    return redirect(f"{address}#lead-{sampled.pk}")


def _said(label: LeadLabel | None) -> dict[str, str]:
    return {} if label is None else {"label": label.label, "reason": label.reason}
