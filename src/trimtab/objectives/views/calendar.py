"""The month, and the personal link by which other calendars read one's actions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from trimtab.objectives import actions
from trimtab.objectives.feed import calendar_of, reader_of
from trimtab.objectives.listing import ActionListing
from trimtab.objectives.models import CalendarLink
from trimtab.objectives.month import headline, month_asked, month_of
from trimtab.people.frame import frame_of, signed_in
from trimtab.sharing.frame import address_of, bare, too_many
from trimtab.sharing.policy import is_guessing


@require_GET
def actions_calendar(request: HttpRequest) -> HttpResponse:
    """The month with what is due."""
    frame = frame_of(request, now=timezone.now())
    month = month_of(month_asked(request.GET.get("month", ""), today=frame.today), request.GET, frame)
    form = ActionListing(request.GET, frame).form
    context = {"month": month, "headline": headline(month), "form": form, "frame": frame}
    return render(request, "objectives/calendar.html", context)


@require_http_methods(["GET", "POST"])
def calendar_link(request: HttpRequest) -> HttpResponse:
    """The personal link: made anew, shown once."""
    user, now = signed_in(request), timezone.now()
    address = ""
    if request.method == "POST":
        token = actions.make_link(by=user, now=now)
        address = request.build_absolute_uri(reverse("action-feed", args=[token]))
    link = CalendarLink.objects.filter(owner=user, revoked_at=None, expires_at__gt=now).first()
    answer = render(request, "objectives/calendar_link.html", {"link": link, "address": address})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def calendar_link_removal(request: HttpRequest) -> HttpResponse:
    """No calendar reads it any more."""
    actions.revoke_link(by=signed_in(request), now=timezone.now())
    messages.info(request, _("The link is revoked. Calendars that read it find nothing any more."))
    return redirect("calendar-link")


@login_not_required
@require_safe
def action_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar reads: whoever has the link reads what its person sees; all other links answer alike."""
    person = reader_of(token, now=timezone.now())
    if person is None:
        return _unknown(request)
    site = request.build_absolute_uri("/")[:-1]
    text = calendar_of(person, address_of=lambda one: f"{site}{reverse('action', args=[one.pk])}")
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="actions.ics"'
    return bare(answer)


def _unknown(request: HttpRequest) -> HttpResponse:
    """One answer to every link that does not work; only these are counted, so a link that works always works."""
    if is_guessing(address_of(request)):
        return bare(too_many(_("Too many wrong links. Try again in a minute.")))
    return bare(HttpResponse(_("There is no such calendar."), status=404, content_type="text/plain"))
