"""The table of opportunities, its export, and the search of the top bar."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.core.exporting import write_csv
from trimtab.opportunities.listing import COUNTED, Listing, Row
from trimtab.opportunities.queries import search as search_for
from trimtab.people.frame import frame_of
from trimtab.people.models import User

FOUND = 8


def signed_in(request: HttpRequest) -> User:
    """The person who is signed in; the login middleware lets nobody else through."""
    user: User | AnonymousUser = request.user
    assert isinstance(user, User)
    return user


@require_GET
def opportunities(request: HttpRequest) -> HttpResponse:
    """The table; with htmx, the part of it that the filters change."""
    now = timezone.now()
    listing = Listing(request.GET, frame_of(request, now=now), now=now)
    page = listing.page(after=request.GET.get("after", ""))
    context = {
        "listing": listing,
        "form": listing.form,
        "rows": listing.rows(page.rows),
        "count": listing.count(),
        "counted": COUNTED,
        "earlier": listing.count_before_period(),
        "headings": _headings(listing),
        "older_url": _address(request, after=page.after) if page.after else "",
        "export_url": _address(request),
    }
    part = "#changed" if request.headers.get("HX-Target") == "rows" else ""
    return render(request, f"opportunities/list.html{part}", context)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The table as CSV: the same rows in the same order with the same columns, all pages."""
    now = timezone.now()
    user = signed_in(request)
    listing = Listing(request.GET, frame_of(request, now=now), now=now)
    asked = {"query": request.GET.urlencode()}
    record_event("opportunities.exported", record="opportunity", record_id=None, by=user, now=now, after=asked)
    response = StreamingHttpResponse(_csv(listing), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="opportunities-{listing.frame.today}.csv"'
    return response


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Accounts and opportunities whose name begins with q; with htmx, only the results."""
    text = request.GET.get("q", "").strip()[:100]
    accounts, found = search_for(signed_in(request), text, limit=FOUND)
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(
        request, f"opportunities/search.html{part}", {"q": text, "accounts": accounts, "opportunities": found}
    )


def _address(request: HttpRequest, *, after: str = "") -> str:
    """The query of the present address, on the page after `after`."""
    asked = [(name, value) for name, value in request.GET.items() if name != "after" and value]
    return "?" + urlencode([*asked, *([("after", after)] if after else [])])


def _headings(listing: Listing) -> list[dict[str, str]]:
    """The columns: label, class, and where a click sorts by them; the second click turns the order."""
    columns = [
        ("name", _("Opportunity"), ""),
        ("", _("Account"), ""),
        ("", _("Owner"), ""),
        ("", _("Stage"), ""),
        ("amount", _("Amount"), "n"),
        ("close_on", _("Close date"), ""),
        ("", _("Category"), ""),
        ("", _("In stage"), "n"),
        ("", _("Last activity"), ""),
    ]
    present = listing.sort
    turned = {present: f"-{present}", f"-{present.removeprefix('-')}": present.removeprefix("-")}[present]
    return [
        {
            "label": label,
            "css": css,
            "sort": "" if not key else turned if key == present.removeprefix("-") else key,
            "direction": _direction(present) if key and key == present.removeprefix("-") else "",
        }
        for key, label, css in columns
    ]


def _direction(sort: str) -> str:
    return "descending" if sort.startswith("-") else "ascending"


class _Lines:
    """A file of which each line can be taken as soon as it is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def take(self) -> bytes:
        text, self.text = self.text, ""
        return text.encode()


def _csv(listing: Listing) -> Iterator[bytes]:
    lines = _Lines()
    yield b"\xef\xbb\xbf"  # tells Excel that this is UTF-8
    write_csv([[str(heading["label"]) for heading in _headings(listing)] + [_("Currency"), _("Status")]], lines)
    for row in listing.all_rows():
        write_csv([_cells(row)], lines)
        yield lines.take()
    yield lines.take()


def _cells(row: Row) -> list[object]:
    one = row.opportunity
    active_at = row.standing.last_activity_at
    return [
        one.name,
        one.account.name if one.account else None,
        str(one.owner) if one.owner else None,
        row.stage,
        one.amount,
        one.close_on,
        one.get_forecast_category_display(),
        row.days_in_stage,
        timezone.localtime(active_at).date() if active_at else None,
        one.currency,
        one.get_status_display(),
    ]
