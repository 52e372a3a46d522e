"""The organisation's calendar, clock and currency, with what a change does before it is saved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.analytics import actions
from trimtab.analytics.previews import changed_organisation, periods_now, preview_organisation
from trimtab.analytics.reading import NoExtracts, Reading
from trimtab.analytics.setting_forms import OrganisationForm
from trimtab.analytics.views.review import read_now
from trimtab.core.models import Organisation
from trimtab.people.frame import setting_up


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The form; the first POST shows what would change, the one with `save` changes it."""
    user, now = setting_up(request), timezone.now()
    form = OrganisationForm(request.POST or None, instance=Organisation.get())
    context: dict[str, object] = {"form": form}
    if not (form.is_bound and form.is_valid()):
        return render(request, "settings/organisation.html", context, status=422 if form.is_bound else 200)
    present, changes = Organisation.get(), form.changes
    preview = preview_organisation(reading_or_none(), present, changes)
    if "save" in request.POST:
        try:
            actions.restate_organisation(present, changes=changes, preview=preview, by=user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
            return render(request, "settings/organisation.html", context, status=422)
        messages.info(request, _("The organisation was changed."))
        return redirect("organisation")
    periods = periods_now(present, changed_organisation(present, changes), now=now)
    context |= {"is_previewed": True, "changes": changes, "preview": preview, "periods_now": periods}
    return render(request, "settings/organisation.html", context)


def reading_or_none() -> Reading | None:
    """The extracts now; None where they are still being made."""
    try:
        return read_now()
    except NoExtracts:
        return None
