"""Changing an assessment over to the version that is in use, after a look at what would change."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.assessments import actions
from trimtab.assessments.page import AssessmentPage
from trimtab.assessments.preview import preview_of
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in


@require_http_methods(["GET", "POST"])
def opportunity_assessment_version(request: HttpRequest, pk: int) -> HttpResponse:
    """What another version would ask and how the sections would stand; then change over."""
    user, now = signed_in(request), timezone.now()
    opportunity = get_opportunity_for(user, pk, edit=True)
    page = AssessmentPage(opportunity, user, today=frame_of(request, now=now).today)
    if page.assessment is None:
        if request.method == "GET":
            return redirect("opportunity-assessment", pk=pk)
        raise Http404
    if request.method == "POST":
        actions.change_version(page.assessment, to=page.active, by=user, now=now)
        messages.info(
            request, _("The assessment asks what version %(n)s asks. No answer was lost.") % {"n": page.active}
        )
        return redirect("opportunity-assessment", pk=pk)
    context = {"page": page, "opportunity": opportunity, "preview": preview_of(page, to=page.active)}
    return render(request, "assessments/version.html", context)
