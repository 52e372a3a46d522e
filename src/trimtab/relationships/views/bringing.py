"""Bringing people over from sister maps: those of the same account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.accounts.models import Contact
from trimtab.core.ids import id_in
from trimtab.people.frame import signed_in
from trimtab.relationships import actions
from trimtab.relationships.actions import MapIsFull
from trimtab.relationships.headlines import address_of
from trimtab.relationships.models import Member
from trimtab.relationships.policy import get_map_for
from trimtab.relationships.queries import sister_maps

MOST = 500


@require_http_methods(["GET", "POST"])
def bringing(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose people of sister maps, and whether what was judged there last comes along."""
    user = signed_in(request)
    shown = get_map_for(user, pk, edit=True)
    sisters = list(sister_maps(shown, user))
    found = Member.objects.current().filter(map__in=sisters, contact__isnull=False)
    there = list(found.select_related("contact", "map__opportunity", "map__account").order_by("name", "pk")[:MOST])
    if request.method == "GET":
        here = set(shown.members.current().values_list("contact", flat=True))
        context = {"map": shown, "there": there, "here": here, "sisters": sisters, "back": address_of(shown)}
        return render(request, "relationships/bringing.html", context)
    chosen = {id_in(text) for text in request.POST.getlist("contacts")}
    contacts: dict[int, Contact] = {
        one.contact.pk: one.contact for one in there if one.contact_id in chosen and one.contact
    }
    carry = "carry" in request.POST
    try:
        actions.bring_over(shown, contacts.values(), carry=carry, sisters=sisters, by=user, now=timezone.now())
    except MapIsFull as full:
        messages.warning(request, str(full))
        return redirect(address_of(shown))
    messages.info(request, _("Brought over: %(count)s.") % {"count": len(contacts)})
    return redirect(address_of(shown))
