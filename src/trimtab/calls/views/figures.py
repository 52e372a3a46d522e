"""How calls go."""

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from trimtab.calls.figure_words import headline_of
from trimtab.calls.figures import FOLLOWED_FOR, SHOWN, counted_calls, figures_of
from trimtab.calls.models import Ask, Call, CallQuerySet, Opening, Outcome
from trimtab.calls.policy import may_see_figures_of
from trimtab.calls.queries import with_people
from trimtab.core.ids import id_in
from trimtab.core.shares import LEAST
from trimtab.people.frame import Frame, frame_of
from trimtab.people.models import User


@require_GET
def calls_figures(request: HttpRequest) -> HttpResponse:
    """Shares with intervals, and the calls behind the one that was asked for."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    figures = figures_of(frame, now=now)
    asked = request.GET.get("rows", "")[:60]
    context = {
        "frame": frame,
        "figures": figures,
        "headline": headline_of(figures),
        "asked": asked,
        "rows": _rows(frame, asked, now=now) if asked else [],
        "least": LEAST,
        "days": FOLLOWED_FOR.days,
        "shown": SHOWN,
    }
    return render(request, "calls/figures.html", context)


def _rows(frame: Frame, asked: str, *, now: datetime) -> list[Call]:
    """The calls behind a figure, the latest first."""
    calls = _chosen(counted_calls(frame, now=now), frame, asked)
    return list(with_people(calls).order_by("-starts_at", "-pk")[:SHOWN])


def _chosen(calls: CallQuerySet, frame: Frame, asked: str) -> CallQuerySet:
    """Those that the key in the address names.

    Raises:
        Http404: it names none, or a person whose figures the user may not see.
    """
    kind, _dash, value = asked.partition("-")
    narrowed: Mapping[str, Mapping[str, object]] = {
        "all": {},
        "debriefed": {"debriefed_at__isnull": False},
        "opening": {"opening": value, "debriefed_at__isnull": False},
        "ask": {"ask": value, "debriefed_at__isnull": False},
        "outcome": {"outcome": value},
    }
    known = {"opening": Opening.values, "ask": Ask.values, "outcome": Outcome.values}
    if kind == "person":
        return calls.filter(owner=_person(frame, value))
    if kind not in narrowed or value not in known.get(kind, [""]):
        raise Http404
    found: CallQuerySet = calls.filter(**narrowed[kind])
    return found


def _person(frame: Frame, value: str) -> User:
    person = User.objects.select_related("team").filter(pk=id_in(value) or 0).first()
    if person is None or not may_see_figures_of(frame.user, person):
        raise Http404
    return person
