"""The reviews of one opportunity, and planning one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import Frame, frame_of, signed_in
from trimtab.people.policy import access_to_owner
from trimtab.people.queries import label_of
from trimtab.reviews import actions
from trimtab.reviews.boards import promised_of
from trimtab.reviews.changes import since_reviews
from trimtab.reviews.forms import ReviewForm, first_day
from trimtab.reviews.models import Review
from trimtab.reviews.queries import commitments_of, last_reviews

SHOWN = 30


@require_GET
def opportunity_reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """When it was looked at, what came of it, what changed since."""
    shown = get_opportunity_for(signed_in(request), pk)
    context = _standing(shown, frame_of(request, now=timezone.now()))
    held = list(shown.reviews.select_related("created_by").order_by("-starts_at", "-pk")[:SHOWN])
    may_edit = access_to_owner(signed_in(request), shown.owner).can_edit
    context |= {"held": held, "may_edit": may_edit and shown.is_open and shown.archived_at is None}
    return render(request, "reviews/opportunity.html", context)


@require_GET
def reviews_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in two sentences, on the opportunity's own page."""
    shown = get_opportunity_for(signed_in(request), pk)
    return render(request, "reviews/panel.html", _standing(shown, frame_of(request, now=timezone.now())))


@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a review."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    frame = frame_of(request, now=now)
    begin = {"on": first_day(frame.today), "coach": label_of(user) if user.pk != shown.owner_id else ""}
    form = ReviewForm(request.POST or None, user=user, initial=begin)
    if form.is_bound and form.is_valid():
        fields = form.fields_in(frame.organisation.zone)
        try:
            made = actions.plan_review(shown, fields=fields, coach=form.cleaned_data["coach"], by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The review is planned. Say who takes part."))
            return redirect("review", pk=made.pk)
    if request.method == "GET" and not shown.is_open:
        raise PermissionDenied(_("It has ended: its outcome is looked at under Outcome."))
    context = {"form": form, "opportunity": shown}
    return render(request, "reviews/review_new.html", context, status=422 if form.is_bound else 200)


def _standing(shown: Opportunity, frame: Frame) -> dict[str, object]:
    """What both pages tell: the last review, the planned one, the promises, what changed."""
    now = timezone.now()
    looked_at = last_reviews([shown.pk])
    promised = list(commitments_of(shown.pk))
    reviews = [one.review for one in promised]
    settled = [one for one in promised if one.is_settled]
    return {
        "opportunity": shown,
        "since": since_reviews([shown], looked_at, today=frame.today, now=now)[shown.pk],
        "planned": Review.objects.filter(opportunity=shown, closed_at=None, canceled_at=None).first(),
        "promised": promised_of(promised, reviews[0], today=frame.today) if reviews else [],
        "settled": len(settled),
        "kept": sum(one.kept_on is not None for one in settled),
    }
