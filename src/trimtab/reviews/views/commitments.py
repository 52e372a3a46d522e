"""Promises: made, and judged by people where the system cannot see it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trimtab.people.frame import frame_of, signed_in
from trimtab.reviews import actions
from trimtab.reviews.forms import CommitmentForm
from trimtab.reviews.policy import get_commitment_for, get_review_for, require_holding
from trimtab.reviews.views.meetings import review_page


@require_POST
def commitments(request: HttpRequest, pk: int) -> HttpResponse:
    """Promise something."""
    user, now = signed_in(request), timezone.now()
    shown = get_review_for(user, pk)
    require_holding(user, shown)
    form = CommitmentForm(request.POST, user=user, today=frame_of(request, now=now).today)
    if form.is_valid():
        try:
            actions.add_commitment(shown, fields=form.values, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("It is written down, and is looked at on its day."))
            return redirect("review", pk=pk)
    return review_page(request, shown, now=now, commitment_form=form, status=422)


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it came true."""
    user, now = signed_in(request), timezone.now()
    shown = get_commitment_for(user, pk)
    today = frame_of(request, now=now).today
    actions.judge_commitment(shown, is_kept=request.POST.get("kept") == "1", by=user, today=today, now=now)
    return redirect("opportunity-reviews", pk=shown.review.opportunity_id)
