"""What can close: the opportunities whose computed date lies in the period, and sums by person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of
from trimtab.processes.closing import closing_page
from trimtab.processes.queries import sales_processes


@require_GET
def can_close(request: HttpRequest) -> HttpResponse:
    """Possible, projected and won in the frame's period."""
    frame = frame_of(request, now=timezone.now())
    offered = list(sales_processes())
    chosen = id_in(request.GET.get("process", ""))
    chosen = chosen if any(one.pk == chosen for one in offered) else None
    page = closing_page(frame, process_id=chosen)
    context = {"frame": frame, "page": page, "processes": offered, "chosen": chosen}
    return render(request, "processes/closing.html", context)
