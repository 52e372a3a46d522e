"""Where a page goes when its work is done: back to where somebody came from."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from trimtab.objectives.models import Action


def asked_return(request: HttpRequest) -> str:
    """The page of ours that the request names in `next`; empty where it names none."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours and asked.startswith("/") else ""


def after_action(request: HttpRequest, action: Action) -> HttpResponseRedirect:
    """Back, else to the account's objectives, else to the list."""
    if asked := asked_return(request):
        return redirect(asked)
    if action.account_id is not None:
        return redirect("account-objectives", pk=action.account_id)
    return redirect(f"{reverse('actions')}?scope=me")
