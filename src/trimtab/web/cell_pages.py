"""The small form in a cell of a table, and the row that takes its place once it is saved. list.js shows both."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trimtab.core.own_fields import kept
from trimtab.web.cells import NOTHING, shown_value


@dataclass(frozen=True)
class Cell:
    """One field of one record: a form of that field alone, the page of the whole form, the value that is there now."""

    form: forms.Form
    field: str
    edit_url: str
    present: object


def answer_cell(
    request: HttpRequest, cell: Cell, *, save: Callable[[object], object], row: Callable[[], HttpResponse]
) -> HttpResponse:
    """The form (200), with what is wrong (422), beside what somebody else wrote meanwhile (409), or the saved row.

    What somebody else wrote into other fields is no conflict. A script puts the answer into the page; without one, the
    link of the cell leads to the whole form.

    Args:
        save: writes the value; raises, writing nothing, where the record has changed since `cell.present` was read.
    """
    if not request.headers.get("HX-Request"):
        return redirect(cell.edit_url)
    if not cell.form.is_bound or not cell.form.is_valid():
        return _form(request, cell, was=request.POST.get("was", written(cell.present)))
    value, seen = cell.form.cleaned_data[cell.field], request.POST.get("was", "")
    if _is_same(written(value), seen) or _is_same(written(value), written(cell.present)):
        return row()
    if not _is_same(written(cell.present), seen):
        theirs = _shown(cell.form.fields[cell.field], cell.present)
        return _form(request, cell, was=written(cell.present), theirs=theirs)
    save(value)
    return row()


def written(value: object) -> str:
    """A value as the form sends it back: records by id, days as ISO, empty for nothing."""
    if isinstance(value, Model):
        return str(value.pk)
    text = kept(value)
    return "" if text is None else str(text)


def _form(request: HttpRequest, cell: Cell, *, was: str, theirs: str = "") -> HttpResponse:
    context = {
        "field": cell.form[cell.field],
        "url": request.path,
        "edit_url": cell.edit_url,
        "was": was,
        "theirs": theirs,
    }
    status = 409 if theirs else 422 if cell.form.is_bound else 200
    return render(request, "components/cell_form.html", context, status=status)


def _is_same(one: str, other: str) -> bool:
    """A browser sends line ends in its own way."""
    return one.splitlines() == other.splitlines()


def _shown(field: forms.Field, value: object) -> str:
    """The value as a person reads it."""
    if isinstance(value, Model):
        return str(value)
    labels = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]  # no groups
    return str(labels.get(value, "")) or shown_value(value) or NOTHING
