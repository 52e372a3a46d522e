"""What was restated: who changed what, when, and the figures before and after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from trimtab.analytics.models import Restatement
from trimtab.analytics.restating import differences
from trimtab.analytics.wording import Told, told
from trimtab.core.models import Event
from trimtab.core.paging import Order, page_of
from trimtab.people.frame import setting_up

ROWS = 50
NEWEST = Order("at", is_descending=True, read=lambda text: parse_datetime(text) or _unreadable(text))


def _unreadable(text: str) -> object:
    raise ValueError(f"A time is written in ISO 8601. Got {text!r}.")


@require_GET
def restatements(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    setting_up(request)
    page = page_of(Restatement.objects.all(), order=NEWEST, after=request.GET.get("after", ""), size=ROWS)
    events = Event.objects.in_bulk([row.last_event_id for row in page.rows])
    rows: list[tuple[Restatement, Told | None]] = [
        (row, told(event) if (event := events.get(row.last_event_id)) else None) for row in page.rows
    ]
    return render(request, "settings/restatements.html", {"rows": rows, "after": page.after})


@require_GET
def restatement(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with each figure that changed."""
    setting_up(request)
    row = get_object_or_404(Restatement, pk=pk)
    events = [told(event) for event in Event.objects.filter(pk__in=row.events).order_by("pk")]
    found = [] if row.after is None else differences(row.before, row.after)
    return render(request, "settings/restatement.html", {"restatement": row, "events": events, "differences": found})
