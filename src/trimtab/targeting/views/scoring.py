"""How accounts are scored: the definition, its versions, and what another one would change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.people.frame import frame_of, signed_in
from trimtab.targeting.actions import VersionChanged, adopt_scoring
from trimtab.targeting.factors import GROUP_NAMES, Factor, factors_of
from trimtab.targeting.models import Scoring
from trimtab.targeting.policy import can_define, require_define
from trimtab.targeting.previewing import preview
from trimtab.targeting.scoring import Definition, factors_in_use, latest_scoring
from trimtab.targeting.scoring_form import ScoringForm

VERSIONS = 20


@require_GET
def scoring(request: HttpRequest) -> HttpResponse:
    """The definition in force, for everybody to read."""
    frame, present = frame_of(request, now=timezone.now()), latest_scoring()
    if present is None:
        return render(request, "targeting/nothing.html", {"frame": frame})
    factors = factors_of(present.factors)
    context = {
        "scoring": present,
        "groups": [(name, found) for key, name in GROUP_NAMES.items() if (found := _of_group(factors, key))],
        "in_use": factors_in_use(),
        "versions": Scoring.objects.order_by("-version")[:VERSIONS],
        "may_define": can_define(frame.user),
        "currency": frame.organisation.currency,
    }
    return render(request, "targeting/scoring.html", context)


@require_http_methods(["GET", "POST"])
def scoring_new(request: HttpRequest) -> HttpResponse:
    """Change the definition: first what would change, then a new version."""
    user, now, present = signed_in(request), timezone.now(), latest_scoring()
    require_define(user)
    if present is None:
        return redirect("scoring")
    form = ScoringForm(present, request.POST or None)
    context: dict[str, object] = {"form": form, "scoring": present}
    if not form.is_bound or not form.is_valid():
        return render(request, "targeting/scoring_new.html", context, status=422 if form.is_bound else 200)
    if "save" not in request.POST:
        definition = Definition(tuple(form.factors), form.numbers["cut_current"], form.numbers["cut_future"])
        context["preview"] = preview(definition, user=user)
        return render(request, "targeting/scoring_new.html", context)
    given = form.cleaned_data
    try:
        made = adopt_scoring(form.factors, **form.numbers, why=given["why"], seen=given["seen"], by=user, now=now)
    except VersionChanged as changed:
        form.add_error(None, changed)
        return render(request, "targeting/scoring_new.html", context, status=409)
    messages.info(
        request, _("Version %(version)s is in force; all accounts are scored by it.") % {"version": made.version}
    )
    return redirect("scoring")


def _of_group(factors: tuple[Factor, ...], key: str) -> list[Factor]:
    return [one for one in factors if one.group == key]
