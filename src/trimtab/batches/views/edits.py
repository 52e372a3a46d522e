"""Choosing what to change in many records: a form, then a preview."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.batches.editing import MOST, Asked, NothingToChange, Selection, draft, selected
from trimtab.batches.forms import BulkEditForm, SelectionForm
from trimtab.batches.kinds import Kind
from trimtab.batches.policy import kind_named
from trimtab.core.models import Batch
from trimtab.people.frame import signed_in


@require_http_methods(["GET", "POST"])
def bulk_edits(request: HttpRequest, record: str) -> HttpResponse:
    """The form for the chosen records; sent with values, the preview of what they would do."""
    user, now, kind = signed_in(request), timezone.now(), kind_named(record)
    if request.method == "GET":
        return redirect(f"{reverse(kind.listed)}?{request.GET.urlencode()}")
    chosen = SelectionForm(request.POST)
    if not chosen.is_valid():
        return _form(request, kind, chosen, Selection([], False), BulkEditForm(kind=kind, user=user), status=422)
    selection = selected(kind, user, ids=chosen.ids, matching=chosen.query, now=now)
    form = BulkEditForm(request.POST if "preview" in request.POST else None, kind=kind, user=user)
    asked = Asked(chosen.cleaned_data["verb"] or Batch.Verb.EDIT)
    if asked.verb == Batch.Verb.EDIT and not form.is_valid():
        return _form(request, kind, chosen, selection, form, status=422 if form.is_bound else 200)
    try:
        asked = form.asked if asked.verb == Batch.Verb.EDIT else asked
        batch = draft(kind, asked, ids=selection.ids, back=_back(request, kind, chosen), by=user, now=now)
    except NothingToChange as nothing:
        form.add_error(None, str(nothing)) if form.is_bound else chosen.add_error(None, str(nothing))
        return _form(request, kind, chosen, selection, form, status=422)
    return redirect("batch", pk=batch.pk)


def _form(
    request: HttpRequest, kind: Kind, chosen: SelectionForm, selection: Selection, form: BulkEditForm, *, status: int
) -> HttpResponse:
    context = {
        "kind": kind,
        "chosen": chosen,
        "selection": selection,
        "count": len(selection.ids),
        "form": form,
        "most": MOST,
        "back": _back(request, kind, chosen),
        "title": _("Change several records"),
    }
    return render(request, "batches/edit.html", context, status=status)


def _back(request: HttpRequest, kind: Kind, chosen: SelectionForm) -> str:
    """The list that the records were chosen in, with its filters."""
    listed, came_from = reverse(kind.listed), urlsplit(request.headers.get("Referer", ""))
    for address in (request.POST.get("back", ""), f"{came_from.path}?{came_from.query}"):
        if address.partition("?")[0] == listed:
            return address.rstrip("?")
    query = chosen.data.get("matching", "").removeprefix("?")
    return f"{listed}?{query}" if query else listed
