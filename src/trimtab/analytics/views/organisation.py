"""The organisation's calendar, clock and currency, with what a change does before it is saved."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.analytics import actions
from trimtab.analytics.previews import Preview, changed_organisation, periods_now, preview_organisation
from trimtab.analytics.reading import NoExtracts, Reading
from trimtab.analytics.setting_forms import OrganisationForm
from trimtab.analytics.views.review import read_now
from trimtab.core.models import Organisation
from trimtab.core.versions import ChangedMeanwhile, version_of
from trimtab.people.actions import ORGANISATION_FIELDS
from trimtab.people.frame import setting_up
from trimtab.web.conflicts import Conflict


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The form; the first POST shows what would change, the one with `save` changes it."""
    setting_up(request)
    now = timezone.now()
    form = OrganisationForm(request.POST or None, instance=Organisation.get())
    context: dict[str, object] = {"form": form}
    if not (form.is_bound and form.is_valid()):
        return render(request, "settings/organisation.html", context, status=422 if form.is_bound else 200)
    present, changes = Organisation.get(), form.changes
    if form.cleaned_data["version"] not in {"", version_of(present, ORGANISATION_FIELDS)}:
        return _conflict(request, form, present)
    preview = preview_organisation(reading_or_none(), present, changes)
    if "save" in request.POST:
        return _saved(request, form, preview, now=now)
    periods = periods_now(present, changed_organisation(present, changes), now=now)
    context |= {"is_previewed": True, "changes": changes, "preview": preview, "periods_now": periods}
    return render(request, "settings/organisation.html", context)


def _saved(request: HttpRequest, form: OrganisationForm, preview: Preview | None, *, now: datetime) -> HttpResponse:
    """Save what was previewed."""
    seen, by = form.cleaned_data["version"], setting_up(request)
    try:
        actions.restate_organisation(
            Organisation.get(), changes=form.changes, preview=preview, by=by, now=now, seen=seen
        )
    except ChangedMeanwhile:
        return _conflict(request, form, Organisation.get())
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "settings/organisation.html", {"form": form}, status=422)
    messages.info(request, _("The organisation was changed."))
    return redirect("organisation")


def _conflict(request: HttpRequest, form: OrganisationForm, present: Organisation) -> HttpResponse:
    """What was typed, beside what somebody else saved meanwhile."""
    conflict = Conflict(form, OrganisationForm(instance=present))
    context = {"form": OrganisationForm(conflict.merged, instance=present), "conflict": conflict}
    return render(request, "settings/organisation.html", context, status=409)


def reading_or_none() -> Reading | None:
    """The extracts now; None where they are still being made."""
    try:
        return read_now()
    except NoExtracts:
        return None
