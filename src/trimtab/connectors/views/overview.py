"""The Data page: imports, what history there is, and the sample on its way out."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.connectors.imports.locking import ImportBusy
from trimtab.connectors.imports.sample import remove_sample, sample_counts
from trimtab.connectors.policy import setting_up
from trimtab.connectors.queries import histories, recent_runs


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Imports and what the past rests on."""
    setting_up(request)
    return render(request, "connectors/overview.html", {"runs": list(recent_runs()), "histories": histories()})


@require_http_methods(["GET", "POST"])
@transaction.non_atomic_requests
def sample_removal(request: HttpRequest) -> HttpResponse:
    """Say what goes with the sample; on POST it goes."""
    user = setting_up(request)
    if request.method == "GET":
        return render(request, "connectors/sample_removal.html", {"counts": sample_counts()})
    try:
        remove_sample(by=user, now=timezone.now(), uploads=settings.UPLOADS)
    except ImportBusy as busy:
        messages.error(request, str(busy))
        return redirect("sample-removal")
    messages.info(request, _("The sample is gone, with its people and their sign-ins."))
    return redirect("data")
