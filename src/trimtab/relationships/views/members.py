"""People of a map: put on it, shown with everything that is known, taken off."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.accounts.models import Contact
from trimtab.accounts.queries import visible_contacts
from trimtab.core.ids import id_in
from trimtab.core.searching import starting_with
from trimtab.people.frame import frame_of, signed_in
from trimtab.relationships import actions
from trimtab.relationships.actions import JudgedMeanwhile, MapIsFull
from trimtab.relationships.forms import TextsForm, UnknownForm
from trimtab.relationships.headlines import address_of
from trimtab.relationships.models import PeopleMap
from trimtab.relationships.pages import page_of
from trimtab.relationships.policy import get_map_for, get_member_for
from trimtab.web.conflicts import Conflict

PROPOSED = 50


@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put contacts on the map that are known, or somebody whose post is known and whose name is not."""
    user = signed_in(request)
    shown = get_map_for(user, pk, edit=True)
    form = UnknownForm(request.POST if request.method == "POST" and "known" not in request.POST else None)
    if form.is_bound and form.is_valid():
        return _unknown_added(request, shown, form)
    if request.method == "POST" and not form.is_bound:
        return _known_added(request, shown)
    text = request.GET.get("q", "").strip()
    context = {"map": shown, "form": form, "q": text, "contacts": _proposed(request, shown, text)}
    context |= {"back": address_of(shown), "shown": PROPOSED}
    return render(request, "relationships/member_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of a map: judgements with what they rest on, relations, lines; and what is written of the person."""
    user, now = signed_in(request), timezone.now()
    shown = get_member_for(user, pk, edit=request.method == "POST")
    today = frame_of(request, now=now).today
    form = TextsForm(request.POST or None, instance=shown)
    if not form.is_bound:
        return render(request, "relationships/member.html", page_of(shown, form, user=user, now=now, today=today))
    if not form.is_valid():
        context = page_of(get_member_for(user, pk), form, user=user, now=now, today=today)
        return render(request, "relationships/member.html", context, status=422)
    try:
        actions.edit_texts(shown, changes=form.changes, seen=form.seen_values, by=user, now=now)
    except JudgedMeanwhile as meanwhile:
        conflict = Conflict(form, TextsForm(instance=meanwhile.member))
        again = TextsForm(conflict.merged, instance=meanwhile.member)
        context = page_of(meanwhile.member, again, user=user, now=now, today=today) | {"conflict": conflict}
        return render(request, "relationships/member.html", context, status=409)
    messages.info(request, _("What is written of %(name)s was kept.") % {"name": shown})
    return redirect("map-member", pk=pk)


@require_POST
def removals(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off the map."""
    user = signed_in(request)
    shown = get_member_for(user, pk, edit=True)
    actions.take_off(shown, by=user, now=timezone.now())
    undo = reverse("map-member-restorations", args=[pk])
    messages.info(request, _("%(name)s was taken off the map.") % {"name": shown}, extra_tags=f"undo {undo}")
    return redirect(address_of(shown.map))


@require_POST
def restorations(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person back."""
    user = signed_in(request)
    shown = get_member_for(user, pk, edit=True)
    actions.put_back(shown, by=user, now=timezone.now())
    messages.info(request, _("%(name)s is back on the map.") % {"name": shown})
    return redirect(address_of(shown.map))


def _unknown_added(request: HttpRequest, shown: PeopleMap, form: UnknownForm) -> HttpResponse:
    try:
        made = actions.name_member(shown, **form.cleaned_data, by=signed_in(request), now=timezone.now())
    except MapIsFull as full:
        messages.warning(request, str(full))
        return redirect(address_of(shown))
    return _added(request, shown, [str(made)])


def _known_added(request: HttpRequest, shown: PeopleMap) -> HttpResponse:
    user = signed_in(request)
    ids = [pk for text in request.POST.getlist("contacts") if (pk := id_in(text)) is not None]
    chosen = list(visible_contacts(user).filter(pk__in=ids[: 2 * PROPOSED], archived_at__isnull=True))
    try:
        for one in chosen:
            actions.add_member(shown, contact=one, by=user, now=timezone.now())
    except MapIsFull as full:
        messages.warning(request, str(full))
        return redirect(address_of(shown))
    return _added(request, shown, [str(one) for one in chosen])


def _added(request: HttpRequest, shown: PeopleMap, names: list[str]) -> HttpResponse:
    if not names:
        messages.info(request, _("Nobody was chosen, so the map is as it was."))
        return redirect("people-map-member-new", pk=shown.pk)
    messages.info(request, _("On the map now: %(names)s.") % {"names": ", ".join(names)})
    return redirect(address_of(shown))


def _proposed(request: HttpRequest, shown: PeopleMap, text: str) -> list[Contact]:
    """Contacts that are not on the map: of its account, or those whose name begins so, wherever they work."""
    on_map = shown.members.current().filter(contact__isnull=False).values("contact")
    found = visible_contacts(signed_in(request)).filter(~Q(pk__in=on_map), archived_at__isnull=True)
    found = found.select_related("account")
    if text:
        return list(starting_with(found, text)[:PROPOSED])
    return list(found.filter(account=shown.customer).order_by("name", "pk")[:PROPOSED]) if shown.customer else []
