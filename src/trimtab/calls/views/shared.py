"""What a customer opens by a secret link: the agenda, and its entry for their calendar."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trimtab.calls.actions import TooManyWishes
from trimtab.calls.agenda import agenda_of
from trimtab.calls.invitation import entry_of
from trimtab.calls.sharing import PURPOSE, WishForm, call_behind, take_in
from trimtab.calls.views.agenda import as_file
from trimtab.sharing.frame import for_customers, key_sent, open_link, shared_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def shared_agenda(request: HttpRequest, token: str) -> HttpResponse:
    """The agenda, and a form for what should be otherwise."""
    now = timezone.now()
    link = open_link(request, token, PURPOSE, now=now)
    call = call_behind(link)
    form = WishForm(request.POST if request.method == "POST" else None, zone=call.zone)
    if form.is_bound and form.is_valid():
        try:
            key = key_sent(request, link)
            if key is None:
                raise ValidationError(_("This page lay open for too long. Nothing was lost: send it once more."))
            take_in(link, call, form, key=key, now=now)
        except (TooManyWishes, ValidationError) as refused:
            form.add_error(None, refused if isinstance(refused, ValidationError) else str(refused))
        else:
            return redirect(f"{reverse('shared-agenda', args=[token])}?thanks=1")
    status = 422 if form.is_bound else 200
    may_wish = not call.is_canceled and not call.is_over(now)
    context = {
        "agenda": agenda_of(call),
        "form": form if may_wish else None,
        "is_thanked": "thanks" in request.GET,
        "entry": reverse("shared-agenda-entry", args=[token]),
    }
    return shared_page("calls/shared.html", context, link=link, status=status)


@require_safe
@for_customers
def shared_agenda_entry(request: HttpRequest, token: str) -> HttpResponse:
    """The same as an entry of a calendar."""
    call = call_behind(open_link(request, token, PURPOSE, now=timezone.now()))
    return as_file(entry_of(call), method="CANCEL" if call.is_canceled else "PUBLISH")
