"""Reading people and teams."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from trimtab.people.models import Team, User
from trimtab.people.policy import LEADING_ROLES, can_set_up, sight_of, visible_people


@dataclass(frozen=True)
class SightChange:
    """Somebody who would see the records of more people, or of fewer."""

    person: User
    is_more: bool


@dataclass(frozen=True)
class TeamMove:
    """What moving a team does: how many people come along, and who sees them afterwards that did not, or the other way.

    people: those in the team and below it.
    """

    people: int
    changes: tuple[SightChange, ...]


def sight_after_move(team: Team, parent: Team | None) -> TeamMove:
    """Who would see more or less if the team stood below `parent`. Two queries, whatever the size of the organisation.

    Only whoever sees own team and the teams below can gain or lose: along the old and the new way up.
    """
    old, new = _above(team.parent), _above(parent)
    people = User.objects.filter(team__path__startswith=team.path).count()
    concerned = User.objects.filter(team__in=old ^ new, is_active=True).select_related("team").order_by("name", "pk")
    seeing = [one for one in concerned if people and sight_of(one) == User.Sees.TEAMS_BELOW]
    return TeamMove(people, tuple(SightChange(one, one.team_id in new) for one in seeing))


def _above(team: Team | None) -> set[int]:
    """The team and all that it stands below."""
    return set() if team is None else {int(part) for part in team.path.split("/") if part}


def colleagues_of(user: User) -> QuerySet[User]:
    """Whom the user finds under People: everyone for those who set up, else the people whose records are visible."""
    people = User.objects.all() if can_set_up(user) else visible_people(user)
    return people.select_related("team").order_by("team__path", "name", "pk")


def people_named(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Those whose name, e-mail address or team contains the text."""
    if not text:
        return people
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(team__name__icontains=text))


def tree_of_teams() -> list[tuple[Team, int]]:
    """All teams, each after the one that it stands below, with its depth; with `leaders` and `people_count`."""
    leading = User.objects.filter(role__in=LEADING_ROLES).order_by("name", "pk")
    teams = Team.objects.annotate(people_count=Count("members")).order_by("path")
    found = teams.prefetch_related(Prefetch("members", leading, to_attr="leaders"))
    return [(team, team.path.count("/") - 2) for team in found]
