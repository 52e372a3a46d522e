"""Lines between people of a map."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.people.frame import signed_in
from trimtab.relationships import actions
from trimtab.relationships.actions import LineRefused
from trimtab.relationships.forms import LineForm
from trimtab.relationships.headlines import address_of
from trimtab.relationships.models import Line
from trimtab.relationships.policy import get_line_for, get_map_for


@require_http_methods(["GET", "POST"])
def line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a line between two people."""
    user = signed_in(request)
    shown = get_map_for(user, pk, edit=True)
    chosen = {name: request.GET.get(name, "") for name in ("start", "end", "kind")}
    form = LineForm(request.POST or None, shown=shown, initial=chosen)
    context = {"map": shown, "form": form, "back": address_of(shown)}
    if not form.is_bound or not form.is_valid():
        return render(request, "relationships/line_new.html", context, status=422 if form.is_bound else 200)
    try:
        line = actions.draw_line(**form.cleaned_data, by=user, now=timezone.now())
    except LineRefused as refused:
        form.add_error(None, str(refused))
        return render(request, "relationships/line_new.html", context, status=422)
    undo = reverse("map-line-removals", args=[line.pk])
    messages.info(request, _("%(line)s.") % {"line": line}, extra_tags=f"undo {undo}")
    return redirect(_back(request, line))


@require_POST
def removals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line away."""
    user = signed_in(request)
    line = get_line_for(user, pk, edit=True)
    actions.remove_line(line, by=user, now=timezone.now())
    undo = reverse("map-line-restorations", args=[pk])
    messages.info(request, _("No longer drawn: %(line)s.") % {"line": line}, extra_tags=f"undo {undo}")
    return redirect(_back(request, line))


@require_POST
def restorations(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a line again that was taken away."""
    user = signed_in(request)
    line = get_line_for(user, pk, edit=True)
    try:
        actions.redraw_line(line, by=user, now=timezone.now())
        messages.info(request, _("%(line)s.") % {"line": line})
    except LineRefused as refused:
        messages.warning(request, str(refused))
    return redirect(_back(request, line))


def _back(request: HttpRequest, line: Line) -> str:
    """The map as a drawing where the person came from it, else the list."""
    return address_of(line.map) + ("?view=map" if request.POST.get("from") == "map" else "")
