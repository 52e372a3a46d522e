"""What goes to the customer: the agenda as a mail, the invitation, and what they wished for."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.calls import actions
from trimtab.calls.agenda import agenda_of, mail_of, mailto_of
from trimtab.calls.invitation import invitation_of
from trimtab.calls.models import Call
from trimtab.calls.policy import can_edit_call, get_call_for, get_wish_for
from trimtab.calls.queries import attendees_of
from trimtab.people.frame import signed_in

CALENDAR = "text/calendar; charset=utf-8"


@require_GET
def call_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer will see, and the ways in which it gets there."""
    user = signed_in(request)
    shown = get_call_for(user, pk)
    agenda = agenda_of(shown)
    context = {
        "call": shown,
        "agenda": agenda,
        "mail": mail_of(agenda),
        "mailto": mailto_of(agenda, _addresses(shown)),
        "may_edit": can_edit_call(user, shown),
    }
    return render(request, "calls/agenda.html", context)


@require_GET
def call_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation as a file that calendars read."""
    shown = get_call_for(signed_in(request), pk)
    method = "CANCEL" if shown.is_canceled else "REQUEST"
    return as_file(invitation_of(shown), method=method)


@require_POST
def call_wish_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what the customer wished for, or leave it."""
    user = signed_in(request)
    wish = get_wish_for(user, pk)
    is_granted = request.POST.get("answer") == "grant"
    try:
        actions.answer_wish(wish, grant=is_granted, by=user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        taken = _("Taken over. Send the invitation once more, so that their calendar shows it.")
        messages.info(request, taken if is_granted else _("Left as it is. Let the customer know why."))
    return redirect("call", pk=wish.call_id)


def as_file(text: bytes, *, method: str) -> HttpResponse:
    """A calendar as a download; the method stands in its type too, as mail programs expect."""
    answer = HttpResponse(text, content_type=f"{CALENDAR}; method={method}")
    answer["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


def _addresses(call: Call) -> list[str]:
    contacts = (one.contact for one in attendees_of(call))
    return [one.email for one in contacts if one is not None and one.email]
