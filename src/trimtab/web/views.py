"""The look itself, and what is shown where a page broke."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from trimtab.core.outages import outage_behind
from trimtab.web.styleguide import invented


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented data: for those who build Trimtab, in development or as staff."""
    # Who is staff is decided above; an app below knows the name at most.
    if not (settings.DEBUG or getattr(request.user, "is_staff_member", False)):
        raise Http404
    template = "web/styleguide_part.html" if "part" in request.GET else "web/styleguide.html"
    return render(request, template, invented())


RETRY_SECONDS = "30"


def went_wrong(request: HttpRequest) -> HttpResponse:
    """The page for an error: an outage is told as one, with what to do; anything else is a fault of ours."""
    outage = outage_behind(sys.exception())
    if outage == "disk":
        return HttpResponse(render_to_string("507.html"), status=507)
    if outage == "database":
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_SECONDS})
    return HttpResponse(render_to_string("500.html"), status=500)
