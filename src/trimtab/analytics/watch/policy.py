"""Who sees an alarm, and who may close it.

An alarm tells of other people's work, so it is never shown to somebody who may not see all of the work behind it. One
about a single person goes to that person and to those who lead this person, to nobody else: not to operations, not to
administrators.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from trimtab.analytics.watch.models import Setback
from trimtab.people.models import Team, User
from trimtab.people.policy import LEADING_ROLES, sees_everyone, sight_of


def visible_setbacks(user: User) -> QuerySet[Setback]:
    """The alarms that this person may read."""
    if not user.is_active:
        return Setback.objects.none()
    return Setback.objects.filter(_company(user) | _teams(user) | _people(user))


def get_setback_for(user: User, setback_id: int) -> Setback:
    """One alarm.

    Raises:
        Http404: there is none, or this person may not know of it.
    """
    found = visible_setbacks(user).filter(pk=setback_id).select_related("team", "person__team", "week").first()
    if found is None:
        raise Http404
    return found


def can_close(user: User, setback: Setback) -> bool:
    """Whether this person answers for it: whoever leads those it is about; of company and teams operations as well."""
    if setback.level == Setback.Level.PERSON:
        team = setback.person.team if setback.person else None
        return _leads(user, team) and user.pk != setback.person_id
    if user.is_staff_member:
        return True
    if setback.level == Setback.Level.COMPANY:
        return user.role in LEADING_ROLES and (sees_everyone(user) or _is_at_the_top(user))
    return _leads(user, setback.team)


def _company(user: User) -> Q:
    return Q(level=Setback.Level.COMPANY) if sees_everyone(user) or _is_at_the_top(user) else Q(pk__in=[])


def _is_at_the_top(user: User) -> bool:
    """Leads the only team that has none above it."""
    if user.team is None or user.team.parent_id is not None or sight_of(user) != User.Sees.TEAMS_BELOW:
        return False
    return not Team.objects.filter(parent=None).exclude(pk=user.team.pk).exists()


def _teams(user: User) -> Q:
    teams, sight = Q(level=Setback.Level.TEAM), sight_of(user)
    if sight == User.Sees.EVERYONE:
        return teams
    if user.team is None or sight == User.Sees.OWN:
        return Q(pk__in=[])
    if sight == User.Sees.TEAM:
        # Teams below it may belong to it, and their people are outside this sight.
        has_teams_below = Team.objects.filter(parent=user.team).exists()
        return Q(pk__in=[]) if has_teams_below else teams & Q(team=user.team)
    return teams & Q(team__path__startswith=user.team.path)


def _people(user: User) -> Q:
    people = Q(level=Setback.Level.PERSON)
    own = people & Q(person=user)
    if user.role not in LEADING_ROLES or user.team is None:
        return own
    return own | (people & Q(person__team__path__startswith=user.team.path))


def _leads(user: User, team: Team | None) -> bool:
    if user.role not in LEADING_ROLES or user.team is None or team is None:
        return False
    return team.path.startswith(user.team.path)
