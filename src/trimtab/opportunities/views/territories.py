"""Pages of territories: their people, and their accounts by region."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.accounts.actions import join_territory, leave_territory
from trimtab.accounts.models import Account
from trimtab.core.ids import id_in
from trimtab.people import actions
from trimtab.people.frame import setting_up
from trimtab.people.models import Territory, User

REGIONS = 200
PEOPLE = 100


class TerritoryForm(forms.Form):
    """What a territory is called."""

    name = forms.CharField(label=later("name"), max_length=200)
    region = forms.CharField(label=later("region"), max_length=100, required=False)


class TerritoryPersonForm(forms.Form):
    """Somebody to be responsible."""

    person = forms.CharField(
        label=later("e-mail address"), max_length=254, help_text=later("Of somebody who works here.")
    )

    def clean_person(self) -> User:
        """The person with that address."""
        given: str = self.cleaned_data["person"].strip().lower()
        found = User.objects.filter(email=given).first()
        if found is None:
            raise ValidationError(_("Nobody has the address %(given)s."), params={"given": given}, code="nobody")
        return found


@require_http_methods(["GET", "POST"])
def territories(request: HttpRequest) -> HttpResponse:
    """All territories; add one."""
    user, now = setting_up(request), timezone.now()
    form = TerritoryForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if _done(form, lambda: actions.create_territory(by=user, now=now, **given)):
            messages.info(request, _("The territory was added."))
            return redirect("territory", pk=Territory.objects.get(name=given["name"]).pk)
    found = Territory.objects.annotate(number=Count("people")).order_by("name", "pk")
    context = {"territories": found, "form": form}
    return render(request, "opportunities/territories.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def territory(request: HttpRequest, pk: int) -> HttpResponse:
    """One territory: its people, its accounts by region; rename it."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Territory, pk=pk)
    form = TerritoryForm(request.POST or None, initial={"name": shown.name, "region": shown.region})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if _done(form, lambda: actions.edit_territory(shown, by=user, now=now, **given)):
            messages.info(request, _("The territory was changed."))
            return redirect("territory", pk=pk)
    return _page(request, shown, form, TerritoryPersonForm(), status=422 if form.is_bound else 200)


@require_POST
def territory_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody be responsible, or no longer (`without`)."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Territory, pk=pk)
    without = id_in(request.POST.get("without", ""))
    if without is not None:
        leaving = get_object_or_404(User, pk=without)
        actions.set_territory_person(shown, person=leaving, is_in=False, by=user, now=now)
        return redirect("territory", pk=pk)
    form = TerritoryPersonForm(request.POST)
    if not form.is_valid():
        edit = TerritoryForm(initial={"name": shown.name, "region": shown.region})
        return _page(request, shown, edit, form, status=422)
    actions.set_territory_person(shown, person=form.cleaned_data["person"], is_in=True, by=user, now=now)
    return redirect("territory", pk=pk)


@require_POST
def territory_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the accounts of a region without territory into this one, or take them out again (`leave`)."""
    user, now = setting_up(request), timezone.now()
    shown = get_object_or_404(Territory, pk=pk)
    place = leave_territory if "leave" in request.POST else join_territory
    number = place(shown, region=request.POST.get("region", ""), by=user, now=now)
    said = ngettext("%(count)s account was changed.", "%(count)s accounts were changed.", number) % {"count": number}
    messages.info(request, said)
    return redirect("territory", pk=pk)


def _page(
    request: HttpRequest, shown: Territory, form: TerritoryForm, person_form: TerritoryPersonForm, *, status: int
) -> HttpResponse:
    current = Account.objects.current()
    here = current.filter(territory=shown).values("region").annotate(number=Count("pk")).order_by("region")
    free = current.filter(territory=None).exclude(region="").values("region").annotate(number=Count("pk"))
    context = {
        "territory": shown,
        "form": form,
        "person_form": person_form,
        "people": shown.people.select_related("team").order_by("name", "pk")[:PEOPLE],
        "here": here[:REGIONS],
        "free": free.order_by("region")[:REGIONS],
    }
    return render(request, "opportunities/territory.html", context, status=status)


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
