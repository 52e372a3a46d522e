"""One value of an account or a contact, edited in its cell of the table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trimtab.accounts import actions
from trimtab.accounts.actions import AccountChanged, ContactChanged
from trimtab.accounts.forms import AccountCellForm, ContactCellForm
from trimtab.accounts.listing import AccountListing, ContactListing
from trimtab.accounts.policy import get_account_for, get_contact_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.cell_pages import Cell, answer_cell

ACCOUNT_FIELDS = ("owner", "industry", "region", "segment", "country", "employees", "revenue", "domain")
CONTACT_FIELDS = ("title", "email", "phone", "function", "seniority", "left_on")


@require_http_methods(["GET", "POST"])
def account_cell(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """The form of one value of an account; once saved, the row as it is now."""
    if field not in ACCOUNT_FIELDS:
        raise Http404
    user, now = signed_in(request), timezone.now()
    shown = get_account_for(user, pk, edit=True)
    form = AccountCellForm(request.POST or None, user=user, account=shown, field=field)
    edited = Cell(form, field, reverse("account-edit", args=[pk]), getattr(shown, field))

    def save(value: object) -> None:
        actions.edit_account(shown, changes={field: value}, by=user, now=now, seen_at=shown.changed_at)

    def row() -> HttpResponse:
        listing = AccountListing(request.GET, frame_of(request, now=now))
        return HttpResponse(listing.drawn(listing.line_of(pk)))

    try:
        return answer_cell(request, edited, save=save, row=row)
    except AccountChanged:  # between reading and writing: look again
        return account_cell(request, pk, field)


@require_http_methods(["GET", "POST"])
def contact_cell(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """The form of one value of a contact; once saved, the row as it is now."""
    if field not in CONTACT_FIELDS:
        raise Http404
    user, now = signed_in(request), timezone.now()
    shown = get_contact_for(user, pk, edit=True)
    form = ContactCellForm(request.POST or None, contact=shown, field=field)
    edited = Cell(form, field, reverse("contact-edit", args=[pk]), getattr(shown, field))

    def save(value: object) -> None:
        actions.edit_contact(shown, changes={field: value}, by=user, now=now, seen_at=shown.changed_at)

    def row() -> HttpResponse:
        listing = ContactListing(request.GET, frame_of(request, now=now))
        return HttpResponse(listing.drawn(listing.line_of(pk)))

    try:
        return answer_cell(request, edited, save=save, row=row)
    except ContactChanged:  # between reading and writing: look again
        return contact_cell(request, pk, field)
