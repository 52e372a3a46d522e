"""What each metric means, and its query."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from trimtab.analytics.metrics import ALL_METRICS
from trimtab.insight.metrics import METRICS


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """All metrics with the question each answers."""
    return render(request, "analytics/definitions.html", {"metrics": list(METRICS.values())})


@require_GET
def definition(request: HttpRequest, metric: str) -> HttpResponse:
    """One metric: question, formula, what is left out, an example by hand, how it is misread, its query."""
    if metric not in ALL_METRICS:
        raise Http404
    return render(request, "analytics/definition.html", {"metric": ALL_METRICS[metric]})
