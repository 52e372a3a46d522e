"""The roles that must be known at every customer: one definition for all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.people.frame import setting_up
from trimtab.retention import actions
from trimtab.retention.forms import RequiredRolesForm
from trimtab.retention.roles import required_roles as roles_now


@require_http_methods(["GET", "POST"])
def required_roles(request: HttpRequest) -> HttpResponse:
    """Set them."""
    user = setting_up(request)
    form = RequiredRolesForm(request.POST or None, roles=roles_now())
    if form.is_bound and form.is_valid():
        try:
            actions.save_required_roles(form.cleaned_data["roles"], by=user, now=timezone.now())
            messages.info(request, _("The required roles are kept; every backup page counts with them now."))
            return redirect("required-roles")
        except ValidationError as error:
            form.add_error("roles", error)
    return render(request, "retention/required_roles.html", {"form": form}, status=422 if form.is_bound else 200)
