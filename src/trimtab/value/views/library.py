"""Settings: the library of what solutions have, and what customers can do with them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.opportunities.models import Product
from trimtab.people.frame import setting_up
from trimtab.value import actions
from trimtab.value.forms import CapabilityForm, FeatureForm
from trimtab.value.models import Capability, Feature
from trimtab.value.views.editing import Editing, answer

SHOWN = 100
PARTS = ("capabilities", "features")
MODELS: dict[str, Any] = {"capability": Capability, "feature": Feature}
FORMS: dict[str, Any] = {"capability": CapabilityForm, "feature": FeatureForm}


@require_GET
def value_library(request: HttpRequest) -> HttpResponse:
    """The solutions, with how much of each is in the library."""
    setting_up(request)
    asked = request.GET.get("q", "").strip()[:100]
    in_use = {name: Count(name, filter=Q(**{f"{name}__archived_at": None}), distinct=True) for name in PARTS}
    found = (
        Product.objects.offered()
        .filter(name__icontains=asked)
        .annotate(of_capabilities=in_use["capabilities"], of_features=in_use["features"])
    )
    rows: list[Any] = list(found.order_by("-of_capabilities", "family", "name", "pk")[: SHOWN + 1])
    context = {"rows": rows[:SHOWN], "is_cut": len(rows) > SHOWN, "asked": asked}
    context["filled"] = sum(bool(one.of_capabilities) for one in rows)
    return render(request, "value/library.html", context)


@require_GET
def library_solution(request: HttpRequest, pk: int) -> HttpResponse:
    """One solution: what it has, and what that enables."""
    setting_up(request)
    product = _product(pk)
    features: list[Feature] = list(product.features.prefetch_related("capabilities").order_by("name", "pk"))
    capabilities: list[Capability] = list(product.capabilities.prefetch_related("features").order_by("name", "pk"))
    context = {
        "product": product,
        "features": [one for one in features if one.archived_at is None],
        "capabilities": [one for one in capabilities if one.archived_at is None],
        "archived": [*_archived(capabilities), *_archived(features)],
    }
    return render(request, "value/solution.html", context)


@require_http_methods(["GET", "POST"])
def capability_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What a customer can do with it."""
    return _add(request, _product(pk), "capability")


@require_http_methods(["GET", "POST"])
def feature_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What it has."""
    return _add(request, _product(pk), "feature")


@require_http_methods(["GET", "POST"])
def capability_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a capability."""
    return _edit(request, "capability", pk)


@require_http_methods(["GET", "POST"])
def feature_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a feature."""
    return _edit(request, "feature", pk)


@require_POST
def capability_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it to no further deal."""
    return _archive(request, "capability", pk)


@require_POST
def feature_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it to no further deal."""
    return _archive(request, "feature", pk)


@require_POST
def capability_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it again."""
    return _restore(request, "capability", pk)


@require_POST
def feature_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it again."""
    return _restore(request, "feature", pk)


def _archived(parts: Iterable[Any]) -> list[Any]:  # capabilities or features
    return [one for one in parts if one.archived_at is not None]


def _product(pk: int) -> Product:
    found = Product.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _part(kind: str, pk: int) -> Any:  # a capability or a feature
    found = MODELS[kind].objects.select_related("product").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _add(request: HttpRequest, product: Product, kind: str) -> HttpResponse:
    user, now = setting_up(request), timezone.now()
    add = actions.add_capability if kind == "capability" else actions.add_feature
    question = _("What can they do with it?") if kind == "capability" else _("What does it have?")
    editing = Editing(
        title=question,
        back=reverse("library-solution", args=[product.pk]),
        form_of=lambda typed, record: FORMS[kind](typed, instance=record, product=product),
        save=lambda facts, _seen: add(product, facts=facts, by=user, now=now),
        said=_("It is in the library."),
        extra={"product": product},
    )
    return answer(request, editing)


def _edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    user, now = setting_up(request), timezone.now()
    part = _part(kind, pk)
    editing = Editing(
        title=str(part),
        back=reverse("library-solution", args=[part.product_id]),
        form_of=lambda typed, record: FORMS[kind](typed, instance=record, product=part.product),
        save=lambda facts, seen: actions.edit_part(part, changes=facts, by=user, now=now, seen=seen),
        said=_("The library was changed. Deals that use it show the new words."),
        record=part,
        extra={"product": part.product},
    )
    return answer(request, editing)


def _archive(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    user = setting_up(request)
    part = _part(kind, pk)
    actions.archive_part(part, by=user, now=timezone.now())
    undo = f"undo {reverse(f'{kind}-restoration', args=[pk])}"
    messages.info(request, _("“%(name)s” is offered to no further deal.") % {"name": part}, extra_tags=undo)
    return redirect("library-solution", pk=part.product_id)


def _restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    user = setting_up(request)
    part = _part(kind, pk)
    try:
        actions.restore_part(part, by=user, now=timezone.now())
        messages.info(request, _("“%(name)s” is offered again.") % {"name": part})
    except ValidationError as wrong:
        messages.warning(request, " ".join(wrong.messages))
    return redirect("library-solution", pk=part.product_id)
