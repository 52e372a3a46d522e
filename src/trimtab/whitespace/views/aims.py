"""What is to be won at an account, and where to look first."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.accounts.models import Account, Division
from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.whitespace import actions
from trimtab.whitespace.forms import AimForm
from trimtab.whitespace.policy import get_unit_account_for
from trimtab.whitespace.queries import aims_of
from trimtab.whitespace.rows import Aims, family_of, rows_of


@require_http_methods(["GET", "POST"])
def aim(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the target of a period, and which units and solutions to look at first."""
    user, now = signed_in(request), timezone.now()
    account = get_unit_account_for(user, pk, edit=True)
    organisation = Organisation.get()
    aims = aims_of(account, organisation, now.astimezone(organisation.zone).date())
    form = AimForm(
        request.POST or None, units=_units(user, account, aims), initial=_initial(aims, organisation.currency)
    )
    if form.is_bound and form.is_valid():
        typed = dict(form.cleaned_data)
        accounts, divisions = _chosen(typed.pop("units"))
        try:
            aimed = actions.Aimed(**typed, accounts=accounts, divisions=divisions)
            actions.set_aim(account, aimed=aimed, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The target is set."))
            return redirect("account-white-space", pk=pk)
    context = {"form": form, "account": account, "title": _("Targets")}
    return render(request, "whitespace/form.html", context, status=422 if form.is_bound else 200)


def _units(user: User, account: Account, aims: Aims) -> list[tuple[str, str]]:
    rows = [row for row in rows_of(family_of(user, account), aims=aims) if row.units]
    return [(_key(*row.units[0]), row.label) for row in rows]


def _key(account_id: int, division_id: int | None) -> str:
    return f"account:{account_id}" if division_id is None else f"division:{division_id}"


def _chosen(keys: list[str]) -> tuple[list[Account], list[Division]]:
    """The form offered these to this person only, so they are of the account's own parts."""
    found: dict[str, list[int]] = {"account": [], "division": []}
    for key in keys:
        kind, _colon, number = key.partition(":")
        pk = id_in(number)
        if pk is not None:
            found[kind].append(pk)
    return (
        list(Account.objects.filter(pk__in=found["account"])),
        list(Division.objects.filter(pk__in=found["division"])),
    )


def _initial(aims: Aims, currency: str) -> dict[str, object]:
    aim = aims.aim
    return {
        "start_on": aims.start_on,
        "end_on": aims.end_on,
        "amount": aim.amount if aim else None,
        "currency": aim.currency if aim else currency,
        "products": sorted(aims.products),
        "units": [_key(*unit) for unit in aims.units],
    }
