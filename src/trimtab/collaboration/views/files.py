"""Files at a subject: fetched as files, never shown as pages of ours."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.collaboration import actions
from trimtab.collaboration.files import path_of
from trimtab.collaboration.policy import get_file_for
from trimtab.people.frame import signed_in

PIECE = 64 * 1024


@require_GET
def feed_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes, to be saved: whatever they are, no browser runs them within this site."""
    found = get_file_for(signed_in(request), pk)
    path = path_of(found.key, uploads=settings.UPLOADS)
    if not path.exists():
        raise Http404
    answer = StreamingHttpResponse(_pieces(path), content_type=found.media)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["Content-Length"] = str(path.stat().st_size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def feed_file_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a file go that one put there."""
    user = signed_in(request)
    found = get_file_for(user, pk, edit=True)
    actions.remove_file(found, uploads=settings.UPLOADS, by=user, now=timezone.now())
    messages.info(request, _("%(name)s was removed.") % {"name": found.name})
    return redirect("feed", kind=found.kind, pk=found.subject_id)


def _pieces(path: Path) -> Iterator[bytes]:
    """The file in pieces; it is opened once somebody reads."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
