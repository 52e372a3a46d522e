"""The secret links of a record: made, seen, revoked by whoever may change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.sharing import actions
from trimtab.sharing.forms import LinkForm
from trimtab.sharing.models import SecretLink
from trimtab.sharing.queries import links_of as all_links_of
from trimtab.sharing.subjects import Kind, kind_for

SHOWN = 50


@require_GET
def links_of(request: HttpRequest, purpose: str, pk: int) -> HttpResponse:
    """The links of a record for one purpose; never a token."""
    kind = kind_for(purpose)
    kind.get_for(signed_in(request), pk)
    return _page(request, kind, pk, form=LinkForm())


@require_POST
def link_new(request: HttpRequest, purpose: str, pk: int) -> HttpResponse:
    """A new link, whose address is shown this once."""
    user, now, kind = signed_in(request), timezone.now(), kind_for(purpose)
    kind.get_for(user, pk, edit=True)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, kind, pk, form=form, status=422)
    made = {"record": kind.record, "record_id": pk, "purpose": purpose, "note": form.cleaned_data["note"]}
    try:
        token = actions.make_link(**made, expires_at=form.expires_at(now), by=user, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, kind, pk, form=form, status=422)
    address = request.build_absolute_uri(reverse(kind.shared, args=[token]))
    return _page(request, kind, pk, form=LinkForm(), address=address)


@require_POST
def link_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a link."""
    user = signed_in(request)
    link = SecretLink.objects.filter(pk=pk).first()
    if link is None:
        raise Http404
    kind_for(link.purpose).get_for(user, link.record_id, edit=True)
    actions.revoke_link(link, by=user, now=timezone.now())
    messages.info(request, _("The link is revoked. Whoever opens it is told that there is nothing."))
    return redirect("links-of", purpose=link.purpose, pk=link.record_id)


def _page(
    request: HttpRequest, kind: Kind, pk: int, *, form: LinkForm, address: str = "", status: int = 200
) -> HttpResponse:
    """As a page, or as the part of the record's page that it is."""
    now, user = timezone.now(), signed_in(request)
    record = kind.get_for(user, pk)
    rows = [(one, one.works(now)) for one in all_links_of(kind.record, pk, purpose=kind.purpose)[:SHOWN]]
    context = {"kind": kind, "pk": pk, "record": record, "links": rows, "form": form, "address": address}
    context |= {"may_share": _may_share(kind, user, pk), "working": sum(works for _one, works in rows)}
    context |= {"place": kind.page(record)}
    template = "sharing/_listed.html" if getattr(request, "htmx", False) else "sharing/links.html"
    answer = render(request, template, context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _may_share(kind: Kind, user: User, pk: int) -> bool:
    try:
        kind.get_for(user, pk, edit=True)
    except PermissionDenied:
        return False
    return True
