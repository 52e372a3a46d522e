"""A calendar is brought into one's own week, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trimtab.hours import actions
from trimtab.hours.calendars.blocks import NotACalendar
from trimtab.hours.calendars.knowing import known_to
from trimtab.hours.calendars.reading import read_week
from trimtab.hours.forms import CalendarForm
from trimtab.hours.policy import get_import_for, may_see_teams
from trimtab.hours.views.asking import address_of, today_of, week_in, zone_of
from trimtab.hours.week_page import page_of
from trimtab.hours.words import mistake_in_words, told_of
from trimtab.people.frame import signed_in
from trimtab.web.formats import whole


@require_POST
def hours_calendar(request: HttpRequest, begin: str) -> HttpResponse:
    """Read the week in a file of a calendar."""
    user = signed_in(request)
    week = week_in(begin, today=today_of(user))
    form = CalendarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            read = read_week(form.cleaned_data["file"], week=week, zone=zone_of(user), own=user.email or "")
        except NotACalendar as error:
            form.add_error("file", mistake_in_words(str(error)))
        else:
            known = known_to(user, read.appointments)
            brought = actions.bring_calendar_in(read, known, by=user, now=timezone.now())
            source = brought.source
            undo = f"undo {reverse('hours-calendar-undoing', args=[source.pk])}" if source else ""
            messages.info(request, told_of(brought), extra_tags=undo)
            return redirect(address_of(week))
    context = page_of(user, week, calendar_form=form)
    return render(request, "hours/week.html", {**context, "may_see_teams": may_see_teams(user)}, status=422)


@require_POST
def hours_calendar_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what it brought."""
    user, source = signed_in(request), get_import_for(signed_in(request), pk)
    gone, stay = actions.take_calendar_back(source, by=user, now=timezone.now())
    text = ngettext("%(n)s entry of the calendar is out again.", "%(n)s entries of the calendar are out again.", gone)
    told = [text % {"n": whole(gone)}]
    if stay:
        text = ngettext("%(n)s that you changed stays.", "%(n)s that you changed stay.", stay)
        told.append(text % {"n": whole(stay)})
    messages.info(request, " ".join(told))
    return redirect(address_of(source.week))
