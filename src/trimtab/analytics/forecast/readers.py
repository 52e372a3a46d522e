"""What a page reads of a kept forecast: whose numbers, how old they are, and whether newer ones are on their way."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.forecast.asking import Asked
from trimtab.analytics.forecast.keeping import KeptForecast, State, latest_forecast, state_of
from trimtab.core.models import Organisation
from trimtab.people.frame import Scope
from trimtab.people.models import User
from trimtab.people.policy import sight_of

COMPANY = "company"


@dataclass(frozen=True)
class Reading:
    """The newest kept forecast of a period, if any. needs_making: nothing fits what is known today, and none is on its
    way."""

    kept: KeptForecast | None
    state: State | None
    is_old: bool
    needs_making: bool
    is_running: bool


def read_forecast(extracts: Path, manifest: Manifest, period: str, *, now: datetime, today_began: datetime) -> Reading:
    """What is kept of a period.

    Args:
        today_began: a forecast of an earlier day is old, since less time is left.
    """
    kept, state = latest_forecast(extracts, period), state_of(extracts, period)
    is_old = kept is None or kept.manifest != manifest.name or kept.made_at < today_began
    is_running = state is not None and state.is_running(now)
    rests = kept is not None and state is not None and state.rests(now)
    return Reading(kept, state, is_old, is_old and not is_running and not rests, is_running)


def asked_now(period: str, *, now: datetime) -> Asked:
    """The forecast of a period as of now, in the organisation's calendar.

    Raises:
        UnknownPeriod: there is no such period.
    """
    organisation = Organisation.get()
    calendar = organisation.calendar
    return Asked(calendar.named(period), now, calendar, organisation.zone, organisation.currency)


def node_key(user: User, scope: Scope) -> str:
    """Which group of a forecast is a scope: never more than the user may see.

    Raises:
        LookupError: the people of the scope are no group.
    """
    if scope.is_unrestricted:
        return COMPANY
    if scope.key == "me":
        return f"person:{user.pk}"
    kind, _colon, number = scope.key.partition(":")
    if kind == "person":
        return f"person:{number}"
    team = number if kind == "team" and number else str(user.team_id or "")
    return _team_key(user, team)


def _team_key(user: User, team: str) -> str:
    sight = sight_of(user)
    if sight == User.Sees.OWN or not team:
        return f"person:{user.pk}"
    if sight == User.Sees.TEAM:
        return f"direct:{team}"
    return f"team:{team}"
