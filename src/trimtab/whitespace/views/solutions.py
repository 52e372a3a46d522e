"""The catalogue of solutions: what is sold, in families. Operations and administrators keep it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile, version_of
from trimtab.opportunities.models import Product
from trimtab.people.frame import setting_up
from trimtab.whitespace import actions
from trimtab.whitespace.actions.solutions import FIELDS
from trimtab.whitespace.forms import SameAsForm, SolutionForm

SHOWN = 500


@require_http_methods(["GET", "POST"])
def solutions(request: HttpRequest) -> HttpResponse:
    """All solutions by family, with how much was sold of each; add one."""
    user, now = setting_up(request), timezone.now()
    form = SolutionForm(request.POST or None)
    if form.is_bound and form.is_valid() and _done(form, lambda: actions.add_solution(**form.facts, by=user, now=now)):
        messages.info(request, _("“%(name)s” was added.") % {"name": form.cleaned_data["name"]})
        return redirect("solutions")
    found = _counted(Product.objects.select_related("same_as").order_by("family", "name", "pk"))
    rows = list(found[: SHOWN + 1])
    context = {
        "form": form,
        "families": sorted({one.family for one in rows if one.family}),
        "offered": [one for one in rows[:SHOWN] if one.retired_at is None and one.same_as_id is None],
        "others": [one for one in rows[:SHOWN] if one.retired_at is not None or one.same_as_id is not None],
        "is_more": len(rows) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "whitespace/solutions.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def solution(request: HttpRequest, pk: int) -> HttpResponse:
    """One solution: rename it, put it into another family."""
    user, now = setting_up(request), timezone.now()
    product = get_object_or_404(Product.objects.select_related("same_as"), pk=pk)
    form = SolutionForm(request.POST or None, initial=_values(product))
    if form.is_bound and form.is_valid():
        seen = form.cleaned_data["version"] or None
        if _done(form, lambda: actions.edit_solution(product, **form.facts, by=user, now=now, seen=seen)):
            messages.info(request, _("“%(name)s” was changed.") % {"name": form.cleaned_data["name"]})
            return redirect("solutions")
    return _page(request, product, form, SameAsForm(product=product), status=422 if form.is_bound else 200)


@require_POST
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no longer, or again."""
    user, now = setting_up(request), timezone.now()
    product = get_object_or_404(Product, pk=pk)
    if product.retired_at is None:
        actions.retire_solution(product, by=user, now=now)
        messages.info(request, _("“%(name)s” is no longer offered. What was sold stays.") % {"name": product.name})
    else:
        actions.offer_solution(product, by=user, now=now)
        messages.info(request, _("“%(name)s” is offered again.") % {"name": product.name})
    return redirect("solutions")


@require_POST
def same(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is another name of a solution, or one of its own."""
    user, now = setting_up(request), timezone.now()
    product = get_object_or_404(Product.objects.select_related("same_as"), pk=pk)
    form = SameAsForm(request.POST, product=product)
    if form.is_valid():
        other = form.cleaned_data["other"]
        if _done(form, lambda: actions.set_same_as(product, other, by=user, now=now)):
            messages.info(request, _("Every grid and figure counts it so from now on."))
            return redirect("solutions")
    return _page(request, product, SolutionForm(initial=_values(product)), form, status=422)


def _page(
    request: HttpRequest, product: Product, form: SolutionForm, same_form: SameAsForm, *, status: int
) -> HttpResponse:
    families = Product.objects.exclude(family="").order_by("family").values_list("family", flat=True).distinct()
    use = _counted(Product.objects.filter(pk=product.pk)).get()
    context = {"product": product, "form": form, "same_form": same_form, "families": families, "use": use}
    return render(request, "whitespace/solution.html", context, status=status)


def _counted(products: QuerySet[Product]) -> QuerySet[Product]:
    """With how many lines and opportunities name it."""
    return products.annotate(used=Count("lines"))


def _values(product: Product) -> dict[str, object]:
    return {
        "name": product.name,
        "family": product.family,
        "code": product.code,
        "version": version_of(product, FIELDS),
    }


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody else changed it meanwhile. Load the page again, and see what it is now."))
    else:
        return True
    return False
