"""Who may set targets: whoever leads the people who carry them; operations and administrators for everybody."""

from collections.abc import Iterable

from django.db.models import QuerySet

from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES, access_to_owner, can_set_up, visible_people


def can_set_targets(user: User) -> bool:
    """Whether the user sets targets for anybody."""
    return user.is_active and (can_set_up(user) or (user.role in LEADING_ROLES and user.team_id is not None))


def may_set_all(user: User, people: Iterable[User]) -> bool:
    """Whether the user may set the targets of all of them; a leader sets own people's, never the own one."""
    if can_set_up(user):
        return True
    return can_set_targets(user) and all(
        person.pk != user.pk and access_to_owner(user, person).can_edit for person in people
    )


def carrying_people(user: User) -> QuerySet[User]:
    """Those whose targets the user may see: sellers whose records the user may see."""
    return visible_people(user).filter(role=User.Role.SELLER).select_related("team")
