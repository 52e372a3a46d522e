"""The audit for those who set up."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.core.exporting import write_csv
from trimtab.core.models import Event, Organisation
from trimtab.core.paging import page_of
from trimtab.people.audit import NEWEST, AuditForm, entry, table
from trimtab.people.frame import setting_up

ROWS = 100
EXPORTED = 100_000  # lines of events at most in one file: narrow by day for more


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Events, newest first, a page at a time."""
    setting_up(request)
    form = AuditForm(request.GET)
    events = form.events(Organisation.get().zone)
    page = page_of(events, order=NEWEST, after=request.GET.get("after", ""), size=ROWS)
    asked = {name: value for name in form.fields if (value := request.GET.get(name))}
    context = {
        "form": form,
        "entries": [entry(event) for event in page.rows],
        "after": page.after,
        "is_filtered": bool(asked),
        "query": urlencode(asked),
    }
    return render(request, "people/audit.html", context, status=200 if form.is_valid() else 422)


@require_GET
def audit_export(request: HttpRequest) -> HttpResponse:
    """What the page shows, all pages of it, as CSV; that it was taken is recorded."""
    user, now = setting_up(request), timezone.now()
    organisation, form = Organisation.get(), AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "people/audit.html", {"form": form, "entries": []}, status=422)
    # What comes after this moment, its own event included, is not in the file.
    events = form.events(organisation.zone).filter(at__lt=now)
    newest = events.order_by("-at", "-pk")[:EXPORTED].values("pk")
    asked = {name: value for name in form.fields if (value := request.GET.get(name))}
    record_event("audit.exported", record="audit", record_id=None, by=user, now=now, after=asked)
    answer = StreamingHttpResponse(_lines(Event.objects.filter(pk__in=newest)), content_type="text/csv; charset=utf-8")
    day = now.astimezone(organisation.zone).date()
    answer["Content-Disposition"] = f'attachment; filename="audit-{day}.csv"'
    return answer  # type: ignore[return-value]  # streamed answers are answers


class _Lines:
    """Takes a line at a time, so that a file of any length needs no memory."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def take(self) -> bytes:
        text, self.text = self.text, ""
        return text.encode()


def _lines(events: "object") -> Iterator[bytes]:
    lines = _Lines()
    yield b"\xef\xbb\xbf"  # tells Excel that this is UTF-8
    for row in table(events):  # type: ignore[arg-type]  # a query of events
        write_csv([row], lines)
        yield lines.take()
