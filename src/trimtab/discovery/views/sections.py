"""Sections of a board, and what the third state of each row is called."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.discovery import actions
from trimtab.discovery.forms import SectionForm, ThirdStateForm
from trimtab.discovery.policy import board_of, get_board_for, get_section_for
from trimtab.discovery.queries import third_states
from trimtab.people.frame import setting_up, signed_in


@require_http_methods(["GET", "POST"])
def section_new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add a section."""
    user = signed_in(request)
    board = get_board_for(user, kind, pk, edit=True)
    form = SectionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.add_section(board, name=form.cleaned_data["name"], by=user, now=timezone.now())
        return redirect(board.url)
    context = {"form": form, "board": board, "account": board.account}
    return render(request, "discovery/section.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def section_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a section, and give it its place."""
    user = signed_in(request)
    section = get_section_for(user, pk, edit=True)
    board = board_of(section)
    form = SectionForm(request.POST or None, initial={"name": section.name, "place": section.position})
    if form.is_bound and form.is_valid():
        place = form.cleaned_data["place"] or section.position
        actions.edit_section(section, name=form.cleaned_data["name"], place=place, by=user, now=timezone.now())
        return redirect(board.url)
    context = {"form": form, "board": board, "account": board.account, "section": section}
    return render(request, "discovery/section.html", context, status=422 if form.is_bound else 200)


@require_POST
def section_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a section off its board; its cards stay."""
    user = signed_in(request)
    section = get_section_for(user, pk, edit=True)
    actions.archive_section(section, by=user, now=timezone.now())
    undo = f"undo {reverse('section-restoration', args=[pk])}"
    messages.info(
        request, _("%(name)s was archived. Its cards stay on the board.") % {"name": section}, extra_tags=undo
    )
    return redirect(board_of(section).url)


@require_POST
def section_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a section back."""
    user = signed_in(request)
    section = get_section_for(user, pk, edit=True)
    actions.restore_section(section, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is there again.") % {"name": section})
    return redirect(board_of(section).url)


@require_http_methods(["GET", "POST"])
def goal_settings(request: HttpRequest) -> HttpResponse:
    """Which rows have a state after confirmed."""
    user = setting_up(request)
    form = ThirdStateForm(request.POST or None, labels=third_states())
    if not form.is_bound or not form.is_valid():
        return render(request, "discovery/settings.html", {"form": form}, status=422 if form.is_bound else 200)
    for layer, is_offered, label in form.chosen:
        actions.set_third_state(layer=layer, is_offered=is_offered, label=label, by=user, now=timezone.now())
    messages.info(request, _("The states were kept."))
    return redirect("goal-settings")
