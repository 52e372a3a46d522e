"""Search and commands: the page, and the same answers for the palette."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from trimtab.people.frame import signed_in
from trimtab.people.models import User
from trimtab.search.answers import deeds_with_records, recent_records, records
from trimtab.search.commands import Commands, meant, verb_of
from trimtab.search.queries import is_behind, is_complete

MOST_TYPED = 100
PLACES, DEEDS = 6, 6


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Records, places and deeds that q means; without q, the recent records; with htmx or the palette, only those."""
    user, text = signed_in(request), request.GET.get("q", "").strip()[:MOST_TYPED]
    commands = _commands(user, request.GET.get("at", ""))
    verbs, rest = verb_of(commands.verbs, text)
    context = {
        "q": text,
        "records": records(user, text) if text else recent_records(user, request.GET.getlist("recent")),
        "places": meant(commands.places, text, limit=PLACES) if text else [],
        "deeds": meant(commands.deeds, text, limit=DEEDS) if text else commands.deeds[:DEEDS],
        "deeds_with_records": deeds_with_records(user, verbs, rest),
        "at": request.GET.get("at", ""),
        "is_complete": is_complete(),
        "is_behind": is_behind(),
    }
    part = "#answers" if request.headers.get("HX-Request") else ""
    return render(request, f"search/page.html{part}", context)


def _commands(user: User, path: str) -> Commands:
    offered: Callable[[User, str], Commands] = import_string(settings.COMMANDS)
    return offered(user, path)
