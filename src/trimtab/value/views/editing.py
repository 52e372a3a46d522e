"""A form of this room: shown, sent, refused in words, or met by somebody else's change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from trimtab.core.versions import ChangedMeanwhile
from trimtab.opportunities.models import Opportunity
from trimtab.value.forms.seen import SeenForm
from trimtab.web.conflicts import Conflict


@dataclass(frozen=True)
class Editing:
    """One form. form_of: what was typed (or None), the record (or None) → the form. save: facts, version seen."""

    title: str
    back: str
    form_of: Callable[[Any, Any], SeenForm]
    save: Callable[[dict[str, Any], str | None], object]
    said: str
    record: Any = None
    opportunity: Opportunity | None = None
    extra: Mapping[str, object] | None = None


def answer(request: HttpRequest, editing: Editing) -> HttpResponse:
    """The form's page, or on to where it belongs once it is kept."""
    form = editing.form_of(request.POST or None, editing.record)
    if not form.is_bound or not form.is_valid():
        return _page(request, editing, form, status=422 if form.is_bound else 200)
    try:
        editing.save(form.facts, form.cleaned_data["version"] or None)
    except ChangedMeanwhile as changed:
        conflict = Conflict(form, editing.form_of(None, changed.record))
        again = editing.form_of(_merged(request.POST, conflict, form), changed.record)
        return _page(request, editing, again, status=409, conflict=conflict)
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return _page(request, editing, form, status=422)
    messages.info(request, editing.said)
    return redirect(editing.back)


def _merged(sent: QueryDict, conflict: Conflict, form: SeenForm) -> QueryDict:
    """What was typed with what is taken over; of fields with several values, what was typed."""
    merged = sent.copy()
    for name, value in conflict.merged.items():
        if name in form.fields and len(sent.getlist(name)) < 2:
            merged[name] = value
    return merged


def _page(
    request: HttpRequest, editing: Editing, form: SeenForm, *, status: int, conflict: Conflict | None = None
) -> HttpResponse:
    context = {"form": form, "title": editing.title, "back": editing.back, "conflict": conflict}
    context |= {"opportunity": editing.opportunity, "record": editing.record}
    return render(request, "value/form.html", context | dict(editing.extra or {}), status=status)
