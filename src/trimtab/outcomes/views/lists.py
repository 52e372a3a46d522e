"""What ended deals say together, the lessons, and the reasons that can be chosen."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.ids import id_in
from trimtab.opportunities.queries import visible_opportunities
from trimtab.outcomes import actions
from trimtab.outcomes.contrasts import contrasts_for
from trimtab.outcomes.forms import ReasonForm
from trimtab.outcomes.models import Lesson
from trimtab.outcomes.patterns import DIMENSIONS, patterns_for
from trimtab.outcomes.policy import can_edit_lesson, get_lesson_for
from trimtab.outcomes.queries import hand_overs_due_for, waiting_for
from trimtab.outcomes.reasons import all_reasons, names
from trimtab.people.frame import frame_of, setting_up, signed_in

LESSONS = 50


@require_GET
def outcomes(request: HttpRequest) -> HttpResponse:
    """Deals of which nobody says why they ended, and what the others say together."""
    user, now = signed_in(request), timezone.now()
    end = "won" if request.GET.get("end") == "won" else "lost"
    by = request.GET.get("by", "")
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    today = frame_of(request, now=now).today
    context = {
        "waiting": waiting_for(user, today),
        "hand_overs": hand_overs_due_for(user, today),
        "patterns": patterns_for(user, end=end, by=by),
        "contrasts": contrasts_for(user),
        "end": end,
        "by": by,
        "dimensions": [("strategy", _("Strategy")), ("competitor", _("Competitor")), ("segment", _("Segment"))],
        "names": names(),
    }
    return render(request, "outcomes/outcomes.html", context)


@require_GET
def lessons(request: HttpRequest) -> HttpResponse:
    """What the next one should know, searched by words."""
    user, text = signed_in(request), request.GET.get("q", "").strip()[:100]
    found = Lesson.objects.filter(archived_at=None).select_related("by", "competitor")
    for word in text.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(competitor__name__icontains=word))
    before = id_in(request.GET.get("before", ""))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: LESSONS + 1])
    shown = rows[:LESSONS]
    ids = [one.opportunity_id for one in shown if one.opportunity_id]
    deals = {one.pk: one for one in visible_opportunities(user).filter(pk__in=ids)}
    context = {
        "lines": [(one, deals.get(one.opportunity_id or 0), can_edit_lesson(user, one)) for one in shown],
        "q": text,
        "older": shown[-1].pk if len(rows) > LESSONS else None,
    }
    return render(request, "outcomes/lessons.html", context)


@require_POST
def lesson_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """It is in the list no more."""
    user = signed_in(request)
    lesson = get_lesson_for(user, pk)
    actions.archive_lesson(lesson, by=user, now=timezone.now())
    undo = f"undo {reverse('lesson-restoration', args=[pk])}"
    messages.info(request, _("“%(lesson)s” was archived.") % {"lesson": lesson}, extra_tags=undo)
    return redirect("lessons")


@require_POST
def lesson_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It is in the list again."""
    user = signed_in(request)
    actions.restore_lesson(get_lesson_for(user, pk), by=user, now=timezone.now())
    return redirect("lessons")


@require_http_methods(["GET", "POST"])
def outcome_reasons(request: HttpRequest) -> HttpResponse:
    """The reasons that can be chosen: added, renamed, archived."""
    user, now = setting_up(request), timezone.now()
    form = ReasonForm(request.POST if "end" in request.POST else None)
    if request.method == "POST":
        try:
            if form.is_bound and form.is_valid():
                actions.add_reason(**form.cleaned_data, by=user, now=now)
                return redirect("outcome-reasons")
            if not form.is_bound:
                _change(request)
                return redirect("outcome-reasons")
        except ValueError as refused:
            messages.warning(request, str(refused))
            return redirect("outcome-reasons")
    context = {"form": form if form.is_bound else ReasonForm(), "reasons": all_reasons()}
    return render(request, "outcomes/reasons.html", context, status=422 if form.is_bound else 200)


def _change(request: HttpRequest) -> None:
    """Rename, archive or restore the one that is named."""
    user, now = signed_in(request), timezone.now()
    key, what = request.POST.get("key", ""), request.POST.get("what", "")
    if what == "archive":
        actions.archive_reason(key, by=user, now=now)
    elif what == "restore":
        actions.restore_reason(key, by=user, now=now)
    else:
        actions.rename_reason(key, name=request.POST.get("name", ""), by=user, now=now)
