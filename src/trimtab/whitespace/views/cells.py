"""One cell of the grid: everything in it, blocking it, and its market."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.models import Account, Division
from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Product
from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.whitespace import actions
from trimtab.whitespace.cells import CellContents, cell_of, last_market
from trimtab.whitespace.forms import BlockForm, MarketForm, PotentialForm, market_values
from trimtab.whitespace.policy import can_edit, get_block_for, get_unit_account_for


@require_GET
def cell(request: HttpRequest, pk: int, product_id: int) -> HttpResponse:
    """What one solution is at one unit, or at all units below an account."""
    user, now = signed_in(request), timezone.now()
    account = get_unit_account_for(user, pk)
    product = get_object_or_404(Product.objects.select_related("same_as"), pk=product_id)
    division = division_asked(request, account)
    is_all = request.GET.get("all") == "1"
    found: CellContents = cell_of(user, account, product, division=division, is_all=is_all, now=now)
    context = {
        "account": account,
        "product": product,
        "division": division,
        "found": found,
        "may_edit": can_edit(user, account),
        "back": back_to(request, account),
        "form": _first_potential(user, found, account, product, division),
    }
    return render(request, "whitespace/cell.html", context)


@require_http_methods(["GET", "POST"])
def blocks(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cell out of the count, with a reason."""
    user = signed_in(request)
    account = get_unit_account_for(user, pk, edit=True)
    form = BlockForm(request.POST or None, account=account, initial=request.GET.dict())
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        values = {name: typed[name] for name in ("product", "kind", "reason", "review_on")}
        actions.block_cell(account, division=form.chosen_division, **values, by=user, now=timezone.now())
        messages.info(request, _("The cell says so now. It can be lifted at any time."))
        return redirect(cell_address(account, typed["product"], form.chosen_division))
    return _form(request, account, form, _("Take a cell out of the count"))


@require_POST
def lifting(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a cell count again."""
    user = signed_in(request)
    block = get_block_for(user, pk, edit=True)
    actions.lift_block(block, by=user, now=timezone.now())
    messages.info(request, _("The cell counts again."))
    return redirect(cell_address(block.account, block.product, block.division))


@require_http_methods(["GET", "POST"])
def markets(request: HttpRequest, pk: int) -> HttpResponse:
    """What they spend a year on a solution, and who gets it."""
    user = signed_in(request)
    account = get_unit_account_for(user, pk, edit=True)
    known = last_market(account, id_in(request.GET.get("product", "")), id_in(request.GET.get("division", "")))
    start: Mapping[str, object] = market_values(known) if known else {"measure": Organisation.get().currency}
    form = MarketForm(request.POST or None, account=account, initial={**start, **request.GET.dict()})
    if form.is_bound and form.is_valid():
        try:
            actions.set_market(account, facts=form.facts, by=user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.info(request, _("The market was kept."))
            return redirect(cell_address(account, form.cleaned_data["product"], form.chosen_division))
    return _form(request, account, form, _("What they spend, and who gets it"))


def division_asked(request: HttpRequest, account: Account) -> Division | None:
    """The division that the address names; none where it is not one of the account."""
    pk = id_in(request.GET.get("division", ""))
    return account.divisions.filter(pk=pk).first() if pk is not None else None


def cell_address(account: Account, product: Product, division: Division | None) -> str:
    """Where the cell is shown."""
    query = f"?division={division.pk}" if division is not None else ""
    return reverse("white-space-cell", args=[account.pk, product.pk]) + query


def back_to(request: HttpRequest, account: Account) -> str:
    """The grid from which the cell was opened: of the account named by `from`, else of its own."""
    return reverse("account-white-space", args=[id_in(request.GET.get("from", "")) or account.pk])


def _first_potential(
    user: User, found: CellContents, account: Account, product: Product, division: Division | None
) -> PotentialForm | None:
    """The form in a white cell: naming an idea takes one step from there."""
    if found.is_all or found.cell.state != "none" or not can_edit(user, account) or product.retired_at is not None:
        return None
    initial = {
        "product": product.same_as_id or product.pk,
        "division": division.pk if division else None,
        "name": _("%(solution)s for %(unit)s") % {"solution": product, "unit": division or account},
        "currency": found.currency,
    }
    return PotentialForm(user=user, account=account, initial=initial)


def _form(request: HttpRequest, account: Account, form: BlockForm | MarketForm, title: str) -> HttpResponse:
    context = {"form": form, "account": account, "title": title}
    return render(request, "whitespace/form.html", context, status=422 if form.is_bound else 200)
