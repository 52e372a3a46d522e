"""What a page reads of a kept forecast: whose numbers, how old they are, and whether newer ones are on their way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.forecast.asking import Asked
from trimtab.analytics.forecast.keeping import KeptForecast, State, latest_forecast, state_of
from trimtab.core.models import Organisation
from trimtab.opportunities.models import FieldChange
from trimtab.people.frame import Scope
from trimtab.people.models import User
from trimtab.people.policy import sight_of

COMPANY = "company"


# A few changed opportunities move no forecast of a company, so the page says how many and nobody waits. Where any
# changed, a newer one is made aside once an hour, without a word.
MOST_CHANGED = 50
MADE_AGAIN_AFTER = timedelta(hours=1)
MOST_READ = 1_000  # changes
REWRITTEN = ("epoch", "currency", "time_zone")  # marks: another one, and all figures are others


@dataclass(frozen=True)
class Reading:
    """The newest kept forecast of a period, if any.

    is_old: it does not fit what is known today. changed: the owners of the opportunities that changed since, one for
    each. needs_making: a newer one is to be made, and none is on its way.
    """

    kept: KeptForecast | None
    state: State | None
    is_old: bool
    changed: tuple[int | None, ...]
    needs_making: bool
    is_running: bool

    def changed_in(self, scope: Scope) -> int:
        """How many opportunities of a scope changed since."""
        ids = scope.ids
        return len(self.changed) if ids is None else sum(owner in ids for owner in self.changed)


def read_forecast(extracts: Path, manifest: Manifest, period: str, *, now: datetime, today_began: datetime) -> Reading:
    """What is kept of a period.

    Args:
        today_began: a forecast of an earlier day is old, since less time is left.
    """
    kept, state = latest_forecast(extracts, period), state_of(extracts, period)
    changed = _changed_since(kept) if kept is not None else ()
    is_old = kept is None or kept.made_at < today_began or _is_rewritten(kept, manifest) or len(changed) > MOST_CHANGED
    is_due = is_old or (kept is not None and kept.manifest != manifest.name and now - kept.made_at > MADE_AGAIN_AFTER)
    is_running = state is not None and state.is_running(now)
    rests = kept is not None and state is not None and state.rests(now)
    return Reading(kept, state, is_old, changed, is_due and not is_running and not rests, is_running)


def _is_rewritten(kept: KeptForecast, manifest: Manifest) -> bool:
    return any(kept.marks.get(name) != manifest.marks.get(name) for name in REWRITTEN)


def _changed_since(kept: KeptForecast) -> tuple[int | None, ...]:
    """The owner of each opportunity of which a field changed since; kept long ago, it does not know since when."""
    if "change_id" not in kept.marks:
        return ()
    changes = FieldChange.objects.filter(pk__gt=int(kept.marks["change_id"])).order_by("pk")
    return tuple(dict(changes.values_list("opportunity_id", "opportunity__owner_id")[:MOST_READ]).values())


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
