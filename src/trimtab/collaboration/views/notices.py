"""What a person is told."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.collaboration import actions
from trimtab.collaboration.forms import MailChoiceForm
from trimtab.collaboration.queries import choice_of, notices_of, unread_count
from trimtab.people.frame import signed_in


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first."""
    user = signed_in(request)
    return _page(request, MailChoiceForm(instance=choice_of(user)))


@require_POST
def notices_reading(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    actions.read_notices(signed_in(request), now=timezone.now())
    messages.info(request, _("All notices are marked as read."))
    return redirect("notices")


@require_POST
def notices_mail(request: HttpRequest) -> HttpResponse:
    """Choose how often they come by e-mail."""
    user = signed_in(request)
    form = MailChoiceForm(request.POST, instance=choice_of(user))
    if not form.is_valid():
        return _page(request, form, status=422)
    actions.choose_mail(often=form.cleaned_data["often"], by=user, now=timezone.now())
    messages.info(request, _("Your choice was kept."))
    return redirect("notices")


def _page(request: HttpRequest, form: MailChoiceForm, *, status: int = 200) -> HttpResponse:
    user = signed_in(request)
    found, after = notices_of(user, after=request.GET.get("after", ""))
    context = {"notices": found, "after": after, "unread": unread_count(user), "form": form}
    context["sends_mail"] = settings.SENDS_MAIL
    return render(request, "collaboration/notices.html", context, status=status)
