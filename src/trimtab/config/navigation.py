"""What stands around every page: the rail, the scopes and periods to choose from, the person's look."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from trimtab.collaboration.queries import unread_count
from trimtab.connectors.queries import has_sample
from trimtab.core.calendars import Period
from trimtab.core.health import space_of
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity
from trimtab.people.frame import Frame, frame_for, frame_of, periods_for, scopes_for
from trimtab.people.models import User
from trimtab.people.policy import can_set_up

FIRST_OPENED = "first-opened"
KEPT_SECONDS = 600
RARE = {"d", "s"}
# Pages beside those of accounts and of opportunities.
ALSO = {
    "a": ("/research/", "/network/", "/hours/"),
    "o": (
        *(
            "/findings/",
            "/reviews/",
            "/calls/",
            "/mutual-plans/",
            "/playbook/",
            "/cadences/",
            "/competitors/",
            "/assessments/",
        ),
        "/outcomes/",
    ),
}


@dataclass(frozen=True)
class Place:
    """One entry of the rail. `key` is the letter that goes there after `g`."""

    key: str
    label: str
    url: str
    icon: str
    is_current: bool
    is_rare: bool = False  # on a phone it stands in the own menu: the bar has room for five


def frame(request: HttpRequest) -> dict[str, object]:
    """Context of every page: see the head of web/base.html. Read only where a template asks for it."""
    user = request.user
    if not isinstance(user, User):
        return {"navigation": [], "has_sample": False}
    frame = cast("Frame", SimpleLazyObject(lambda: _frame(request, user)))
    return {
        "navigation": _navigation(request, user),
        "frame": frame,
        "scopes": SimpleLazyObject(lambda: _scopes(frame)),
        "periods": SimpleLazyObject(lambda: _periods(frame)),
        "has_sample": SimpleLazyObject(has_sample),
        "unread_notices": SimpleLazyObject(lambda: unread_count(user)),
        "can_set_up": can_set_up(user),
        "disk_fills_up": SimpleLazyObject(lambda: can_set_up(user) and space_of(settings.HOME) != "ok"),
    }


def places_of(user: User) -> list[tuple[str, str, str, str]]:
    """Key, label, address and icon of each entry of the rail."""
    places = [
        ("n", _("Today"), reverse("today"), "today"),
        ("p", _("Pipeline"), reverse("pipeline"), "pipeline"),
        ("o", _("Opportunities"), reverse("opportunities"), "opportunities"),
        ("a", _("Accounts"), reverse("accounts"), "accounts"),
        ("t", _("People"), reverse("people"), "people"),
    ]
    if can_set_up(user):
        places.append(("d", _("Data"), reverse("data"), "data"))
        places.append(("s", _("Settings"), reverse("settings"), "settings"))
    return places


def _navigation(request: HttpRequest, user: User) -> list[Place]:
    return [
        Place(key, label, url, icon, request.path.startswith((url, *ALSO.get(key, ()))), is_rare=key in RARE)
        for key, label, url, icon in places_of(user)
    ]


def _scopes(frame: Frame) -> list[tuple[str, str]]:
    """The scopes to choose from; one that only a link leads to is among them while it is looked at."""
    offered = scopes_for(frame.user)
    return offered if frame.scope.key in dict(offered) else [*offered, (frame.scope.key, frame.scope.label)]


def _periods(frame: Frame) -> list[Period]:
    """The periods to choose from; one of long ago is among them with its neighbours while it is looked at."""
    offered = periods_for(frame.organisation, frame.today, first=_first_day(frame.organisation))
    calendar = frame.organisation.calendar
    if frame.period in offered:
        return offered
    around = [calendar.following(frame.period), frame.period, calendar.previous(frame.period)]
    return [*offered, *(period for period in around if period not in offered)]


def _first_day(organisation: Organisation) -> date | None:
    """The day on which the first opportunity was opened, kept for ten minutes: every page asks for it."""
    first: datetime | None = cache.get(FIRST_OPENED)
    if first is None:
        first = Opportunity.objects.aggregate(first=Min("opened_at"))["first"]
        cache.set(FIRST_OPENED, first, KEPT_SECONDS)
    return None if first is None else first.astimezone(organisation.zone).date()


def _frame(request: HttpRequest, user: User) -> Frame:
    """The frame of the URL; on an error page whose URL names no valid frame, the person's default."""
    try:
        return frame_of(request, now=timezone.now())
    except Http404:
        return frame_for(user, {}, now=timezone.now())
