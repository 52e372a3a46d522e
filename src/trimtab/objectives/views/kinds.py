"""Settings: the kinds of objective."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.objectives import actions
from trimtab.objectives.kinds import Kind, all_kinds
from trimtab.objectives.models import ObjectiveKind
from trimtab.people.frame import setting_up


class KindForm(forms.Form):
    """What a kind is called, and as what it counts for the completeness of a plan."""

    name = forms.CharField(label=later("Name"), max_length=100)
    counts_as = forms.ChoiceField(
        label=later("Counts for a complete plan"), choices=ObjectiveKind.Counts.choices, required=False
    )


@require_http_methods(["GET", "POST"])
def objective_kinds(request: HttpRequest) -> HttpResponse:
    """All kinds; add one."""
    user, now = setting_up(request), timezone.now()
    form = KindForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: actions.create_kind(**form.cleaned_data, by=user, now=now))
    ):
        messages.info(request, _("The kind “%(name)s” was added.") % {"name": form.cleaned_data["name"]})
        return redirect("objective-kinds")
    counts = dict(ObjectiveKind.Counts.choices)
    kinds = [(kind, counts[kind.counts_as]) for kind in all_kinds()]
    context = {"form": form, "kinds": kinds}
    return render(request, "objectives/kinds.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def objective_kind(request: HttpRequest, key: str) -> HttpResponse:
    """Call a kind otherwise, let it count otherwise."""
    user, now = setting_up(request), timezone.now()
    kind = _kind(key)
    form = KindForm(request.POST or None, initial={"name": kind.name, "counts_as": kind.counts_as})
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: actions.change_kind(kind, **form.cleaned_data, by=user, now=now))
    ):
        messages.info(request, _("The kind was changed."))
        return redirect("objective-kinds")
    context = {"form": form, "kind": kind}
    return render(request, "objectives/kind.html", context, status=422 if form.is_bound else 200)


@require_POST
def objective_kind_archiving(request: HttpRequest, key: str) -> HttpResponse:
    """Offer a kind no longer, or again."""
    user, now = setting_up(request), timezone.now()
    kind = _kind(key)
    try:
        if kind.is_archived:
            actions.restore_kind(kind, by=user, now=now)
            said = _("“%(name)s” can be chosen again.")
        else:
            actions.archive_kind(kind, by=user, now=now)
            said = _("“%(name)s” is not offered any more. Objectives of it keep it.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, said % {"name": kind.name})
    return redirect("objective-kinds")


def _kind(key: str) -> Kind:
    """The kind with that key.

    Raises:
        Http404: there is none.
    """
    found = next((one for one in all_kinds() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
