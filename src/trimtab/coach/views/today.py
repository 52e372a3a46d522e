"""What do I do now?"""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trimtab.calls.queries import calls_due
from trimtab.coach import words
from trimtab.coach.forms import DEEDS, Setting, days_to_choose, reasons_to_choose
from trimtab.coach.models import Kind
from trimtab.coach.queries import Paces, Reader
from trimtab.coach.today import Line, Today, shows_own_calendar, today_for
from trimtab.network.queries import promises_due
from trimtab.objectives.queries import actions_due
from trimtab.opportunities.queries import active_stages
from trimtab.people.frame import Frame, frame_of
from trimtab.people.models import User
from trimtab.rulebook.listing import pressing_in

MOST_PRESSING = 5
SAID_HERE = ("date_passed", "closing_unplanned")  # rules that say what a reason on this page says


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """At most seven next actions, each with reason and worth."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    shown = today_for(frame, paces=_paces(), now=now, advise=advice_reader())
    due = actions_due(frame.user, today=frame.today) if shows_own_calendar(frame) else []
    waiting = calls_due(frame.user, now=now) if shows_own_calendar(frame) else []
    context = {
        "frame": frame,
        "due": due,
        "due_words": words.due_words(due, frame.today),
        "pressing": pressing_in(frame, most=MOST_PRESSING, without=SAID_HERE),
        "today": shown,
        "headline": words.headline(shown, frame, is_due=bool(due)),
        "looked_at": words.looked_at(shown),
        "groups": _groups(shown, frame, now=now),
        "always_on": [*words.always_on(shown, frame), *words.after_end(shown.after_end)],
        "reminders": [
            *words.call_reminders(waiting, now=now),
            *words.reminders(promises_due(frame.user, frame.today)),
        ],
        "counts": list(words.counts(shown, frame)),
        "not_judged": list(words.not_judged(shown)),
        "days": days_to_choose(frame.today),
        "reasons": reasons_to_choose(),
    }
    return render(request, "coach/today.html", context)


def _paces() -> Paces:
    """The organisation's own paces, from the room above that works them out."""
    found: Paces = import_string(settings.PACES)(settings.EXTRACTS)
    return found


def advice_reader() -> Reader:
    """What the room above worked out, read for the opportunities and people asked about."""
    found: Reader = partial(import_string(settings.ADVICE), settings.EXTRACTS)
    return found


def _groups(shown: Today, frame: Frame, *, now: datetime) -> list[tuple[str, list[dict[str, object]]]]:
    """The actions with their forms; of several people, by who must act, in the order of their first."""
    setting = Setting(now, frame.today, list(active_stages()))
    actions = [_with_forms(line, setting, place=place) for place, line in enumerate(shown.lines, 1)]
    if frame.scope.key == "me" or frame.scope.ids == (frame.user.pk,):
        return [("", actions)] if actions else []
    groups: dict[User | None, list[dict[str, object]]] = {}
    for line, action in zip(shown.lines, actions, strict=True):
        groups.setdefault(line.owner, []).append(action)
    return [(str(owner or _("Without an owner")), theirs) for owner, theirs in groups.items()]


def _with_forms(line: Line, setting: Setting, *, place: int) -> dict[str, object]:
    first = line.first
    key = f"{first.kind}-{first.of_id}"
    return {
        "line": line,
        "place": place,
        "key": key,
        "deed": DEEDS[first.kind](line.record, setting, key=key) if line.may_edit and first.kind in DEEDS else None,
        "page": reverse("hand-over", args=[first.of_id]) if first.kind == Kind.HAND_OVER else "",
    }
