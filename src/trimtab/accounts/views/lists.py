"""The pages of the tables of accounts and of contacts, and their exports."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.accounts.listing import AccountListing, ContactListing
from trimtab.core.audit import record_event
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.queries import default_view_of, views_of_list
from trimtab.web.table_pages import TooManyRows, context_of, file_of, how_many, refused_workbook


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The table of accounts."""
    frame = frame_of(request, now=timezone.now())
    if view := default_view_of(frame.user, "accounts", request.GET):
        return redirect(f"{request.path}?{view.address}&{frame.query}")
    return _page(request, AccountListing(request.GET, frame), template="accounts/list.html")


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """The table of contacts."""
    frame = frame_of(request, now=timezone.now())
    if view := default_view_of(frame.user, "contacts", request.GET):
        return redirect(f"{request.path}?{view.address}&{frame.query}")
    return _page(request, ContactListing(request.GET, frame), template="accounts/contacts.html")


@require_GET
def accounts_export(request: HttpRequest) -> HttpResponseBase:
    """The table of accounts as a file: the same rows in the same order with the same columns, all pages."""
    user, now = signed_in(request), timezone.now()
    file = _file(request, AccountListing(request.GET, frame_of(request, now=now)), title=_("Accounts"))
    asked = {"query": request.GET.urlencode()}
    record_event("accounts.exported", record="account", record_id=None, by=user, now=now, after=asked)
    return file


@require_GET
def contacts_export(request: HttpRequest) -> HttpResponseBase:
    """The table of contacts as a file: the same rows in the same order with the same columns, all pages."""
    user, now = signed_in(request), timezone.now()
    file = _file(request, ContactListing(request.GET, frame_of(request, now=now)), title=_("Contacts"))
    asked = {"query": request.GET.urlencode()}
    record_event("contacts.exported", record="contact", record_id=None, by=user, now=now, after=asked)
    return file


def _page(request: HttpRequest, table: AccountListing | ContactListing, *, template: str) -> HttpResponse:
    name, frame, count = table.list_name, table.frame, table.counted()
    context = context_of(table, export_name=f"{name}-export") | {
        "form": table.form,
        "count": count,
        "frame_label": frame.scope.label,
        "views": views_of_list(frame.user, name, request.GET, frame_query=frame.query),
        "matching": table.matching,
        "how_many": how_many(count),
    }
    part = "#changed" if request.headers.get("HX-Target") == "rows" else ""
    return render(request, f"{template}{part}", context)


def _file(request: HttpRequest, table: AccountListing | ContactListing, *, title: str) -> HttpResponseBase:
    try:
        return file_of(table, kind=request.GET.get("format", ""), title=title, today=table.frame.today)
    except TooManyRows:
        return refused_workbook(request, back=f"{reverse(table.list_name)}?{table.query(without=['format'])}")
