"""Departures: who left, what is orphaned, and handing it over with a preview and an undo."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.models import Contact
from trimtab.accounts.policy import can_edit_contacts, get_contact_for
from trimtab.core.batches import WrongState
from trimtab.core.ids import id_in
from trimtab.core.models import Batch, Organisation
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.people.policy import visible_people
from trimtab.retention import handing_over
from trimtab.retention.leaving import Leaving, gone_of_ours, gone_of_theirs, leaving_of
from trimtab.retention.models import Handover
from trimtab.retention.policy import get_handover_for, get_leaver_for
from trimtab.retention.succession import succession_of

SHOWN = 20
State = Batch.State


@require_GET
def departures(request: HttpRequest) -> HttpResponse:
    """Who left and still holds something, on both sides."""
    frame = frame_of(request, now=timezone.now())
    context = {"frame": frame, "ours": gone_of_ours(frame), "theirs": gone_of_theirs(frame), "tab": "departures"}
    return render(request, "retention/departures.html", context)


@require_http_methods(["GET", "POST"])
def person_departure(request: HttpRequest, pk: int) -> HttpResponse:
    """What one of us leaves behind, and who takes it over."""
    user, now = signed_in(request), timezone.now()
    person = get_leaver_for(user, pk)
    wrong: list[str] = []
    if request.method == "POST":
        try:
            takers = _takers(request, user)
            back = reverse("handover", args=[0]).replace("/0/", "/{pk}/")
            made = handing_over.draft_handover(person, takers=takers, back=back, by=user, now=now)
            return redirect("handover", pk=made.pk)
        except ValidationError as error:
            wrong = error.messages
    organisation = Organisation.get()
    today = now.astimezone(organisation.zone).date()
    found = leaving_of(person, by=user, currency=organisation.currency, today=today, now=now)
    context = {"frame": frame_of(request, now=now), "leaving": found, "wrong": wrong, "chosen": _chosen(request, found)}
    context |= {"handovers": Handover.objects.filter(person=person).order_by("-pk")[:5]}
    return render(request, "retention/person_departure.html", context, status=422 if wrong else 200)


@require_GET
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A handover: its preview, or what was done."""
    shown = get_handover_for(signed_in(request), pk)
    batches = handing_over.batches_of(shown)
    to = {one.pk: int(*one.what["changes"].values()) for one in batches}
    takers = User.objects.in_bulk(set(to.values()))
    rows = [(one, takers.get(to[one.pk]), list(one.items.order_by("pk")[:SHOWN])) for one in batches]
    states = {one.state for one in batches}
    context = {
        "frame": frame_of(request, now=timezone.now()),
        "handover": shown,
        "rows": rows,
        "is_draft": states == {State.DRAFT},
        "is_waiting": bool(states & {State.DRAFT, State.STOPPED}),
        "is_done": bool(states) and states <= {State.FINISHED, State.UNDONE},
        "can_undo": any(one.can_be_undone for one in batches),
    }
    return render(request, "retention/handover.html", context)


@require_POST
def handover_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was previewed."""
    user, now = signed_in(request), timezone.now()
    shown = get_handover_for(user, pk)
    go_on = _change("go_on")
    for batch in handing_over.batches_of(shown):
        if batch.state in {State.DRAFT, State.STOPPED}:
            go_on(batch, by=user, now=now)
    undo = f"undo {reverse('handover-undoing', args=[pk])}"
    messages.info(request, _("What %(person)s held was handed over.") % {"person": shown.person}, extra_tags=undo)
    return redirect("handover", pk=pk)


@require_POST
def handover_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back; opportunities first, as they were handed over last."""
    user, now = signed_in(request), timezone.now()
    shown = get_handover_for(user, pk)
    go_back = _change("go_back")
    for batch in reversed(handing_over.batches_of(shown)):
        try:
            if batch.can_be_undone:
                go_back(batch, by=user, now=now)
        except WrongState as wrong:
            messages.info(request, str(wrong))
    return redirect("handover", pk=pk)


@require_http_methods(["GET", "POST"])
def contact_departure(request: HttpRequest, pk: int) -> HttpResponse:
    """What the departure of one of theirs means, and who could be met instead."""
    user, now = signed_in(request), timezone.now()
    contact = get_contact_for(user, pk, edit=request.method == "POST")
    if contact.account is None:
        raise Http404
    wrong: list[str] = []
    if request.method == "POST":
        try:
            successor = _successor(request, contact)
            back = reverse("contact-departure", args=[pk])
            return redirect(
                "batch", pk=handing_over.draft_successor(contact, successor, back=back, by=user, now=now).pk
            )
        except ValidationError as error:
            wrong = error.messages
    found = succession_of(contact, user=user, organisation=Organisation.get(), now=now)
    context = {"frame": frame_of(request, now=now), "found": found, "contact": contact, "account": contact.account}
    context |= {"wrong": wrong, "may_edit": can_edit_contacts(user, contact.account)}
    return render(request, "retention/contact_departure.html", context, status=422 if wrong else 200)


def _successor(request: HttpRequest, contact: Contact) -> Contact:
    number = id_in(request.POST.get("successor", ""))
    found = Contact.objects.filter(pk=number or 0, account=contact.account, archived_at__isnull=True).first()
    if found is None:
        raise ValidationError(_("Choose somebody else who works there."))
    return found


def _takers(request: HttpRequest, user: User) -> dict[int, User]:
    """Account → who takes over, as the form says: fields named taker-<account>, an id or nothing."""
    asked: dict[int, int] = {}
    for name, value in request.POST.items():
        account = id_in(name.removeprefix("taker-")) if name.startswith("taker-") else None
        taker = id_in(str(value))
        if account is not None and taker is not None:
            asked[account] = taker
    people = visible_people(user).in_bulk(set(asked.values()))
    if set(asked.values()) - set(people):
        raise ValidationError(_("A record is given to somebody whose records one sees."))
    return {account: people[taker] for account, taker in asked.items()}


def _chosen(request: HttpRequest, found: Leaving) -> dict[str, str]:
    """Account → who is chosen: as typed, else the best proposal."""
    if request.method == "POST":
        return {name.removeprefix("taker-"): str(value) for name, value in request.POST.items()}
    return {one.key: str(one.proposals[0].person.pk) for one in found.orphans if one.proposals}


def _change(name: str) -> Callable[..., None]:
    """How batches of changes are applied and undone, from the room above that does it."""
    found: Callable[..., None] = import_string(f"{settings.CHANGES}.{name}")
    return found
