"""What the rules say about the opportunities of a team: exceptions only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from trimtab.people.frame import Frame, frame_of
from trimtab.rulebook.listing import MOST_COUNTED, Listed, listed
from trimtab.web import formats


@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """The findings that press, the newest first."""
    frame = frame_of(request, now=timezone.now())
    found = listed(frame, request.GET)
    context = {
        "frame": frame, "listed": found, "headline": _headline(found, frame), "form": found.form,
        "is_filtered": any(found.form.asked.values()),
        "newer_url": _address(request, before=found.page.before),
        "older_url": _address(request, after=found.page.after),
    }  # fmt: skip
    return render(request, "rulebook/findings.html", context)


def _headline(found: Listed, frame: Frame) -> str:
    if not found.counted:
        return _("Nothing presses among what you look at.")
    if found.is_more:
        return _("More than %(count)s findings: narrow what you look at.") % {"count": formats.whole(MOST_COUNTED)}
    said = {"count": formats.whole(found.counted), "whose": frame.scope.label}
    return ngettext("%(whose)s: %(count)s finding.", "%(whose)s: %(count)s findings.", found.counted) % said


def _address(request: HttpRequest, **cursor: str) -> str:
    """The page beside this one; empty where there is none."""
    if not any(cursor.values()):
        return ""
    asked = request.GET.copy()
    for name in ("after", "before"):
        asked.pop(name, None)
    asked.update(cursor)
    return f"?{asked.urlencode()}"
