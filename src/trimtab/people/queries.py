"""Reading people and teams."""

from django.db.models import Count, Prefetch, Q, QuerySet

from trimtab.people.models import Team, User
from trimtab.people.policy import LEADING_ROLES, can_set_up, visible_people


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
