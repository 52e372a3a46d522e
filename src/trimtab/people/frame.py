"""The frame of a page: whose records (scope) and when (period). Both stand in the URL and move all its figures.

scope: me, team (own team and below), everyone (all the user may see), team:<id>, person:<id>.
period: FY2026, FY2026-Q4, FY2026-M11; empty: the current fiscal quarter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from trimtab.core.calendars import Period, UnknownPeriod
from trimtab.core.ids import id_in
from trimtab.core.models import Organisation
from trimtab.people.models import Team, User
from trimtab.people.policy import can_set_up, sees_everyone, visible_people

MOST_YEARS = 15  # to choose from


@dataclass(frozen=True)
class Scope:
    """Whose records: the key in the URL, its name, and the people, never more than the user may see.

    `is_unrestricted`: everyone's records, those without an owner included.
    """

    key: str
    label: str
    people: QuerySet[User]
    is_unrestricted: bool = False

    @cached_property
    def ids(self) -> tuple[int, ...] | None:
        """The people's ids in order; None where nothing is left out."""
        return None if self.is_unrestricted else tuple(self.people.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Frame:
    """Scope and period of one request."""

    user: User
    scope: Scope
    period: Period
    organisation: Organisation
    today: date

    @property
    def query(self) -> str:
        """The frame as a query string, for links that must keep it."""
        return f"scope={self.scope.key}&period={self.period.key}"


def signed_in(request: HttpRequest) -> User:
    """The person who is signed in; the login middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def setting_up(request: HttpRequest) -> User:
    """The person who sets the organisation up; for others the page does not exist.

    Raises:
        Http404: the person does neither operations nor administers.
    """
    user = signed_in(request)
    if not can_set_up(user):
        raise Http404
    return user


def frame_of(request: HttpRequest, *, now: datetime) -> Frame:
    """The frame that the URL names, with defaults from the person's role; worked out once a request.

    Raises:
        Http404: the URL names a period, team or person that does not exist or that the user may not see.
    """
    kept: Frame | None = getattr(request, "_frame", None)
    if kept is None:
        kept = frame_for(signed_in(request), request.GET, now=now)
        request._frame = kept  # type: ignore[attr-defined]  # the view and the templates share it
    return kept


def frame_for(user: User, parameters: Mapping[str, str], *, now: datetime) -> Frame:
    """The frame that `parameters` (scope, period) name for that user; see `frame_of`."""
    organisation = Organisation.get()
    today = now.astimezone(organisation.zone).date()
    return Frame(
        user=user,
        scope=scope_for(user, parameters.get("scope") or default_scope(user)),
        period=_period(organisation, parameters.get("period", ""), today),
        organisation=organisation,
        today=today,
    )


def default_scope(user: User) -> str:
    """What a person sees first: sellers their own, those who lead their team, the others everyone."""
    if user.role == User.Role.SELLER:
        return "me"
    return "team" if user.team_id and user.role in {User.Role.MANAGER, User.Role.LEADER} else "everyone"


def scope_for(user: User, key: str) -> Scope:
    """The scope with that key, cut to what the user may see.

    Raises:
        Http404: no such scope for this user.
    """
    visible = visible_people(user)
    if key == "me":
        return Scope(key, _("My records"), visible.filter(pk=user.pk))
    if key == "everyone":
        return Scope(key, _("Everyone I see"), visible, is_unrestricted=sees_everyone(user))
    if key == "team" and user.team is not None:
        return Scope(key, user.team.name, visible.filter(team__path__startswith=user.team.path))
    if key == "team":
        return Scope(key, _("My team"), visible.filter(pk=user.pk))
    kind, _colon, number = key.partition(":")
    pk = id_in(number)
    if kind == "team" and pk is not None:
        return _team_scope(visible, key, pk)
    if kind == "person" and pk is not None:
        return _person_scope(visible, key, pk)
    raise Http404


def scopes_for(user: User) -> list[tuple[str, str]]:
    """The scopes to choose from, as (key, label): me, team, everyone, then the teams with visible people."""
    chosen = [("me", _("My records"))]
    if user.team is not None:
        chosen.append(("team", user.team.name))
    chosen.append(("everyone", _("Everyone I see")))
    teams = Team.objects.filter(members__in=visible_people(user)).exclude(pk=user.team_id or 0).distinct()
    return chosen + [(f"team:{team.pk}", team.name) for team in teams.order_by("path")[:50]]


def periods_for(organisation: Organisation, today: date, *, first: date | None = None) -> list[Period]:
    """The fiscal quarters and years to choose from, newest first.

    Args:
        first: the day of the first record; years are offered back to it, fifteen at most, and two at least.
    """
    calendar = organisation.calendar
    current = calendar.containing(today, "quarter")
    quarters = [calendar.following(current), current]
    quarters += [calendar.previous(current, count=count) for count in range(1, 8)]
    year = calendar.containing(today, "year")
    years = [year, calendar.previous(year)]
    while first is not None and first < years[-1].start and len(years) < MOST_YEARS:
        years.append(calendar.previous(years[-1]))
    return [*quarters, *years]


def _team_scope(visible: QuerySet[User], key: str, team_id: int) -> Scope:
    team = Team.objects.filter(pk=team_id).first()
    if team is None or not visible.filter(team__path__startswith=team.path).exists():
        raise Http404
    return Scope(key, team.name, visible.filter(team__path__startswith=team.path))


def _person_scope(visible: QuerySet[User], key: str, person_id: int) -> Scope:
    person = visible.filter(pk=person_id).first()
    if person is None:
        raise Http404
    return Scope(key, person.name, visible.filter(pk=person_id))


def _period(organisation: Organisation, key: str, today: date) -> Period:
    if not key:
        return organisation.calendar.containing(today, "quarter")
    try:
        return organisation.calendar.named(key)
    except UnknownPeriod as error:
        raise Http404(str(error)) from error
