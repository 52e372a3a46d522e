"""Following a contact up: enrolling, each attempt, the end; and what a contact got."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.models import Contact
from trimtab.accounts.policy import can_edit_contacts, get_contact_for
from trimtab.cadences import actions, words
from trimtab.cadences.forms import EnrolForm, RefusalForm, TouchForm
from trimtab.cadences.models import Enrolment, Touch
from trimtab.cadences.policy import can_edit_enrolment, get_enrolment_for, get_refusal_for
from trimtab.cadences.queries import SHOWN, enrolments_with, got_by, refusals_of
from trimtab.core.ids import id_in
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User


@require_GET
def contact_touches(request: HttpRequest, pk: int) -> HttpResponse:
    """All that a contact got and said, how the contact is followed up, and whether it wants to be left alone."""
    return _contact_page(request, get_contact_for(signed_in(request), pk))


@require_http_methods(["GET", "POST"])
def contact_enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a contact up by a cadence."""
    user, now = signed_in(request), timezone.now()
    contact = get_contact_for(user, pk, edit=True)
    opportunity, today = _asked_opportunity(request, user), frame_of(request, now=now).today
    form = EnrolForm(request.POST or None, user=user, contact=contact, opportunity=opportunity, today=today)
    if form.is_bound and form.is_valid():
        try:
            made = actions.enrol(contact, **form.cleaned_data, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("%(name)s is followed up. The first attempt is among the actions.")
            messages.info(request, said % {"name": contact.name})
            return redirect("enrolment", pk=made.pk)
    context = {"contact": contact, "form": form}
    return render(request, "cadences/enrol.html", context, status=422 if form.is_bound else 200)


@require_GET
def enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    """One follow-up: what was tried, and what comes next."""
    user = signed_in(request)
    return _page(request, user, get_enrolment_for(user, pk))


@require_POST
def enrolment_touches(request: HttpRequest, pk: int) -> HttpResponse:
    """An attempt was made: what came of it, in one tap."""
    user = signed_in(request)
    shown = get_enrolment_for(user, pk, edit=True)
    form = TouchForm(request.POST)
    if not form.is_valid():
        return _page(request, user, shown, form=form, status=422)
    try:
        touch = actions.log_touch(shown, **form.cleaned_data, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, _("The attempt was logged.") if touch else _("That attempt was logged already."))
    return redirect("enrolment", pk=pk)


@require_POST
def enrolment_stopping(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends, for a reason."""
    user = signed_in(request)
    shown = get_enrolment_for(user, pk, edit=True)
    because, note = request.POST.get("because", ""), request.POST.get("note", "").strip()[:300]
    if because not in Enrolment.End.values or because == Enrolment.End.FINISHED:
        return _page(request, user, shown, status=422, wrong=_("Choose why it ends."))
    try:
        actions.stop_enrolment(shown, because=because, note=note, by=user, now=timezone.now())
    except ValidationError as error:
        return _page(request, user, shown, status=422, wrong=" ".join(error.messages))
    messages.info(request, _("The follow-up has ended."))
    return redirect("enrolment", pk=pk)


@require_POST
def contact_refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact wants to be left alone."""
    user = signed_in(request)
    contact = get_contact_for(user, pk, edit=True)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _contact_page(request, contact, form=form)
    actions.refuse_contact(contact, **form.cleaned_data, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is left alone: no cadence takes this contact.") % {"name": contact.name})
    return redirect("contact-touches", pk=pk)


@require_POST
def refusal_lifting(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact may be followed up again."""
    user = signed_in(request)
    refusal = get_refusal_for(user, pk, edit=True)
    because = request.POST.get("because", "").strip()[:300]
    try:
        actions.lift_refusal(refusal, because=because, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("contact-touches", pk=refusal.contact_id)


def _page(
    request: HttpRequest,
    user: User,
    shown: Enrolment,
    *,
    form: TouchForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    steps = list(shown.cadence.steps.order_by("position"))
    coming = next((one for one in steps if one.position > shown.made), None)
    given = {"channel": coming.channel if coming else "", "number": shown.made + 1}
    context = {
        "enrolment": shown,
        "sentence": words.enrolment_sentence(shown, len(steps)),
        "steps": steps,
        "coming": coming,
        "touches": shown.touches.select_related("activity__user").order_by("number"),
        "may_edit": can_edit_enrolment(user, shown),
        "form": form or TouchForm(initial=given),
        "results": Touch.Result.choices,
        "ends": [(value, label) for value, label in Enrolment.End.choices if value in ("reply", "meeting")],
    }
    return render(request, "cadences/enrolment.html", context | more, status=status)


def _contact_page(request: HttpRequest, contact: Contact, *, form: RefusalForm | None = None) -> HttpResponse:
    user = signed_in(request)
    may_edit, refusals = can_edit_contacts(user, contact.account), refusals_of(contact)
    enrolments = enrolments_with(contact)
    context = {
        "contact": contact,
        "activities": got_by(user, contact),
        "enrolments": enrolments,
        "running": next((one for one in enrolments if one.is_open), None),
        "refusals": refusals,
        "refusal": next((one for one in refusals if one.lifted_at is None), None),
        "may_edit": may_edit,
        "form": form or (RefusalForm() if may_edit else None),
        "shown": SHOWN,
    }
    return render(request, "cadences/contact.html", context, status=422 if form else 200)


def _asked_opportunity(request: HttpRequest, user: User) -> Opportunity | None:
    """The opportunity that the address names, if the user may change it."""
    pk = id_in(request.GET.get("opportunity", ""))
    return get_opportunity_for(user, pk, edit=True) if pk is not None else None
