"""The small form in a cell, and the row that takes its place once it is saved. list.js shows both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from trimtab.web.tables import Table


@dataclass(frozen=True)
class Seen:
    """Which version of a record the person saw, and the value of the field in it, as text."""

    at: datetime | None
    was: str


    def is_still(self, value: str | None) -> bool:
        """Whether the field has this value still; a browser sends line ends in its own way."""
        return (value or "").splitlines() == self.was.splitlines()


def is_fetched(request: HttpRequest) -> bool:
    """Whether a script asks, which puts the answer into the page; others are sent to a page."""
    return bool(request.headers.get("HX-Request"))


def seen_in(request: HttpRequest) -> Seen:
    """What the form sent back about the version that the person saw."""
    try:
        at = parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:
        at = None
    return Seen(at, request.POST.get("was", ""))


def cell_form(
    request: HttpRequest, form: forms.Form, *, field: str, edit_url: str, seen: Seen, theirs: str = ""
) -> HttpResponse:
    """The form of one field: as it is (200), with what is wrong (422), or beside what somebody else wrote (409)."""
    context = {
        "field": form[field],
        "url": request.path,
        "edit_url": edit_url,
        "seen_at": seen.at.isoformat() if seen.at else "",
        "was": seen.was,
        "theirs": theirs,
    }
    status = 409 if theirs else 422 if form.is_bound else 200
    return render(request, "components/cell_form.html", context, status=status)


def row(request: HttpRequest, table: Table[Any, Any], line: Any) -> HttpResponse:  # a line of any table
    """The row as the list shows it now."""
    return render(request, "components/table_row.html", {"line": table.drawn(line)})
