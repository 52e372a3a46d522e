"""One review: its page, its people, its phases, its end."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.reviews import actions
from trimtab.reviews.boards import ReviewPage
from trimtab.reviews.forms import ClosingForm, CommitmentForm, ParticipantForm, PostForm
from trimtab.reviews.invitations import invitation_to
from trimtab.reviews.models import Review
from trimtab.reviews.policy import get_review_for, require_holding, require_lead


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting. Whoever has the page already asks with `seen`, and gets it anew only when something changed."""
    shown = get_review_for(signed_in(request), pk)
    return review_page(request, shown, now=timezone.now())


@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, decided and promised, as text to take along."""
    user, now = signed_in(request), timezone.now()
    shown = get_review_for(user, pk)
    page = ReviewPage(shown, user, frame_of(request, now=now).today, now)
    answer = render(
        request, "reviews/minutes.txt", {"page": page, "review": shown}, content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="review-{shown.pk}.txt"'
    return answer


@require_GET
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The hour as a file for calendars."""
    shown = get_review_for(signed_in(request), pk)
    answer = HttpResponse(invitation_to(shown, address=request.build_absolute_uri(reverse("review", args=[pk]))))
    answer["Content-Type"] = "text/calendar; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="review-{pk}.ics"'
    return answer


@require_POST
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a part."""
    user, now = signed_in(request), timezone.now()
    shown = get_review_for(user, pk)
    require_holding(user, shown)
    form = ParticipantForm(request.POST, user=user)
    if form.is_valid():
        values = form.cleaned_data
        part = {"role": values["role"], "perspective": values["perspective"]}
        try:
            actions.add_participant(shown, user=values["person_named"], **part, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("%(person)s takes part.") % {"person": values["person_named"]})
            return redirect("review", pk=pk)
    return review_page(request, shown, now=now, participant_form=form, status=422)


@require_POST
def leaving(request: HttpRequest, pk: int, user: int) -> HttpResponse:
    """Somebody takes no part after all."""
    by, now = signed_in(request), timezone.now()
    shown = get_review_for(by, pk)
    gone = id_in(str(user)) or 0  # a number that no database holds is nobody's: whoever left already
    return _changed(request, shown, actions.remove_participant, now=now, user_id=gone)


@require_POST
def advances(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on to the next phase."""
    shown = get_review_for(signed_in(request), pk)
    require_lead(signed_in(request), shown)
    return _changed(request, shown, actions.advance_review, now=timezone.now(), seen=request.POST.get("seen", "")[:20])


@require_POST
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    """End it with its decision."""
    user, now = signed_in(request), timezone.now()
    shown = get_review_for(user, pk)
    require_lead(user, shown)
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            actions.close_review(shown, **form.cleaned_data, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The review is closed. What was promised is looked at next time."))
            return redirect("review", pk=pk)
    return review_page(request, shown, now=now, closing_form=form, status=422)


@require_POST
def calling_off(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be held."""
    shown = get_review_for(signed_in(request), pk)
    return _changed(request, shown, actions.call_review_off, now=timezone.now())


def review_page(request: HttpRequest, shown: Review, *, now: datetime, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, or its living part for htmx; with a form that needs another look, as 422."""
    user = signed_in(request)
    today = frame_of(request, now=now).today
    page = ReviewPage(shown, user, today, now)
    if request.GET.get("seen") == page.version and not forms:
        return HttpResponse(status=204)
    context = {"page": page, "review": shown, "opportunity": shown.opportunity, "now": now}
    context |= {
        "post_form": PostForm(kinds=page.kinds),
        "participant_form": ParticipantForm(user=user),
        "closing_form": ClosingForm(),
        "commitment_form": CommitmentForm(user=user, today=today),
    }
    is_part = "seen" in request.GET and not forms
    template = "reviews/review.html#live" if is_part else "reviews/review.html"
    return render(request, template, context | forms, status=status)


def _changed(request: HttpRequest, shown: Review, change: Any, *, now: datetime, **fields: object) -> HttpResponse:
    """Do it and show the page; what is refused is said in words."""
    try:
        change(shown, **fields, by=signed_in(request), now=now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("review", pk=shown.pk)
