"""Accounts: one account's page, its forms, its contacts."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts import actions
from trimtab.accounts.actions import AccountChanged, ContactChanged
from trimtab.accounts.forms import AccountForm, ContactForm
from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import (
    access_to_account,
    can_edit_contacts,
    get_account_for,
    get_contact_for,
    require_contact_edit,
    shown_account,
)
from trimtab.accounts.queries import visible_accounts
from trimtab.accounts.views.panels import panels_of
from trimtab.core.models import Organisation
from trimtab.core.own_fields import displayed, own_fields
from trimtab.core.searching import starting_with
from trimtab.people.frame import signed_in
from trimtab.people.queries import label_of
from trimtab.web.conflicts import Conflict

CONTACTS_SHOWN = 200
NAMES_PROPOSED = 12


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, with what the apps above show of it."""
    user = signed_in(request)
    shown = shown_account(request, pk)
    access = access_to_account(user, shown)
    context = {
        "account": shown,
        "access": access,
        "may_edit": access.can_edit and shown.archived_at is None,
        "may_edit_contacts": can_edit_contacts(user, shown) and shown.archived_at is None,
        "reporting_currency": Organisation.get().currency,
        "own": [(field.label, displayed(field, shown.custom.get(field.key))) for field in own_fields("account")],
        "units": visible_accounts(user).current().filter(parent=shown).order_by("name", "pk")[:CONTACTS_SHOWN],
        "survivor": visible_accounts(user).filter(pk=shown.merged_into_id).first() if shown.merged_into_id else None,
        "merged_from": visible_accounts(user).filter(merged_into=shown).order_by("name", "pk")[:CONTACTS_SHOWN],
        "contacts": shown.contacts.filter(archived_at__isnull=True).order_by("name", "pk")[:CONTACTS_SHOWN],
        "members": shown.members.select_related("user").order_by("user__name", "pk"),
        "panels": list(panels_of(request, settings.ACCOUNT_PANELS, pk)),
        "later": settings.ACCOUNT_PANELS_LATER,
    }
    return render(request, "accounts/detail.html", context)


@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Add an account."""
    user = signed_in(request)
    form = AccountForm(request.POST or None, user=user, initial={"owner": label_of(user)})
    if request.method == "POST" and form.is_valid():
        added = actions.create_account(fields=form.values, by=user, now=timezone.now())
        messages.info(request, _("%(name)s was added.") % {"name": added})
        return redirect("account", pk=added.pk)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/form.html", {"form": form, "title": _("A new account")}, status=status)


@require_http_methods(["GET", "POST"])
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an account's facts; the second of two editors sees the newer facts before saving."""
    user = signed_in(request)
    shown = get_account_for(user, pk, edit=True)
    form = AccountForm(request.POST or None, user=user, account=shown)
    context: dict[str, object] = {"form": form, "account": shown, "title": shown.name}
    if not form.is_bound or not form.is_valid():
        return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_account(shown, changes=form.values, by=user, now=timezone.now(), seen_at=seen_at)
    except AccountChanged as changed:
        return _conflict(request, form, changed.account)
    messages.info(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
    return redirect("account", pk=pk)


@require_POST
def archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an account out of the lists."""
    user = signed_in(request)
    actions.archive_account(get_account_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("The account was archived. Nothing was deleted."))
    return redirect("account", pk=pk)


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an account back."""
    user = signed_in(request)
    actions.restore_account(get_account_for(user, pk, edit=True), by=user, now=timezone.now())
    messages.info(request, _("The account was restored."))
    return redirect("account", pk=pk)


@require_http_methods(["GET", "POST"])
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a contact to an account."""
    user = signed_in(request)
    shown = get_account_for(user, pk)
    require_contact_edit(user, shown)
    form = ContactForm(request.POST or None, account=shown)
    if request.method == "POST" and form.is_valid():
        added = actions.add_contact(shown, fields=form.values, by=user, now=timezone.now())
        messages.info(request, _("%(name)s was added.") % {"name": added})
        return redirect("account", pk=pk)
    context = {"form": form, "account": shown, "title": _("A new contact")}
    return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a contact's facts; the second of two editors sees the newer facts before saving."""
    user = signed_in(request)
    shown = get_contact_for(user, pk, edit=True)
    form = ContactForm(request.POST or None, account=shown.account, contact=shown)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "account": shown.account, "title": shown.name}
        return render(request, "accounts/form.html", context, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.edit_contact(shown, changes=form.values, by=user, now=timezone.now(), seen_at=seen_at)
    except ContactChanged as changed:
        return _contact_conflict(request, form, changed.contact)
    messages.info(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
    return redirect("contact", pk=pk)


@require_GET
def account_names(request: HttpRequest) -> HttpResponse:
    """Options for a field that names an account; two of one name come with their numbers."""
    text = (request.GET.get("account") or request.GET.get("parent") or "").strip()
    found = visible_accounts(signed_in(request)).current().only("name", "region")
    proposed = list(starting_with(found, text)[:NAMES_PROPOSED]) if text else []
    names = [one.name for one in proposed]
    options = [(f"{one.name} #{one.pk}" if names.count(one.name) > 1 else one.name, one.region) for one in proposed]
    return render(request, "accounts/_names.html", {"options": options})


def _conflict(request: HttpRequest, form: AccountForm, current: Account) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, AccountForm(user=form.user, account=current))
    again = AccountForm(conflict.merged, user=form.user, account=current)
    context = {"form": again, "account": current, "title": current.name, "conflict": conflict}
    return render(request, "accounts/form.html", context, status=409)


def _contact_conflict(request: HttpRequest, form: ContactForm, current: Contact) -> HttpResponse:
    """As `_conflict`, for a contact."""
    conflict = Conflict(form, ContactForm(account=current.account, contact=current))
    again = ContactForm(conflict.merged, account=current.account, contact=current)
    context = {"form": again, "account": current.account, "title": current.name, "conflict": conflict}
    return render(request, "accounts/form.html", context, status=409)
