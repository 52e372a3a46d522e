"""What holds of a person on all maps: who of us is what to them, and how they take change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trimtab.accounts.policy import get_contact_for
from trimtab.people.frame import signed_in
from trimtab.relationships import actions
from trimtab.relationships.forms import AttitudeForm, RelationForm
from trimtab.relationships.policy import get_member_for


@require_POST
def relations(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what one of us is to the person, and ought to become."""
    user = signed_in(request)
    member = get_member_for(user, pk)
    contact = get_contact_for(user, member.contact_id or 0, edit=True)
    form = RelationForm(request.POST, user=user)
    if not form.is_valid():
        context = {"member": member, "form": form, "title": _("Who of us is what to the person")}
        return render(request, "relationships/again.html", context, status=422)
    colleague = form.cleaned_data.pop("user")
    actions.set_relation(contact, colleague, fields=form.cleaned_data, by=user, now=timezone.now())
    messages.info(request, _("All maps with %(name)s show it.") % {"name": contact})
    return redirect("map-member", pk=pk)


@require_POST
def attitudes(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge how the person takes change."""
    user = signed_in(request)
    member = get_member_for(user, pk)
    contact = get_contact_for(user, member.contact_id or 0, edit=True)
    form = AttitudeForm(request.POST)
    if not form.is_valid():
        context = {"member": member, "form": form, "title": _("Attitude to change")}
        return render(request, "relationships/again.html", context, status=422)
    actions.judge_attitude(contact, **form.cleaned_data, by=user, now=timezone.now())
    messages.info(request, _("All maps with %(name)s show it.") % {"name": contact})
    return redirect("map-member", pk=pk)
