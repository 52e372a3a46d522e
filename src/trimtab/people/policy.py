"""Who may see and edit whose records. The one rule; every list, page, count, export and search goes through it.

A user's sight (own, team, teams below, everyone) names a set of owners. A record is visible when its owner is in
that set. Who may edit: the owner; whoever leads the owner (a manager or leader whose team is the owner's or stands
above it); operations and administrators. Whoever sees a record but may not edit it is a reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trimtab.core.conditions import AsText, as_text
from trimtab.people.models import Team, User

DEFAULT_SIGHT = {
    User.Role.SELLER: User.Sees.OWN,
    User.Role.MANAGER: User.Sees.TEAMS_BELOW,
    User.Role.LEADER: User.Sees.TEAMS_BELOW,
    User.Role.OPERATIONS: User.Sees.EVERYONE,
    User.Role.ADMINISTRATOR: User.Sees.EVERYONE,
}
NOBODY = "nobody"
LEADING_ROLES = {User.Role.MANAGER, User.Role.LEADER}


@dataclass(frozen=True)
class Access:
    """What one user may do with one record, and the sentence that says why."""

    can_see: bool
    can_edit: bool
    reason: str


@dataclass(frozen=True)
class PersonAccess:
    """One person and what that person may do with a record."""

    person: User
    access: Access


def sorted_by_access(people: Iterable[PersonAccess], *, user: User) -> list[PersonAccess]:
    """Those who see the record: editors first, among them `user`, then readers."""
    seeing = [one for one in people if one.access.can_see]
    return sorted(seeing, key=lambda one: (not one.access.can_edit, one.person.pk != user.pk))


def sight_of(user: User) -> str:
    """The user's sight: the one set for this person, else the role's. Operations and administrators see everyone."""
    if user.is_staff_member:
        return User.Sees.EVERYONE
    return user.sees or DEFAULT_SIGHT[User.Role(user.role)]


def visible_people(user: User | AnonymousUser) -> QuerySet[User]:
    """The people whose records the user may see; a query that can stand in another one."""
    return _people(whom_sees(user))


def owners_in_sight(user: User | AnonymousUser) -> AsText:
    """`visible_people` for a condition on an owner: text that is made once for all who see the same people."""
    return people_of(whom_sees(user))


def whom_sees(user: User | AnonymousUser) -> tuple[str, int | str]:
    """The user's sight and whose it is: a person, a team, a path; the same for all who see the same people."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY, 0
    sight = sight_of(user)
    if sight == User.Sees.EVERYONE:
        return sight, 0
    team = _team_in_sight(user)
    if team is None:
        return User.Sees.OWN, user.pk
    return (sight, team.pk) if sight == User.Sees.TEAM else (sight, team.path)


@lru_cache(maxsize=2000)
def people_of(seen: tuple[str, int | str]) -> AsText:
    """The people of `whom_sees`, for a condition. Who sees own records is named there, with no query inside."""
    sight, of = seen
    return (int(of),) if sight == User.Sees.OWN else as_text(_people(seen).values("pk"))


def _people(seen: tuple[str, int | str]) -> QuerySet[User]:
    sight, of = seen
    if sight == NOBODY:
        return User.objects.none()
    if sight == User.Sees.EVERYONE:
        return User.objects.all()
    if sight == User.Sees.OWN:
        return User.objects.filter(pk=int(of))
    return (
        User.objects.filter(team=int(of))
        if sight == User.Sees.TEAM
        else User.objects.filter(team__path__startswith=str(of))
    )


def _team_in_sight(user: User) -> Team | None:
    """The team of the people whom the user sees; None where that is the user only. Not for who sees everyone."""
    return None if sight_of(user) == User.Sees.OWN else user.team


def sees_everyone(user: User | AnonymousUser) -> bool:
    """Whether no filter by owner is needed; records without an owner are visible to these users only."""
    return isinstance(user, User) and user.is_active and sight_of(user) == User.Sees.EVERYONE


def can_set_up(user: User | AnonymousUser) -> bool:
    """Whether the user brings data in and sets the organisation up."""
    return isinstance(user, User) and user.is_active and user.is_staff_member


def access_to_owner(user: User, owner: User | None) -> Access:
    """What the user may do with a record of that owner, with the reason in words."""
    if not user.is_active:
        return Access(False, False, _("This person cannot sign in."))
    if user.is_staff_member:
        return Access(True, True, _("Operations and administrators see and edit every record."))
    if owner is None:
        return _access_without_owner(user)
    if owner.pk == user.pk:
        return Access(True, True, _("The record is owned by this person."))
    if not _is_in_sight(user, owner):
        return Access(False, False, _("The owner is outside what this person sees."))
    if user.role in LEADING_ROLES and _is_below(user, owner):
        return Access(True, True, _("This person leads %(team)s, and the owner belongs to it.") % {"team": user.team})
    return Access(
        True, False, _("This person sees the owner's records, but edits only own records and those of people led.")
    )


def _access_without_owner(user: User) -> Access:
    if sees_everyone(user):
        return Access(True, False, _("The record has no owner; this person sees everyone's records."))
    return Access(False, False, _("The record has no owner; only people who see everyone's records see it."))


def _is_in_sight(user: User, owner: User) -> bool:
    sight = sight_of(user)
    if sight == User.Sees.TEAM:
        return user.team_id is not None and user.team_id == owner.team_id
    return sight == User.Sees.EVERYONE or (sight == User.Sees.TEAMS_BELOW and _is_below(user, owner))


def _is_below(user: User, owner: User) -> bool:
    return user.team is not None and owner.team is not None and owner.team.path.startswith(user.team.path)
