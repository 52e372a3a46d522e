"""The only page of the look: the look itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trimtab.web.styleguide import invented


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented data: for those who build Trimtab, in development or as staff."""
    # Who is staff is decided above; an app below knows the name at most.
    if not (settings.DEBUG or getattr(request.user, "is_staff_member", False)):
        raise Http404
    template = "web/styleguide_part.html" if "part" in request.GET else "web/styleguide.html"
    return render(request, template, invented())
