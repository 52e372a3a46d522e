"""Moving one opportunity to another process or version, after looking at what would change."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.core.ids import id_in
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.processes import actions
from trimtab.processes.matching import process_for
from trimtab.processes.previews import changes_for
from trimtab.processes.queries import catalogue, facts_of


@require_http_methods(["GET", "POST"])
def opportunity_process_choice(request: HttpRequest, pk: int) -> HttpResponse:
    """The processes to choose from, each with what would change."""
    user, now = signed_in(request), timezone.now()
    shown = get_opportunity_for(user, pk, edit=True)
    today, known = frame_of(request, now=now).today, catalogue()
    offered = [version for one in known.in_use if (version := known.active(one.pk))]
    if request.method == "POST":
        wanted = id_in(request.POST.get("version", ""))
        version = next((one for one in offered if one.pk == wanted), None)
        if version is not None:
            return _moved(request, pk, version_pk=version.pk)
        messages.error(request, _("Choose one of the versions in use."))
    by_rule = process_for(known.in_use, facts_of([shown], known.in_use, today)[shown.pk])
    changes = [(version, changes_for([shown], version, today)[0]) for version in offered[:8]]
    context = {"opportunity": shown, "changes": changes, "by_rule": by_rule}
    return render(request, "processes/choice.html", context, status=422 if request.method == "POST" else 200)


def _moved(request: HttpRequest, pk: int, *, version_pk: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    shown, known = get_opportunity_for(user, pk, edit=True), catalogue()
    version = known.version(version_pk)
    assert version is not None, "it was offered"
    rule = process_for(known.in_use, facts_of([shown], known.in_use, frame_of(request, now=now).today)[pk])
    is_chosen = rule is None or rule.pk != version.process_id
    try:
        actions.follow_version(shown, version, is_chosen=is_chosen, by=user, now=now)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.info(request, _("It follows “%(version)s” now. Every answer was kept.") % {"version": version.process})
    return redirect("opportunity-process", pk=pk)
