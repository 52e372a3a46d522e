"""One contact: the page, archive and restore."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.accounts import actions
from trimtab.accounts.policy import can_edit_contacts, get_contact_for
from trimtab.accounts.views.panels import panels_of
from trimtab.core.own_fields import displayed, own_fields
from trimtab.people.frame import signed_in


@require_GET
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact, with what the apps above show of this person."""
    user = signed_in(request)
    shown = get_contact_for(user, pk)
    may_edit = can_edit_contacts(user, shown.account)
    context = {
        "contact": shown,
        "may_edit": may_edit and shown.archived_at is None,
        "may_restore": may_edit and shown.archived_at is not None,
        "reports": shown.reports.filter(archived_at__isnull=True).order_by("name", "pk"),
        "own": [(field.label, displayed(field, shown.custom.get(field.key))) for field in own_fields("contact")],
        "panels": list(panels_of(request, settings.CONTACT_PANELS, pk)),
    }
    return render(request, "accounts/contact.html", context)


@require_POST
def contact_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a contact out of the lists."""
    user = signed_in(request)
    actions.archive_contact(get_contact_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("The contact was archived. Nothing was deleted."))
    return redirect("contact", pk=pk)


@require_POST
def contact_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a contact back."""
    user = signed_in(request)
    actions.restore_contact(get_contact_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("The contact was restored."))
    return redirect("contact", pk=pk)
