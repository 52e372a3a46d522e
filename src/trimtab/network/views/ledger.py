"""The network at a glance: promises first, then whom to follow up, then everybody."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.core.paging import Order, page_of
from trimtab.network import actions, queries
from trimtab.network.forms import LineForm
from trimtab.network.models import Dealing
from trimtab.network.policy import get_dealing_for
from trimtab.people.frame import Frame, frame_of

PAGE_SIZE = 50
BY_NAME = Order("name")
LONGEST_SEARCH = 100


@require_GET
def network(request: HttpRequest) -> HttpResponse:
    """Everything of the own network."""
    return _page(request, frame_of(request, now=timezone.now()), LineForm())


@require_POST
def dealings(request: HttpRequest) -> HttpResponse:
    """Note one line; who is not known yet is added."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, form, status=422)
    known = queries.acquaintance_named(frame.user, form.names[0])
    people = [actions.meet(name, by=frame.user, now=now) for name in form.names]
    told = {"kind": form.cleaned_data["kind"], "text": form.text, "due_on": form.cleaned_data["due_on"]}
    second = people[1] if len(people) > 1 else None
    actions.note_dealing(people[0], **told, introduced_to=second, by=frame.user, now=now, today=frame.today)
    text = _("Noted with %(name)s.") if known else _("Noted. %(name)s is new in your network.")
    messages.info(request, text % {"name": people[0]})
    return redirect("network")


@require_POST
def keeping(request: HttpRequest, pk: int) -> HttpResponse:
    """A promise was kept."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    promise = get_dealing_for(frame.user, pk, promise=True)
    actions.keep_promise(promise, by=frame.user, now=now, today=frame.today)
    messages.info(request, _("Kept: %(promise)s") % {"promise": promise})
    return redirect("network")


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """A promise is needed no longer."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    promise = get_dealing_for(frame.user, pk, promise=True)
    actions.release_promise(promise, by=frame.user, now=now, today=frame.today)
    messages.info(request, _("No longer to be kept: %(promise)s") % {"promise": promise})
    return redirect("network")


@require_POST
def dealing_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Something was noted by mistake."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    dealing = get_dealing_for(frame.user, pk)
    actions.remove_dealing(dealing, by=frame.user, now=now)
    messages.info(request, _("Taken out: %(dealing)s") % {"dealing": dealing})
    return redirect("network-person", pk=dealing.acquaintance_id)


def _page(request: HttpRequest, frame: Frame, form: forms.Form, *, status: int = 200) -> HttpResponse:
    user, today = frame.user, frame.today
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = queries.acquaintances_of(user, text)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = page_of(found, order=BY_NAME, after=after, before=before, size=PAGE_SIZE)
    balances = queries.balances(page.rows)
    promises = [(one, _standing(one, frame)) for one in queries.open_promises(user)]
    context = {
        "form": form, "people": [(one, balances.get(one.pk, queries.Balance())) for one in page.rows], "text": text,
        "promises": promises, "due": sum(standing != "later" for _one, standing in promises),
        "follow_ups": queries.follow_ups(user, today), "balance": queries.balance_of(user, today), "today": today,
        "older_url": _address(text, after=page.after), "newer_url": _address(text, before=page.before), "frame": frame,
    }  # fmt: skip
    return render(request, "network/network.html", context, status=status)


def _standing(promise: Dealing, frame: Frame) -> str:
    if promise.is_overdue(frame.today):
        return "overdue"
    return "today" if promise.due_on == frame.today else "later"


def _address(text: str, **mark: str) -> str:
    """The same list from a cursor on; "" where there is none."""
    return f"?{urlencode({'q': text, **mark})}" if any(mark.values()) else ""
