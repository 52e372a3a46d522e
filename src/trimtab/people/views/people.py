"""People and one's own preferences."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.core.versions import ChangedMeanwhile
from trimtab.people import actions
from trimtab.people.forms import NewPersonForm, PersonForm, PreferencesForm
from trimtab.people.frame import setting_up, signed_in
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, sight_of
from trimtab.people.queries import colleagues_of, people_named, people_proposed
from trimtab.web.conflicts import Conflict, VersionedForm

PEOPLE_A_PAGE = 100
NAMES_PROPOSED = 12


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whose records the user may see, by team."""
    text = request.GET.get("q", "").strip()[:100]
    found = people_named(colleagues_of(signed_in(request)), text)
    page = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/list.html", {"page": page, "q": text})


@require_GET
def people_names(request: HttpRequest) -> HttpResponse:
    """Options for a field that names a person; two of one name come with their numbers."""
    text = request.GET.get("owner") or request.GET.get("person") or ""
    names = people_proposed(signed_in(request), text.strip(), limit=NAMES_PROPOSED)
    return render(request, "components/options.html", {"options": names})


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: place in the organisation, and what each of the two may see of the other."""
    user = signed_in(request)
    shown = get_object_or_404(colleagues_of(user), pk=pk)
    access = access_to_owner(user, shown)
    sight = User.Sees(sight_of(shown)).label
    return render(request, "people/detail.html", {"person": shown, "access": access, "sight": sight})


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's place in the organisation."""
    user = setting_up(request)
    shown = get_object_or_404(User, pk=pk)
    back = reverse("person", args=[pk])
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=pk))
    page = {"form": form, "title": _("Edit a person"), "lead": shown.name, "back": back}
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            actions.edit_person(shown, changes=form.changes, by=user, now=timezone.now(), seen=seen)
        except ChangedMeanwhile as changed:
            return _conflict(request, form, changed, page)
        messages.info(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
        return redirect(back)
    return render(request, "people/form.html", page)


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    user = setting_up(request)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in NewPersonForm.Meta.fields}
        password = form.cleaned_data["password"] or None
        added = actions.create_person(fields=fields, password=password, by=user, now=timezone.now())
        messages.info(request, _("%(name)s was added.") % {"name": added})
        return redirect("person", pk=added.pk)
    page = {"form": form, "title": _("Add a person"), "lead": _("Who is new?"), "back": reverse("people")}
    return render(request, "people/form.html", page)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Set one's own theme, density, language or time zone, and go back to where one was."""
    user = signed_in(request)
    form = PreferencesForm(request.POST)
    if form.is_valid():
        actions.set_preferences(user, changes=form.changes, now=timezone.now())
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    back = request.POST.get("next", "/")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """One's own page: look, time zone, password, second factor."""
    user = signed_in(request)
    form = PreferencesForm(initial={name: getattr(user, name) for name in actions.PREFERENCES})
    return render(request, "people/profile.html", {"form": form})


def _conflict(
    request: HttpRequest, form: VersionedForm, changed: ChangedMeanwhile, page: Mapping[str, object]
) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, type(form)(instance=changed.record))
    context = {**page, "form": type(form)(conflict.merged, instance=changed.record), "conflict": conflict}
    return render(request, "people/form.html", context, status=409)
