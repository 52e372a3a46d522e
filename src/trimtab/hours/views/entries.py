"""Single entries of one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile, version_of
from trimtab.hours import actions
from trimtab.hours.actions.entries import FIELDS
from trimtab.hours.forms import EntryForm
from trimtab.hours.models import Category, TimeEntry
from trimtab.hours.policy import get_entry_for, may_see_teams
from trimtab.hours.views.asking import address_of, today_of, week_in
from trimtab.hours.week_page import page_of
from trimtab.people.frame import signed_in


@require_POST
def hours_entries(request: HttpRequest, begin: str) -> HttpResponse:
    """Write one entry down."""
    user = signed_in(request)
    week = week_in(begin, today=today_of(user))
    form = EntryForm(request.POST, user=user, day=week)
    if not form.is_valid():
        context = page_of(user, week, entry_form=form)
        return render(request, "hours/week.html", {**context, "may_see_teams": may_see_teams(user)}, status=422)
    made = actions.add_entry(fields=form.values, by=user, now=timezone.now())
    undo = f"undo {reverse('hours-entry-removal', args=[made.pk])}"
    messages.info(request, _("The entry is written down."), extra_tags=undo)
    return redirect(address_of(made.week))


@require_http_methods(["GET", "POST"])
def hours_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    user, entry = signed_in(request), get_entry_for(signed_in(request), pk)
    form, status = EntryForm(request.POST or None, user=user, day=entry.day, entry=entry), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.edit_entry(
                    entry, changes=form.values, by=user, now=timezone.now(), seen=form.cleaned_data["seen"]
                )
            except ChangedMeanwhile as changed:
                form, status = _once_more(request, changed.record), 409
            else:
                messages.info(request, _("The entry was changed."))
                return redirect(address_of(entry.week))
    return render(request, "hours/entry.html", {"entry": entry, "form": form}, status=status)


@require_POST
def hours_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Say with one tap what an entry was."""
    user, entry = signed_in(request), get_entry_for(signed_in(request), pk)
    category = request.POST.get("category", "")
    if category not in Category.values:
        messages.warning(request, _("Choose what the entry was; nothing was changed."))
        return redirect(address_of(entry.week))
    number = actions.say_category(entry, category=category, by=user, now=timezone.now())
    text = ngettext(
        "%(title)s: %(category)s.", "%(title)s and %(others)s more of that title: %(category)s.", number
    ) % {"title": entry.title or _("Untitled"), "category": Category(category).label, "others": number - 1}
    messages.info(request, text, extra_tags=f"undo {reverse('hours-category-undoing', args=[pk])}")
    return redirect(address_of(entry.week))


@require_POST
def hours_category_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the tap back."""
    entry = get_entry_for(signed_in(request), pk)
    if actions.take_category_back(entry, by=signed_in(request), now=timezone.now()):
        messages.info(request, _("What the entry was is taken back."))
    return redirect(address_of(entry.week))


@require_POST
def hours_entry_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry out of the week."""
    entry = get_entry_for(signed_in(request), pk)
    actions.remove_entry(entry, by=signed_in(request), now=timezone.now())
    undo = f"undo {reverse('hours-entry-restoration', args=[pk])}"
    messages.info(request, _("The entry no longer counts."), extra_tags=undo)
    return redirect(address_of(entry.week))


@require_POST
def hours_entry_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back."""
    entry = get_entry_for(signed_in(request), pk)
    actions.restore_entry(entry, by=signed_in(request), now=timezone.now())
    messages.info(request, _("The entry counts again."))
    return redirect(address_of(entry.week))


def _once_more(request: HttpRequest, current: object) -> EntryForm:
    """The form with what was typed, that now knows what another window saved."""
    assert isinstance(current, TimeEntry)
    user, seen = signed_in(request), version_of(current, FIELDS)
    form = EntryForm({**request.POST.dict(), "seen": seen}, user=user, day=current.day, entry=current)
    form.full_clean()
    form.add_error(
        None,
        _("This entry was changed in another window meanwhile. What you typed stands here; save again to keep it."),
    )
    return form
