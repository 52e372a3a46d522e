"""The grid of an account, and what its page says of it in short."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.people.frame import signed_in
from trimtab.whitespace.page import WhiteSpace, white_space_of
from trimtab.whitespace.policy import can_edit, get_unit_account_for
from trimtab.whitespace.proposals import proposals_for
from trimtab.whitespace.showing import VIEWS, advice_links, legend, lines_of, totals_of

ADVICE_SHOWN = 5
UNPLANNED_SHOWN = 50


@require_GET
def account_white_space(request: HttpRequest, pk: int) -> HttpResponse:
    """Units by solutions: what they bought, what is open, what could be, what is blocked, what is white."""
    user, now = signed_in(request), timezone.now()
    account = get_unit_account_for(user, pk)
    page = white_space_of(user, account, now=now, family=request.GET.get("family"))
    view = request.GET.get("show", VIEWS[0])
    view = view if view in VIEWS else VIEWS[0]
    advice = advice_links(page.advice, account)
    context = {
        "account": account,
        "page": page,
        "view": view,
        "tabs": _tabs(request, view),
        "lines": lines_of(page.grid, root=pk, view=view),
        "totals": totals_of(page.grid),
        "legend": legend(),
        "advice": advice[:ADVICE_SHOWN],
        "more_advice": advice[ADVICE_SHOWN:],
        "proposals": proposals_for(user, page, now=now),
        "unplanned": page.unplanned[:UNPLANNED_SHOWN],
        "may_edit": can_edit(user, account),
    }
    return render(request, "whitespace/account.html", context)


@require_GET
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A short part of the account's page."""
    user, now = signed_in(request), timezone.now()
    account = get_unit_account_for(user, pk)
    page: WhiteSpace = white_space_of(user, account, now=now)
    return render(request, "whitespace/panel.html", {"account": account, "page": page})


def _tabs(request: HttpRequest, view: str) -> list[tuple[str, str, bool]]:
    labels = {"amounts": _("Amounts"), "market": _("What they spend"), "rivals": _("Who gets it")}
    family = request.GET.copy()
    family.pop("show", None)
    kept = f"&{family.urlencode()}" if family else ""
    return [(label, f"?show={key}{kept}", key == view) for key, label in labels.items()]
