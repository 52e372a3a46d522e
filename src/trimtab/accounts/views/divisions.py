"""Divisions of an account: the list, one of them, their order, their archive."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.accounts import divisions as actions
from trimtab.accounts.division_forms import DivisionForm, DivisionNameForm
from trimtab.accounts.models import Division
from trimtab.accounts.policy import can_edit_contacts, get_account_for, require_contact_edit
from trimtab.core.ids import id_in
from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.frame import signed_in
from trimtab.people.models import User


@require_http_methods(["GET", "POST"])
def account_divisions(request: HttpRequest, pk: int) -> HttpResponse:
    """The divisions in their order, archived ones apart; add one."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    if request.method == "POST":
        require_contact_edit(user, account)
    form = DivisionNameForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_division(account, name=form.cleaned_data["name"], by=user, now=now)
        except ValidationError as wrong:
            form.add_error("name", wrong)
        else:
            return redirect("account-divisions", pk=pk)
    found = list(account.divisions.prefetch_related("contacts").order_by("position", "name", "pk"))
    context = {
        "account": account,
        "form": form,
        "divisions": [one for one in found if one.archived_at is None],
        "archived": [one for one in found if one.archived_at is not None],
        "may_edit": can_edit_contacts(user, account) and account.archived_at is None,
    }
    return render(request, "accounts/divisions.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def division(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a division, and say who works there."""
    user, now = signed_in(request), timezone.now()
    shown = _division_for(user, pk, edit=True)
    form = DivisionForm(request.POST or None, division=shown)
    if form.is_bound and form.is_valid():
        name, contacts, seen_at = (form.cleaned_data[field] for field in ("name", "contacts", "seen_at"))
        try:
            actions.edit_division(shown, name=name, contacts=list(contacts), by=user, now=now, seen_at=seen_at)
        except ValidationError as wrong:
            form.add_error("name", wrong)
        except ChangedMeanwhile:
            return _conflict(request, form, Division.objects.select_related("account").get(pk=pk))
        else:
            messages.info(request, _("%(name)s was changed.") % {"name": name})
            return redirect("account-divisions", pk=shown.account_id)
    context = {"form": form, "account": shown.account, "division": shown}
    return render(request, "accounts/division.html", context, status=422 if form.is_bound else 200)


@require_POST
def division_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a division up or down, or put all of them in the order of `ids`."""
    user, now = signed_in(request), timezone.now()
    account = get_account_for(user, pk)
    require_contact_edit(user, account)
    given = [found for text in request.POST.getlist("ids") if (found := id_in(text)) is not None]
    moved = id_in(request.POST.get("up", ""))
    order = given or list(account.divisions.filter(archived_at__isnull=True).values_list("pk", flat=True))
    if moved in order[1:]:
        at = order.index(moved)
        order[at - 1], order[at] = order[at], order[at - 1]
    actions.order_divisions(account, ids=order, by=user, now=now)
    return redirect("account-divisions", pk=pk)


@require_POST
def division_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a division out of the lists."""
    user = signed_in(request)
    shown = _division_for(user, pk, edit=True)
    actions.archive_division(shown, by=user, now=timezone.now())
    messages.info(
        request, _("%(name)s was archived. All that hangs on it stays and can be restored.") % {"name": shown}
    )
    return redirect("account-divisions", pk=shown.account_id)


@require_POST
def division_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a division back."""
    user = signed_in(request)
    shown = _division_for(user, pk, edit=True)
    try:
        actions.restore_division(shown, by=user, now=timezone.now())
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.info(request, _("%(name)s was restored with all that hangs on it.") % {"name": shown})
    return redirect("account-divisions", pk=shown.account_id)


def _division_for(user: User, pk: int, *, edit: bool) -> Division:
    """The division, if the user may see its account; with `edit`, if the user works with it."""
    found = Division.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.account = get_account_for(user, found.account_id)
    if edit:
        require_contact_edit(user, found.account)
    return found


def _conflict(request: HttpRequest, form: DivisionForm, current: Division) -> HttpResponse:
    """What was typed, with a word that somebody else saved meanwhile; saving again puts it in place."""
    typed = form.data.copy()  # type: ignore[attr-defined]  # as the browser sent it
    typed["seen_at"] = current.changed_at.isoformat()
    again = DivisionForm(typed, division=current)
    context = {"form": again, "account": current.account, "division": current, "other": current}
    return render(request, "accounts/division.html", context, status=409)
