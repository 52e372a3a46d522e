"""What is said in a review, shared, taken and refused."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.people.frame import frame_of, signed_in
from trimtab.people.queries import label_of
from trimtab.reviews import actions
from trimtab.reviews.forms import PostForm, TakingForm, first_day
from trimtab.reviews.phases import kinds_in
from trimtab.reviews.policy import get_post_for, get_review_for, require_holding, require_part
from trimtab.reviews.views.meetings import review_page


@require_POST
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something."""
    user, now = signed_in(request), timezone.now()
    shown = get_review_for(user, pk)
    require_part(user, shown)
    form = PostForm(request.POST, kinds=kinds_in(shown))
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.add_post(shown, **{"is_anonymous": False} | values, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("review", pk=pk)
    return review_page(request, shown, now=now, post_form=form, status=422)


@require_POST
def likes(request: HttpRequest, pk: int) -> HttpResponse:
    """Share what somebody said, or no more."""
    user = signed_in(request)
    shown = get_post_for(user, pk)
    try:
        actions.like_post(shown, is_on=request.POST.get("on") == "1", by=user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("review", pk=shown.review_id)


@require_http_methods(["GET", "POST"])
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an action of a recommendation."""
    user, now = signed_in(request), timezone.now()
    shown = get_post_for(user, pk)
    require_holding(user, shown.review)
    begin = {"assignee": label_of(shown.review.opportunity.owner or user)}
    begin["due_on"] = first_day(frame_of(request, now=now).today).isoformat()
    form = TakingForm(request.POST or None, user=user, initial=begin)
    if form.is_bound and form.is_valid():
        try:
            made = actions.take_recommendation(shown, **form.cleaned_data, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("It is an action of %(person)s now.") % {"person": made.assignee})
            return redirect("review", pk=shown.review_id)
    context = {"form": form, "post": shown, "review": shown.review, "opportunity": shown.review.opportunity}
    return render(request, "reviews/taking.html", context, status=422 if form.is_bound else 200)


@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be done, for a reason."""
    user, now = signed_in(request), timezone.now()
    shown = get_post_for(user, pk)
    try:
        actions.refuse_recommendation(shown, reason=request.POST.get("reason", "")[:300], by=user, now=now)
    except ValidationError as error:
        context: dict[str, object] = {"post": shown, "review": shown.review, "opportunity": shown.review.opportunity}
        context |= {"form": TakingForm(user=user), "wrong": " ".join(error.messages)}
        return render(request, "reviews/taking.html", context, status=422)
    messages.info(request, _("Refused, with the reason."))
    return redirect("review", pk=shown.review_id)
