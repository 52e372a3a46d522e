"""Who can see and edit an account or a contact, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from trimtab.accounts.policy import (
    explain_account_access,
    explain_contact_access,
    get_account_for,
    get_contact_for,
)
from trimtab.people.frame import signed_in


@require_GET
def account_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Of an account."""
    user = signed_in(request)
    account = get_account_for(user, pk)
    context = {"record": account, "url": reverse("account", args=[pk]), "people": explain_account_access(user, account)}
    return render(request, "accounts/access.html", context)


@require_GET
def contact_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a contact."""
    user = signed_in(request)
    contact = get_contact_for(user, pk)
    context = {"record": contact, "url": reverse("contact", args=[pk]), "people": explain_contact_access(user, contact)}
    return render(request, "accounts/access.html", context)
