"""Reading people and teams."""

from django.db.models import Q, QuerySet

from trimtab.people.models import User
from trimtab.people.policy import can_set_up, visible_people


def colleagues_of(user: User) -> QuerySet[User]:
    """Whom the user finds under People: everyone for those who set up, else the people whose records are visible."""
    people = User.objects.all() if can_set_up(user) else visible_people(user)
    return people.select_related("team").order_by("team__path", "name", "pk")


def people_named(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Those whose name, e-mail address or team contains the text."""
    if not text:
        return people
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(team__name__icontains=text))
